public import BigInt
public import RaceModel

/// One switch turned off, and what becomes of the properties.
public struct Mutation: Sendable {
  /// How the program differs from that of the choice as it is.
  public enum Difference: Sendable {
    /// It is the choice as it is, or the same program: what the switch belongs to is off.
    case none
    /// In barriers and in the ordering of accesses, which sequential consistency asks for nothing.
    case order
    /// In its steps.
    case steps
  }

  /// What becomes of the properties without another switch as well.
  public struct Pair: Sendable {
    /// The other switch.
    public var name: String
    /// What was found without the other one alone.
    public var alone: Tally
    /// What was found without both.
    public var both: Tally
    /// What the pair tells of the first switch, behind which nothing breaks alone.
    public var meaning: Meaning {
      switch (alone.verdict, both.verdict) {
      case (.holds, .violated): .covered
      case (.violated, .holds): .needless
      case (.violated, .violated):
        isWorse ? .second : .nothing
      case (.holds, .holds): .nothing
      default: .unknown
      }
    }

    /// Whether more breaks without both than without the other one alone: another property, or both
    /// more schedules and a greater share of all.
    private var isWorse: Bool {
      !Set(both.broken).isSubset(of: alone.broken)
        || both.violating > alone.violating
          && both.violating * alone.schedules > alone.violating * both.schedules
    }
  }

  /// What a pair tells.
  public enum Meaning: String, Sendable {
    /// Each alone can be missed and both cannot: the other one does the work.
    case covered
    /// Without the other one more breaks if this is off too.
    case second
    /// The other one is not needed any more.
    case needless
    /// It changes nothing.
    case nothing
    /// A search was stopped.
    case unknown
  }

  /// A search, shortened.
  public struct Tally: Hashable, Sendable {
    /// What was found.
    public var verdict: Exploration.Verdict
    /// How many schedules there are.
    public var schedules: BigUInt
    /// How many of them violate something.
    public var violating: BigUInt
    /// The names of what is violated.
    public var broken: [String]

    /// The tally of a search; numbers that were not counted are 0.
    public init(_ result: Exploration) {
      verdict = result.verdict
      schedules = result.schedules ?? 0
      violating = result.violating ?? 0
      broken = result.properties.filter { $0.verdict == .violated }.map(\.name)
    }
  }

  /// The switch; nil for the choice as it is.
  public var name: String?
  /// What the switch is for, in one line.
  public var help: String
  /// The choice.
  public var choice: ModelChoice
  /// What the search found.
  public var result: Exploration
  /// How the program differs.
  public var difference: Difference
  /// For a switch without which everything still holds: each other switch turned off with it. Nil
  /// when that was not tried.
  public var pairs: [Pair]?
}
