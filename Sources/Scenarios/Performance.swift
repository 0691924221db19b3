public import RaceModel
internal import RaceTrace
public import TraceFormats

/// A scenario that has run: where its chapters and notes fell, and whether its claims are true.
public struct Performance: Sendable {
  /// The scenario.
  public let scenario: Scenario
  /// What ran.
  public let run: Run
  /// For each chapter, the number of events before it begins; nil where a changed choice leaves its
  /// statement out.
  public let chapterSteps: [Int?]
  /// For each note, the number of events up to and with the one that it is about.
  public let noteSteps: [Int?]

  /// Runs `scenario` on `model`, which the caller has read from the file that it names.
  ///
  /// - Throws: ``DocumentErrors`` for what the model does not offer, a schedule that cannot be,
  ///   chapters and notes on statements that are not in the run, and claims on what there is not,
  ///   each at its place in the file; ``ModelErrors`` when the model is wrong for just this choice.
  public init(_ scenario: Scenario, _ model: Model) throws {
    var problems = DocumentProblems()
    Self.checkChoice(scenario, model, &problems)
    try problems.check()
    let program = try model.program(scenario.choice.value)
    Self.checkClaims(scenario.expectation, program, &problems)
    do throws(Runner.ScheduleError) {
      run = try Runner.run(program, scenario.schedule.map(\.value))
    } catch {
      problems.add(scenario.schedule[error.word].error(error.message))
      throw DocumentErrors(problems.errors)
    }
    self.scenario = scenario
    (chapterSteps, noteSteps) = Self.places(scenario, run)
    for (chapter, step) in zip(scenario.chapters, chapterSteps) where step == nil {
      problems.add(
        chapter.anchor.error(Self.missing(chapter.anchor.value, "from the chapter before it on")))
    }
    for (note, step) in zip(scenario.notes, noteSteps) where step == nil {
      problems.add(note.anchor.error(Self.missing(note.anchor.value, "in this run")))
    }
    try problems.check()
  }

  /// Each part of the choice by itself: several may be wrong.
  private static func checkChoice(
    _ scenario: Scenario, _ model: Model, _ problems: inout DocumentProblems
  ) {
    let choice = scenario.choice.value
    for (subject, place) in scenario.choicePlaces {
      var part = ModelChoice()
      switch subject {
      case .kernel: part.kernel = choice.kernel
      case .switch(let name): part.switches[name] = choice.switches[name]
      case .parameter(let name): part.parameters[name] = choice.parameters[name]
      }
      do throws(ChoiceError) { try model.check(part) } catch {
        problems.add(place.error(error.message))
      }
    }
  }

  /// Whether what is claimed is about something that there is.
  private static func checkClaims(
    _ expectation: Scenario.Expectation, _ program: Program, _ problems: inout DocumentProblems
  ) {
    let properties = Set(program.properties.map(\.name))
    for name in expectation.violated?.value ?? [] where !properties.contains(name.value) {
      let known = program.properties.map(\.name).joined(separator: ", ")
      problems.add(
        name.error("the model has no property \"\(name.value)\"; it has \(known)"))
    }
    let places = program.placeNames
    for claim in expectation.values.values where !places.contains(claim.place.value) {
      let known = places.joined(separator: ", ")
      problems.add(
        claim.place.error("there is no place \"\(claim.place.value)\"; there are \(known)"))
    }
  }

  /// The same scenario with another choice: its schedule is followed as far as it goes, and
  /// chapters and notes on statements that are not there are left out.
  ///
  /// - Throws: ``ChoiceError``, ``ModelErrors``.
  public init(_ scenario: Scenario, _ model: Model, changed choice: ModelChoice) throws {
    let program = try model.program(choice)
    self.scenario = scenario
    run = Runner.follow(program, scenario.schedule.map(\.value))
    (chapterSteps, noteSteps) = Self.places(scenario, run)
  }

  private static func missing(_ anchor: Scenario.Anchor, _ scope: String) -> String {
    guard case .statement(let lane, let text) = anchor else { return "there is no such place" }
    let who = lane.map { "CPU \($0) makes" } ?? "nobody makes"
    let step = lane == nil ? "a step" : "no step"
    return "\(who) \(step) \"\(text)\" \(scope): name a label or a statement"
  }

  private static func places(_ scenario: Scenario, _ run: Run) -> ([Int?], [Int?]) {
    var from = 0
    let chapters = scenario.chapters.map { chapter -> Int? in
      guard let event = event(of: chapter.anchor.value, from: from, run) else { return nil }
      from = event
      return event
    }
    let notes = scenario.notes.map { note -> Int? in
      guard let event = event(of: note.anchor.value, from: 0, run) else { return nil }
      return note.anchor.value == .start ? 0 : min(event + 1, run.trace.events.count)
    }
    return (chapters, notes)
  }

  /// The index of the event that `anchor` names, from `start` on. A label is taken before a part of
  /// a statement.
  private static func event(of anchor: Scenario.Anchor, from start: Int, _ run: Run) -> Int? {
    switch anchor {
    case .start: return 0
    case .end: return run.trace.events.count
    case .statement(let lane, let text):
      func first(_ matches: (Program.Row) -> Bool) -> Int? {
        (start..<max(start, run.rowOfEvent.count)).first { index in
          (lane.map { $0 == run.trace.events[index].lane } ?? true)
            && matches(run.program.rows[run.rowOfEvent[index]])
        }
      }
      return first { $0.label == text } ?? first { $0.isCalled(text) }
    }
  }

  /// The claims that are not true, each at its place in the file and in the order of its lines.
  public func falseClaims() -> [DocumentError] {
    var found: [DocumentError] = []
    let expectation = scenario.expectation
    if let end = expectation.end, end.value != run.expectedEnd {
      found.append(end.error("claims that the run is \(end.value.rawValue), but \(run.endWords)"))
    }
    if let violated = expectation.violated {
      let actual = Set(run.violations.map(\.property))
      for claim in violated.value where !actual.contains(claim.value) {
        found.append(claim.error("claims that \(claim.value) is violated, but it holds"))
      }
      for name in actual.subtracting(violated.value.map(\.value)).sorted() {
        found.append(violated.error("does not say that \(name) is violated, and it is"))
      }
    }
    for (name, claim) in expectation.values {
      guard let (raw, kind) = run.finalValue(name) else { continue }
      let decoded = kind.decode(raw)
      let forms = [String(raw), "0x" + String(raw, radix: 16), decoded.text, decoded.short]
      if !forms.contains(claim.value.value) {
        found.append(
          claim.value.error(
            "claims that \(name) ends as \(claim.value.value), but it is \(raw) (\(decoded.text))"))
      }
    }
    if case .fault(let fault, let lane) = run.end {
      found.append(scenario.model.error("the model fails on CPU \(lane): \(fault.words)"))
    }
    for lock in run.heldLocks {
      found.append(scenario.model.error("a lock is never released: \(lock)"))
    }
    return found.isEmpty ? [] : DocumentErrors(found).errors
  }
}

extension Run {
  /// How the run ended, as scenarios name it; nil after a fault.
  var expectedEnd: Scenario.ExpectedEnd? {
    switch end {
    case .complete: .complete
    case .stopped: .stopped
    case .deadlock: .deadlock
    case .fault: nil
    }
  }

  /// How the run ended, in words.
  public var endWords: String {
    switch end {
    case .complete: "both lanes ended"
    case .stopped: "the schedule ends before the lanes do"
    case .deadlock(let waits): "nobody can move: " + waits.joined(separator: ", ")
    case .fault(let fault, let lane): "the model fails on CPU \(lane): \(fault.words)"
    }
  }
}
