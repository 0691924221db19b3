/// One thing that is wrong in the text of a model, with its place.
public struct ModelError: Error, Hashable, Sendable {
  /// The line, from 1.
  public var line: Int
  /// The column, from 1, in characters.
  public var column: Int
  /// What is wrong and what was expected, in a sentence.
  public var message: String
  /// The line as it is written.
  public var sourceLine: String

  init(_ source: SourceText, at offset: Int, _ message: String) {
    (line, column) = source.location(of: offset)
    sourceLine = source.line(line)
    self.message = message
  }

  /// An error in a line of another text that belongs to a model.
  public init(line: Int, column: Int, message: String, sourceLine: String) {
    (self.line, self.column) = (line, column)
    (self.message, self.sourceLine) = (message, sourceLine)
  }

  /// The error as compilers print it: place and message, the line, a caret.
  ///
  /// What could steer a terminal stands as U+FFFD in the line.
  public func rendered(in file: String) -> String {
    let line = sourceLine.hasSuffix("\r") ? sourceLine.dropLast() : sourceLine[...]
    let shown = line.prefix(160).map { character in
      character == "\t" || !character.unicodeScalars.contains(where: \.steersTerminal)
        ? character : "\u{FFFD}"
    }
    let pad = shown.prefix(max(0, column - 1)).map { $0 == "\t" ? "\t" : " " }.joined()
    return "\(file):\(self.line):\(column): \(message)\n  \(String(shown))\n  \(pad)^"
  }
}

/// Everything that is wrong in a model, in the order of its text; never empty.
public struct ModelErrors: Error, Hashable, Sendable {
  /// The errors.
  public var errors: [ModelError]

  init(_ errors: [ModelError]) {
    var seen: Set<ModelError> = []
    self.errors = errors.filter { seen.insert($0).inserted }
      .sorted { ($0.line, $0.column) < ($1.line, $1.column) }
  }
}
