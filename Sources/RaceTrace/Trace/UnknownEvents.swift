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

  /// How many events all tallies together have, as far as that can be counted.
  public static func total(_ all: [UnknownEvents]) -> Int {
    all.reduce(0) { sum, one in
      let (next, isOver) = sum.addingReportingOverflow(one.count)
      return isOver ? .max : next
    }
  }

  /// A tally.
  public init(name: String, count: Int, firstLine: Int, sample: String) {
    self.name = name
    self.count = count
    self.firstLine = firstLine
    self.sample = sample
  }
}
