public import RaceTrace

/// What becomes of the properties without one switch of the model.
public struct MutationRow: Hashable, Sendable {
  /// The switch; nil for the model as it is.
  public var name: String?
  /// What the switch is for; of the model as it is, what was chosen: `gup_fork on v5.11, pages = 1`.
  public var help: String
  /// How it stands with the properties.
  public var tone: VerdictRule.Tone
  /// `4,113 of 44,067 violate`, `no effect here`
  public var short: String
  /// Why it is needed or not, in whole sentences.
  public var reason: String
  /// A shortest schedule that violates something, as the string that replays it; nil when there is
  /// nothing to see that the model as it is does not show.
  public var schedule: String?

  /// A row.
  public init(
    name: String?, help: String, tone: VerdictRule.Tone, short: String, reason: String,
    schedule: String?
  ) {
    self.name = name
    self.help = help
    self.tone = tone
    self.short = short
    self.reason = reason
    self.schedule = schedule
  }
}
