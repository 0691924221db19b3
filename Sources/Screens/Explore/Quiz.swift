import RaceTrace

/// Questions about what comes next, made from the run that is played: nothing is in them that the
/// next steps do not show.
struct Quiz: Hashable, Sendable {
  /// One question, asked before a step is shown.
  struct Question: Hashable, Sendable {
    /// The step that answers it; it is asked one row before.
    var step: Int
    var text: String
    var options: [String]
    var answer: Int
  }

  var questions: [Question]
  var index = 0
  var score = 0
  /// What was chosen; nil while the question is open.
  var chosen: Int?

  var question: Question? { questions.indices.contains(index) ? questions[index] : nil }
  var isOver: Bool { index >= questions.count }

  /// How many questions there are at most.
  private static let most = 10

  init(_ focused: FocusedTimeline, _ lesson: Lesson?) {
    var found: [Question] = []
    for position in 0..<focused.timeline.stepCount where focused.concerns[position] {
      if let question = Self.value(at: position, focused) { found.append(question) }
      if let question = Self.turn(at: position, focused) { found.append(question) }
    }
    // Evenly spread over the run.
    if found.count > Self.most {
      found = (0..<Self.most).map { found[$0 * found.count / Self.most] }
    }
    if let last = Self.outcome(focused, lesson) { found.append(last) }
    questions = found
  }

  /// What a step sees in a loud place.
  private static func value(at position: Int, _ focused: FocusedTimeline) -> Question? {
    let (timeline, trace) = (focused.timeline, focused.timeline.trace)
    let event = timeline.event(at: position)
    for operation in timeline.operations(at: position) {
      guard case .load(let place, let value) = operation, trace.declaration(of: place).isLoud
      else { continue }
      let kind = trace.kind(of: place)
      let (truth, other) = words(kind, value)
      // The right answer stands first or second, as the value has it: not always first.
      let options = [truth, other].sorted()
      return Question(
        step: position + 1,
        text: "\(trace.lanes[event.lane].name): \(trace.strings[event.text]). What does it see in "
          + "\(focused.label(of: place))?",
        options: options, answer: options.firstIndex(of: truth) ?? 0)
    }
    return nil
  }

  /// The truth about a value, and what it could have been.
  private static func words(_ kind: PlaceKind, _ value: UInt64) -> (String, String) {
    switch kind {
    case .seqcount:
      value & 1 == 0 ? ("an even value", "an odd value") : ("an odd value", "an even value")
    case .flag: value == 0 ? ("0, clear", "1, set") : ("1, set", "0, clear")
    case .pte(let layout):
      layout.isPresent(value) && layout.isWritable(value)
        ? ("a writable entry", "an entry that is not writable")
        : ("an entry that is not writable", "a writable entry")
    default: (kind.decode(value).short, "another value")
    }
  }

  /// Who moves next, where the other lane takes over.
  private static func turn(at position: Int, _ focused: FocusedTimeline) -> Question? {
    let timeline = focused.timeline
    guard position > 0, timeline.trace.lanes.count > 1,
      case let lane = timeline.event(at: position).lane,
      lane != timeline.event(at: position - 1).lane
    else { return nil }
    return Question(
      step: position + 1, text: "Who moves next in this run?",
      options: timeline.trace.lanes.map { "\($0.name)  \($0.title)" }, answer: lane)
  }

  /// How it ends.
  private static func outcome(_ focused: FocusedTimeline, _ lesson: Lesson?) -> Question? {
    guard let lesson, !lesson.findings.isEmpty else { return nil }
    let isBad = lesson.findings.contains { $0.tone == .bad }
    return Question(
      step: focused.timeline.stepCount, text: "Does this run violate a property in the end?",
      options: ["No, all of them hold", "Yes"], answer: isBad ? 1 : 0)
  }
}
