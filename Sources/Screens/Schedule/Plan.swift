/// A run that somebody wants to see: a choice of the model and who moves when.
public struct Plan: Hashable, Sendable {
  /// Where the player stands behind it.
  public enum Arrival: Hashable, Sendable {
    /// Before the first step.
    case start
    /// Behind the last one.
    case end
    /// At the event at which it stood, or the nearest before it.
    case same
  }

  /// What differs from the scenario as it is written.
  public var settings: [Variation.Setting]
  /// The lane of each step; a lane that cannot move then is left out.
  public var lanes: [Int]
  /// How many of these steps are the scenario's own.
  public var own: Int
  /// Where the schedule comes from, for the first line of the screen: `shortest without recheck`.
  public var title = ""
  /// The setting that the title tells of.
  public var told: Variation.Setting?
  /// Where the player stands behind it.
  public var arrival = Arrival.end
  /// Whether somebody goes on choosing from here.
  public var scheduler: Scheduler?

  /// A plan.
  public init(settings: [Variation.Setting], lanes: [Int], own: Int = 0) {
    self.settings = settings
    self.lanes = lanes
    self.own = own
  }
}
