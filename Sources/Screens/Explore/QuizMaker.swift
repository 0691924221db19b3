import RaceTrace

/// Finds questions in a run: what a load returns, what a count comes to, how a test ends, who can
/// move, who does, and how it all ends.
struct QuizMaker {
  let focused: FocusedTimeline
  let lesson: Lesson?
  var timeline: Timeline { focused.timeline }
  var trace: Trace { timeline.trace }

  /// The fewest and the most options of a question about a value.
  private static let optionsLeast = 2
  private static let optionsMost = 4

  /// The questions, in the order in which they are asked.
  func questions() -> [Question] {
    let positions = (0..<timeline.stepCount).filter {
      focused.concerns[$0] && !timeline.event(at: $0).marks.contains(.harness)
    }
    let values = positions.compactMap(value)
    let isLoud = { (question: Question) in
      question.secret.map { trace.declaration(of: $0.place).isLoud } ?? false
    }
    // A few of each kind, from all over the run, and no two about one step.
    var found: [Question] = []
    for (kind, most) in [
      (values.filter(isLoud), 3), (values.filter { !isLoud($0) }, 1),
      (positions.compactMap(test), 2),
      (waits, 2), (positions.compactMap(count), 2), (turns(positions, changes: true), 1),
      (turns(positions, changes: false), 1),
    ] {
      let free = kind.filter { one in !found.contains { $0.asked == one.asked } }
      found += Self.spread(free, most)
    }
    found += Self.spread(moves, 1) + [ending].compactMap { $0 }
    // What is answered without a step comes before the step.
    return found.enumerated().sorted {
      ($0.element.asked, $0.element.shown, $0.offset)
        < ($1.element.asked, $1.element.shown, $1.offset)
    }.map(\.element)
  }

  private static func spread(_ all: [Question], _ most: Int) -> [Question] {
    guard all.count > most else { return all }
    return (0..<most).map { all[(2 * $0 + 1) * all.count / (2 * most)] }
  }

  private func who(_ lane: Int) -> String { trace.lanes[lane].name }
  private func statement(_ position: Int) -> String {
    let event = timeline.event(at: position)
    return "\(who(event.lane)): \(trace.strings[event.text])"
  }

  // MARK: - Values

  /// What a load returns that may or may not have seen what the other lane wrote. Nobody has looked
  /// since, so nothing that was shown tells it.
  private func value(at position: Int) -> Question? {
    let lane = timeline.event(at: position).lane
    for case .load(let place, let value) in timeline.operations(at: position)
    where trace.kind(of: place).isCounted {
      let last = timeline.lastChange(of: place, upTo: position)
      if let last, timeline.event(at: last).lane == lane { continue }
      guard last != nil || timeline.nextChange(of: place, after: position) != nil,
        !isRead(place, in: (last.map { $0 + 1 } ?? 0)..<position)
      else { continue }
      let what = "\(statement(position)). What does it find in \(focused.label(of: place))?"
      return question(position, what, place, value, Secret(place: place, from: last))
    }
    return nil
  }

  /// Whether somebody has looked, as far as is shown: what is folded tells no values.
  private func isRead(_ place: Place.ID, in range: Range<Int>) -> Bool {
    range.contains { position in
      focused.concerns[position]
        && timeline.operations(at: position).contains { operation in
          if case .load(place, _) = operation { true } else { false }
        }
    }
  }

  /// What a count comes to: what it was may be seen.
  private func count(at position: Int) -> Question? {
    for operation in timeline.operations(at: position) {
      guard case .rmw(let place, let old?, let new) = operation,
        trace.kind(of: place) == .refcount, old != 0
      else { continue }
      let what = "\(statement(position)). What is the count after it?"
      return question(position, what, place, new, nil)
    }
    return nil
  }

  private func question(
    _ position: Int, _ text: String, _ place: Place.ID, _ value: UInt64, _ secret: Secret?
  ) -> Question? {
    let kind = trace.kind(of: place)
    var values = [value]
    let held = held(by: place)
    for other in held + kind.neighbours(of: value, among: held)
    where values.count < Self.optionsMost && !values.contains(other) {
      // Two values that read alike are one option.
      let words = kind.decode(other).short
      if !values.contains(where: { kind.decode($0).short == words }) { values.append(other) }
    }
    guard values.count >= Self.optionsLeast else { return nil }
    values.sort()
    return Question(
      asked: position, shown: position + 1, text: text,
      options: values.map { kind.decode($0).short }, answer: values.firstIndex(of: value) ?? 0,
      secret: secret)
  }

  /// Every value that the place has in this run.
  private func held(by place: Place.ID) -> [UInt64] {
    var found = [trace.initialValues[place]].compactMap { $0 }
    for position in 0..<timeline.stepCount {
      for operation in timeline.operations(at: position) where operation.place == place {
        found += [operation.seen, operation.written].compactMap { $0 }
      }
    }
    return found
  }

  // MARK: - Tests

  /// How a test of a shared value comes out.
  private func test(at position: Int) -> Question? {
    var place: Place.ID?
    var words: String?
    for operation in timeline.operations(at: position) {
      if case .load(let one, _) = operation, trace.kind(of: one).isCounted { place = one }
      if case .branch(_, let text) = operation { words = trace.strings[text] }
    }
    guard let place, let words, !words.isEmpty else { return nil }
    var options = outcomes(of: timeline.event(at: position).text).union([words])
    if options.isSubset(of: ["yes", "no"]) { options = ["yes", "no"] }
    guard options.count > 1 else { return nil }
    let sorted = options.sorted()
    return Question(
      asked: position, shown: position + 1,
      text: "\(statement(position)). How does the test come out?", options: sorted,
      answer: sorted.firstIndex(of: words) ?? 0,
      secret: Secret(place: place, from: timeline.lastChange(of: place, upTo: position)))
  }

  /// The outcomes that a statement has in this trace.
  private func outcomes(of statement: StringTable.ID) -> Set<String> {
    var found: Set<String> = []
    for position in 0..<timeline.stepCount where timeline.event(at: position).text == statement {
      for case .branch(_, let words) in timeline.operations(at: position) {
        found.insert(trace.strings[words])
      }
    }
    return found
  }
}

extension PlaceKind {
  /// Whether it has values to guess; who holds a lock is another question.
  fileprivate var isCounted: Bool {
    switch self {
    case .spinlock, .rwsem: false
    case .seqcount, .flag, .pte, .refcount, .word, .page: true
    }
  }

  /// Other values that it might as well have.
  fileprivate func neighbours(of value: UInt64, among held: [UInt64]) -> [UInt64] {
    switch self {
    case .flag: [1 - min(value, 1)]
    case .seqcount, .word: [value &+ 1, value &- 1, value &+ 2].filter { $0 < .max / 2 }
    case .refcount:
      // Of a count that never has a pin, nobody expects one.
      ([value &+ 1, value &- 1, value &+ 2]
        + (held.contains { $0 >= Refcount.pinBias }
          ? [value &+ Refcount.pinBias, value &- Refcount.pinBias] : []))
        .filter { $0 < .max / 2 }
    // What points nowhere, and what a write-protection would leave.
    case .pte, .page: [0]
    case .spinlock, .rwsem: []
    }
  }
}
