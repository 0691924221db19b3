import Cells
import RaceTrace

extension AppState {
  /// A step of two runs that are compared, as a line of text.
  public struct ComparisonLine: Hashable, Sendable {
    /// The sign, the step of either run, the lane and the statement.
    public var text: String
    /// Whether the runs differ there.
    public var differs: Bool
  }

  /// Every step of the two runs; empty when there is only one.
  ///
  /// - Complexity: O(*events*)
  public var comparisonLines: [ComparisonLine] {
    guard let comparison else { return [] }
    let joints = comparison.alignment.joints
    return joints.indices.map { index in
      let joint = joints[index]
      let state = joint.kind == .onlySecond ? comparison.other : self
      let step = joint.kind == .onlySecond ? joint.second : joint.first
      let event = state.timeline.event(at: step - 1)
      let sign: String
      switch joint.kind {
      case .same: sign = " "
      case .otherValues: sign = "!"
      case .onlyFirst: sign = joint.isAside ? " " : "<"
      case .onlySecond: sign = joint.isAside ? " " : ">"
      }
      func number(_ step: Int, _ isShown: Bool) -> String {
        TextWidth.padded(isShown ? String(step) : "", to: 6, alignment: .trailing)
      }
      let values = joint.kind == .otherValues ? "   " + differenceWords(index) : ""
      let text =
        "\(sign)\(number(joint.first, joint.kind != .onlySecond))"
        + "\(number(joint.second, joint.kind != .onlyFirst))"
        + "  \(state.timeline.trace.lanes[event.lane].name)  "
        + state.timeline.trace.strings[event.text] + values
      let glyphs = look.glyphs
      return ComparisonLine(
        text: TextWidth.sanitized(glyphs.adapt(text), charset: glyphs.charset),
        differs: joint.kind != .same && !joint.isAside)
    }
  }
}
