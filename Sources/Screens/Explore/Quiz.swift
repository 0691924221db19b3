import RaceTrace

/// Questions about what a run shows next, and how they were answered.
struct Quiz: Sendable {
  /// What somebody did with a question.
  enum Reply: Hashable, Sendable {
    /// Chose an option.
    case chosen(Int)
    /// Had the answer shown without choosing.
    case shown
  }

  let questions: [Question]
  /// How long the whole run is, in steps and in rows; that is no secret.
  let stepCount: Int
  let rowCount: Int
  /// The replies so far. A question without one is open.
  private(set) var replies: [Reply] = []
  /// Whether the answer to the last of these is still on the screen.
  private(set) var showsAnswer = false
  /// What may be seen by now; nil once nothing is asked any more.
  var view: PreparedView?

  init(_ questions: [Question], _ rows: Rows, stepCount: Int) {
    self.questions = questions
    self.stepCount = stepCount
    rowCount = rows.rows.count
  }

  /// The number of the question on the screen, from 0.
  var index: Int { replies.count - (showsAnswer ? 1 : 0) }
  var question: Question? { questions.indices.contains(index) ? questions[index] : nil }
  /// What was done with the question on the screen; nil while it is open.
  var reply: Reply? { showsAnswer ? replies.last : nil }
  var isOpen: Bool { question != nil && !showsAnswer }

  /// What must not be told: what is asked, or what will be asked next.
  var secret: Secret? {
    questions.indices.contains(replies.count) ? questions[replies.count].secret : nil
  }

  mutating func take(_ reply: Reply) {
    guard isOpen else { return }
    replies.append(reply)
    showsAnswer = true
  }

  mutating func goOn() { showsAnswer = false }

  /// `2 of 3 answers right, 1 shown without an answer`
  var score: String {
    let right = zip(questions, replies).filter { $1 == .chosen($0.answer) }.count
    let shown = replies.filter { $0 == .shown }.count
    let answered = replies.count - shown
    var parts: [String] = []
    if answered > 0 || shown == 0 {
      parts.append("\(right) of \(answered) \(answered == 1 ? "answer" : "answers") right")
    }
    if shown > 0 { parts.append("\(shown) shown without an answer") }
    return parts.joined(separator: ", ")
  }
}
