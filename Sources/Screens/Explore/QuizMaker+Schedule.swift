import RaceTrace

/// Questions about who moves, and about what that comes to.
extension QuizMaker {
  /// Who moves next, where the lane changes or where it stays.
  func turns(_ positions: [Int], changes: Bool) -> [Question] {
    // Between two steps of a schedule somebody else may move; within one nobody can.
    let steps = lesson.map { Set($0.eventsAfterStep) }
    return positions.filter { position in
      guard position > 0, trace.lanes.count > 1, focused.concerns[position - 1],
        steps?.contains(position) ?? true
      else { return false }
      let lane = timeline.event(at: position).lane
      // Who is alone has no choice.
      let isAlone = !(position..<timeline.stepCount).contains {
        timeline.event(at: $0).lane != lane
      }
      return !isAlone && (lane != timeline.event(at: position - 1).lane) == changes
    }.map { position in
      Question(
        asked: position, shown: position + 1, text: "Who moves next in this run?",
        options: trace.lanes.map { "\($0.name)  \($0.title)" }
          + (lesson == nil ? [] : ["Nobody: each waits for the other"]),
        answer: timeline.event(at: position).lane)
    }
  }

  /// Whether a lane can move, once where it cannot and once where it can again.
  var waits: [Question] {
    guard let lesson else { return [] }
    let reasons = Set(lesson.waiting.values.flatMap(\.values))
    guard !reasons.isEmpty else { return [] }
    let steps = lesson.eventsAfterStep.filter { $0 > 0 && $0 < timeline.stepCount }
    var found: [Question] = []
    for lane in trace.lanes.indices {
      let isWaiting = { (step: Int) in lesson.waiting[step]?[lane] != nil }
      guard let first = steps.first(where: isWaiting) else { continue }
      found.append(wait(lane, first, reasons, lesson))
      let isFree = { (step: Int) in
        step > first && !isWaiting(step)
          && (step..<timeline.stepCount).contains { timeline.event(at: $0).lane == lane }
      }
      if let again = steps.first(where: isFree) { found.append(wait(lane, again, reasons, lesson)) }
    }
    return found
  }

  private func wait(_ lane: Int, _ step: Int, _ reasons: Set<String>, _ lesson: Lesson) -> Question
  {
    let name = trace.lanes[lane].name
    // A lane does not wait for itself.
    let known = reasons.filter { !$0.contains(name) }.sorted().prefix(2)
    let reason = lesson.waiting[step]?[lane]
    let all = known + (reason.map { known.contains($0) ? [] : [$0] } ?? [])
    let options = ["Yes"] + all.map { "No: it \($0)" } + ["No: it has ended"]
    return Question(
      asked: step, shown: step, text: "Can \(name) move now?", options: options,
      answer: reason.flatMap { options.firstIndex(of: "No: it \($0)") } ?? 0)
  }

  /// Which move leaves no good end, where it matters who moves.
  var moves: [Question] {
    guard let lesson, let outlook = lesson.outlook, trace.lanes.count == 2 else { return [] }
    return outlook.prospects.indices.compactMap { index in
      let choices = outlook.choices[index]
      guard !outlook.prospects[index].isLost, choices.count == 2, let left = choices[0],
        let right = choices[1], left.isLost != right.isLost,
        lesson.eventsAfterStep.indices.contains(index)
      else { return nil }
      let step = lesson.eventsAfterStep[index]
      return Question(
        asked: step, shown: step,
        text: "Whose move, if it comes now, makes a bad end certain?",
        options: trace.lanes.map { "\($0.name)'s" } + ["Either one's", "Neither one's"],
        answer: left.isLost ? 0 : 1)
    }
  }

  /// How it ends, asked before that is certain.
  var ending: Question? {
    if let lesson { return ending(of: lesson) }
    guard let verdict = focused.verdicts().first else { return nil }
    return ending(of: verdict)
  }

  private func ending(of lesson: Lesson) -> Question? {
    let isBad = lesson.properties.contains(where: \.isViolated)
    let candidates = lesson.properties.filter { $0.isViolated == isBad }
    guard lesson.end == .complete || lesson.end == .deadlock,
      let property = candidates.first(where: \.isFinal) ?? candidates.first
    else { return nil }
    // A property of the end is not judged when the end is never reached.
    let answer = property.isViolated ? 1 : lesson.end == .deadlock ? 2 : 0
    let steps = lesson.eventsAfterStep
    let certain =
      lesson.outlook.flatMap { outlook in
        outlook.prospects.indices.first {
          outlook.prospects[$0].isLost || outlook.prospects[$0].isSafe
        }
      } ?? steps.count / 2
    let step = steps[min(max(certain - 1, 0), steps.count - 1)]
    return Question(
      asked: step, shown: step,
      text: "What becomes of \(property.name) in the end? It says: \(property.sentence).",
      options: [
        "It holds", "It is violated", "It is never judged: at some step nobody can move any more",
      ], answer: answer)
  }

  /// What an attempt of a recording proves, by the rules that it is judged by.
  private func ending(of verdict: Verdict) -> Question? {
    var rules = [verdict.rule]
    for tone in [VerdictRule.Tone.bad, .good, .neutral, .good, .good] {
      let other = trace.rules.first { rule in
        rule.tone == tone && !rules.contains { $0.name == rule.name }
      }
      if let other, rules.count < 4 { rules.append(other) }
    }
    // A verdict of lost events is no rule.
    guard rules.count > 1, trace.rules.contains(verdict.rule) else { return nil }
    let sorted = trace.rules.filter(rules.contains)
    let own = (verdict.positions.lowerBound...verdict.decidedAt).filter { focused.concerns[$0] }
    guard let step = own.dropFirst(own.count / 2).first else { return nil }
    return Question(
      asked: step, shown: step, text: "What will the values of this attempt prove?",
      options: sorted.map { "\($0.name): \(Self.gist($0.words))" },
      answer: sorted.firstIndex(of: verdict.rule) ?? 0)
  }

  /// The first clause of a rule's words, without the steps that it would name.
  private static func gist(_ words: String) -> String {
    let plain = words.replacing(/\s?\(\{[^}]*\}\)/, with: "").replacing(
      /\{[^}]*\}/, with: "the page")
    let end = plain.firstIndex { ":.".contains($0) } ?? plain.endIndex
    return String(plain[..<end])
  }
}
