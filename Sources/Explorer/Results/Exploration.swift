public import BigInt
public import RaceModel

/// What a search found out.
public struct Exploration: Sendable {
  /// What can be said of a property, or of all of them.
  public enum Verdict: String, Sendable {
    /// Some schedule breaks it.
    case violated
    /// No schedule does: all were tried.
    case holds
    /// None was found that does, but not all were tried.
    case stopped
  }

  /// A schedule that breaks something, up to the step where it is broken.
  public struct Witness: Hashable, Sendable {
    /// The lane of each step.
    public var lanes: [Int]
    /// How often the other lane takes over.
    public var switches: Int
    /// The schedule as the short string that replays it.
    public var schedule: String { lanes.map(String.init).joined() }
  }

  /// A property, or one of the things that are wrong in any model.
  public struct Property: Sendable {
    /// Its name for machines.
    public var name: String
    /// It as a sentence for people.
    public var sentence: String
    /// Whether the model states it; otherwise it is a deadlock, a lock that is never released, or a
    /// step that cannot be made.
    public var isStated: Bool
    /// What was found.
    public var verdict: Verdict
    /// How many schedules break it, if that was counted.
    public var violating: BigUInt?
    /// A schedule that breaks it: the shortest if ``Exploration/isShortestKnown``.
    public var shortest: Witness?
  }

  /// One way in which it can end.
  public struct Outcome: Hashable, Sendable {
    /// Why nobody moves any more.
    public enum Ending: String, Comparable, Sendable {
      /// All lanes have ended.
      case complete
      /// Somebody has not, and nobody can move.
      case deadlock
      /// The model itself is wrong at the last step.
      case fault

      private var order: Int {
        switch self {
        case .complete: 0
        case .deadlock: 1
        case .fault: 2
        }
      }
      /// Complete ones first.
      public static func < (one: Ending, other: Ending) -> Bool { one.order < other.order }
    }

    /// How it ends.
    public var ending: Ending
    /// The final value of each place; empty where a step could not be made: there is no state then.
    public var values: [Int32]
    /// How many schedules end so.
    public var schedules: BigUInt
    /// How many of them violate something, on the way or at the end.
    public var violating: BigUInt
    /// The names of what is wrong with the end itself.
    public var broken: [String]
  }

  /// The program that was searched.
  public var program: Program
  /// What can be said of all properties together.
  public var verdict: Verdict
  /// Why it gave up, if it did.
  public var stopReason: StopReason?
  /// Whether it was the reduced search, whose counts are smaller than the truth.
  public var isReduced: Bool
  /// Reachable states; of a search that gave up, those that it found.
  public var states: Int
  /// Steps between them.
  public var transitions: Int
  /// Complete schedules; nil if not counted.
  public var schedules: BigUInt?
  /// Those that break something.
  public var violating: BigUInt?
  /// Every property of the model, and whatever else is wrong.
  public var properties: [Property]
  /// A schedule that breaks something: the shortest if ``isShortestKnown``.
  public var shortest: Witness?
  /// The one with the fewest switches between the lanes, and of those the shortest.
  public var fewestSwitches: Witness?
  /// Whether the witnesses are the shortest: a search that was stopped or reduced has not seen all.
  public var isShortestKnown: Bool { stopReason == nil && !isReduced }
  /// Every way in which it can end, the most frequent first: their schedules sum up to all.
  public var outcomes: [Outcome]
  /// Statements that no schedule comes to.
  public var neverRan: [Program.Row]
  /// Whether final states were found in which nobody can move.
  public var deadlocks: Int
  /// The least and the greatest value of each place and register, in the order of the program; nil
  /// when the search was stopped.
  public var values: [ClosedRange<Int32>]?
  /// The most bytes that were in use at a look.
  public var bytes: Int
}
