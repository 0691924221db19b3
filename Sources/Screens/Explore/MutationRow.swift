/// What becomes of the properties without one switch of the model.
public struct MutationRow: Hashable, Sendable {
  /// The switch; nil for the model as it is.
  public var name: String?
  /// What the switch is for.
  public var help: String
  /// Whether something is violated.
  public var isViolated: Bool
  /// `4,113 of 44,067 schedules violate nothing_lost`
  public var words: String
  /// The shortest schedule that violates something, as the string that replays it.
  public var schedule: String?

  /// A row.
  public init(
    name: String?, help: String, isViolated: Bool, words: String, schedule: String?
  ) {
    self.name = name
    self.help = help
    self.isViolated = isViolated
    self.words = words
    self.schedule = schedule
  }
}
