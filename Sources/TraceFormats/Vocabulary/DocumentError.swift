/// What is wrong with a vocabulary or with the card of a recording, and where.
public struct DocumentError: Error, Hashable, Sendable {
  /// The line, from 1.
  public var line: Int
  /// The column, from 1.
  public var column: Int
  /// What is wrong and what was expected, as a sentence without a full stop.
  public var message: String

  /// An error.
  public init(line: Int, column: Int, message: String) {
    self.line = line
    self.column = column
    self.message = message
  }
}
