/// What may be concluded from a recording, and from which of its values.
///
/// Rules are data and travel with a trace: `lost` for the gup/fork race is a page of its vocabulary.
public struct VerdictRule: Hashable, Sendable {
  /// Whether somebody was harmed.
  public enum Tone: String, Hashable, Sendable, CaseIterable {
    /// Data is lost, or will be.
    case bad
    /// A guard did its work.
    case good
    /// Neither.
    case neutral
  }

  /// One word for lists: `lost`, `saved`.
  public var name: String
  /// Whether somebody was harmed.
  public var tone: Tone
  /// The conclusion for people. `{EVENT}` stands for that event's step, `{EVENT.PLACE}` for the
  /// place of that name which it touched.
  public var words: String
  /// What must all be true.
  public var conditions: [Condition]

  /// A rule.
  public init(name: String, tone: Tone, words: String, conditions: [Condition]) {
    self.name = name
    self.tone = tone
    self.words = words
    self.conditions = conditions
  }
}
