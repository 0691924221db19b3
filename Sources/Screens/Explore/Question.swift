import RaceTrace

/// A question about a run.
struct Question: Hashable, Sendable {
  /// How many steps are done where it is asked.
  var asked: Int
  /// The step that answers it; where no single one does, the same as `asked`.
  var shown: Int
  var text: String
  /// In an order that says nothing of the answer.
  var options: [String]
  /// The index of the right one.
  var answer: Int
  /// What must not be told while it is open.
  var secret: Secret?
}
