/// What a lane would do next.
public enum NextStep: Hashable, Sendable {
  /// It can move: the statement.
  case ready(String)
  /// It has to wait: the statement, and for what (`waits for src_ptl, held by CPU 1`).
  case blocked(String, reason: String)
  /// It has ended.
  case ended
  /// It has not, but the model has failed: there is no state to go on from.
  case failed

  var isReady: Bool { if case .ready = self { true } else { false } }
}
