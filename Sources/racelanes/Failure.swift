import CursesBackend
import RaceModel
import TraceFormats

/// Why a command could not do its work, in words for people. Every one ends with exit status 2.
struct Failure: Error {
  /// One sentence or, as compilers print them, errors with the lines that they are in.
  var words: String

  /// Whether there are several lines.
  private var hasLines = false

  init(_ words: String) { self.words = words }

  /// The words for standard error. Only what is known to be made of lines keeps them.
  var cleaned: String { Main.clean(words, keepLines: hasLines) }

  /// The first error alone, where there is one line for it.
  var firstLine: String { String(words.prefix { !$0.isNewline }) }

  /// A trace that could not be read.
  init(_ error: TraceReadError, in name: String) {
    words = Self.place(name, error.line, error.column) + error.reason.words
  }

  /// A model that is wrong: every error with its line and a caret.
  init(_ errors: ModelErrors, in name: String) {
    let name = Main.clean(name)
    words = errors.errors.map { $0.rendered(in: name) }.joined(separator: "\n")
    hasLines = true
  }

  /// A scenario or a vocabulary that is wrong: the same.
  init(_ errors: DocumentErrors, in name: String, _ text: String) {
    let name = Main.clean(name)
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    words = errors.errors.map { error in
      let line = lines.indices.contains(error.line - 1) ? lines[error.line - 1] : ""
      guard !line.isEmpty else { return Self.place(name, error.line, error.column) + error.message }
      return ModelError(
        line: error.line, column: error.column, message: error.message, sourceLine: String(line)
      ).rendered(in: name)
    }.joined(separator: "\n")
    hasLines = true
  }

  /// The card of a recording that could not be read.
  init(_ error: DocumentError, in name: String) {
    words = Self.place(name, error.line, error.column) + error.message
  }

  /// No terminal to play on.
  init(_ error: BackendError) {
    words =
      switch error {
      case .noTerminal:
        "there is no terminal to play on: 'racelanes print' gives the same timeline as text"
      case .unknownTerminal(nil):
        "TERM is not set: set it, or use 'racelanes print'"
      case .unknownTerminal(let name?):
        "the terminal '\(name)' is not in the terminal database: set TERM, or use 'racelanes print'"
      case .dumbTerminal(let name):
        "the terminal '\(name)' cannot place its cursor: use 'racelanes print'"
      case .system(let code):
        "the terminal could not be set up: \(SystemError.words(code))"
      }
  }

  private static func place(_ name: String, _ line: Int?, _ column: Int?) -> String {
    var place = name + ":"
    if let line { place += "\(line):" }
    if line != nil, let column { place += "\(column):" }
    return place + " "
  }
}
