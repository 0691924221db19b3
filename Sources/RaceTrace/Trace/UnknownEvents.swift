/// Events of one name that no vocabulary explains: no error, but nothing that is hidden either.
public struct UnknownEvents: Hashable, Sendable {
  /// The recorder's name for them: untrusted text.
  public var name: String
  /// How many there were.
  public var count: Int
  /// The line of the first one.
  public var firstLine: Int
  /// The first one as it was written, cut to a length that a screen can hold: untrusted text.
  public var sample: String

  /// A tally.
  public init(name: String, count: Int, firstLine: Int, sample: String) {
    self.name = name
    self.count = count
    self.firstLine = firstLine
    self.sample = sample
  }
}
