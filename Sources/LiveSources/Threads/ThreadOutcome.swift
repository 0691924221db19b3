/// One way in which rounds ended and what it means, with how often, and the first of them.
public struct ThreadOutcome: Sendable {
  /// How the rounds ended.
  public enum End: Hashable, Sendable {
    /// Both lanes ended.
    case complete
    /// Neither could move any more.
    case deadlock
    /// The model itself is wrong; the words say how.
    case fault(String)
  }

  /// What was looked at to judge the rounds.
  public enum Basis: Hashable, Sendable {
    /// All of the way: an interleaving explains them.
    case interleaving
    /// The end alone, for no interleaving explains them.
    case notSequentiallyConsistent
    /// The end alone: nothing was recorded, or the way was not understood in time.
    case end
  }

  /// What every place held, in the order of `Program.placeNames`.
  public internal(set) var values: [Int32]
  /// How the rounds ended.
  public internal(set) var end: End
  /// How many rounds ended so.
  public internal(set) var count: Int
  /// The number of the first of them, from 1.
  public internal(set) var firstRound: Int
  /// The properties that did not hold, whatever interleaving that explains the round is taken. In
  /// the order of the program.
  public internal(set) var violated: [String]
  /// The properties that do not hold in some interleavings that explain the round and hold in others,
  /// so that nobody can tell. In the order of the program.
  public internal(set) var undecided: [String]
  /// The first of these rounds, one sequence for each lane; nil when nothing was recorded.
  public internal(set) var first: [[RecordedAccess]]?
  /// Whether the first of these rounds could have happened one access after another; nil when
  /// that was not asked.
  public internal(set) var explanation: Explanation?
  /// Whether running one lane after the other, in one of both orders, ends so too.
  public internal(set) var isSerial: Bool

  /// Whether something is wrong with it: a property, a deadlock, or the model.
  public var isViolated: Bool { !violated.isEmpty || end != .complete }

  /// What was looked at to judge the rounds.
  public var basis: Basis {
    switch explanation {
    case .interleaving?: .interleaving
    case .impossible?: .notSequentiallyConsistent
    case .gaveUp?, nil: .end
    }
  }
}
