public import RaceTrace

/// The first step at which two runs do not do the same to what both touch: an access sees another
/// value, or a lane takes another way.
public struct Parting: Hashable, Sendable {
  /// The index of the joint step.
  public var joint: Int
  /// The position in the first run, or of what it does instead; nil when it ends before.
  public var first: Int?
  /// The position in the second run, or of what it does instead; nil when it ends before.
  public var second: Int?
  /// What parts them, in a sentence without its full stop.
  public var words: String
}

extension Parting {
  /// A step of both that sees or comes to something else.
  init(
    otherValues joint: Alignment.Joint, joint index: Int, _ runs: [FocusedTimeline],
    _ names: [String]
  ) {
    self.init(
      joint: index, first: joint.first - 1, second: joint.second - 1,
      words: PartingWords(runs, names).otherValues(joint))
  }

  /// Where the second of two runs of one model parts from the first; nil when it never does, or
  /// they are too long.
  public init?(of second: Timeline, from first: Timeline, names: [String]) {
    let alignment = Alignment(
      FocusedTimeline(first, focus: nil), FocusedTimeline(second, focus: nil), .oneModel,
      names: names)
    guard let parting = alignment?.parting else { return nil }
    self = parting
  }
}
