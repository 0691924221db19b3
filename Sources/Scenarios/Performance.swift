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
  /// - Throws: what the model does not offer, a schedule that cannot be, and chapters or notes on
  ///   statements that are not in the run, each at its place in the file; ``ModelErrors`` when the
  ///   model is wrong for just this choice.
  public init(_ scenario: Scenario, _ model: Model) throws {
    let program: Program
    do {
      program = try model.program(scenario.choice.value)
    } catch let error as ChoiceError {
      throw scenario.choicePlaces[error.subject]?.error(error.message)
        ?? scenario.choice.error(error.message)
    }
    do throws(Runner.ScheduleError) {
      run = try Runner.run(program, scenario.schedule.map(\.value))
    } catch {
      throw scenario.schedule[error.word].error(error.message)
    }
    self.scenario = scenario
    (chapterSteps, noteSteps) = Self.places(scenario, run)
    for (chapter, step) in zip(scenario.chapters, chapterSteps) where step == nil {
      throw chapter.anchor.error(
        Self.missing(chapter.anchor.value, "from the chapter before it on"))
    }
    for (note, step) in zip(scenario.notes, noteSteps) where step == nil {
      throw note.anchor.error(Self.missing(note.anchor.value, "in this run"))
    }
  }

  /// The same scenario with another choice: its schedule is followed as far as it goes, and
  /// chapters and notes on statements that are not there are left out. Where the schedule names a
  /// statement that is not there, the lane stops where the scenario's own run would have had it.
  ///
  /// - Throws: ``ChoiceError``, ``ModelErrors``.
  public init(_ scenario: Scenario, _ model: Model, changed choice: ModelChoice) throws {
    let program = try model.program(choice)
    let schedule = scenario.schedule.map(\.value)
    self.scenario = scenario
    let own = Runner.follow(try model.program(scenario.choice.value), schedule)
    run = Runner.follow(program, schedule, writtenFor: own)
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

  /// The index of the event that `anchor` names, from `start` on.
  private static func event(of anchor: Scenario.Anchor, from start: Int, _ run: Run) -> Int? {
    switch anchor {
    case .start: return 0
    case .end: return run.trace.events.count
    case .statement(let lane, let text):
      return (start..<max(start, run.rowOfEvent.count)).first { index in
        (lane.map { $0 == run.trace.events[index].lane } ?? true)
          && run.program.isCalled(text, row: run.rowOfEvent[index])
      }
    }
  }

  /// The claims that are not true, each at its place in the file.
  public func falseClaims() -> [DocumentError] {
    var found: [DocumentError] = []
    let expectation = scenario.expectation
    if let end = expectation.end, end.value != run.expectedEnd {
      found.append(end.error("claims that the run is \(end.value.rawValue), but \(run.endWords)"))
    }
    if let violated = expectation.violated {
      let actual = Set(run.violations.map(\.property))
      let known = Set(run.program.properties.map(\.name))
      for name in violated.value where !known.contains(name) {
        found.append(violated.error("the model has no property \"\(name)\""))
      }
      let claimed = Set(violated.value).intersection(known)
      for name in claimed.subtracting(actual).sorted() {
        found.append(violated.error("claims that \(name) is violated, but it holds"))
      }
      for name in actual.subtracting(claimed).sorted() {
        found.append(violated.error("does not say that \(name) is violated, and it is"))
      }
    }
    for (name, wanted) in expectation.values.sorted(by: { $0.key < $1.key }) {
      guard let (raw, kind) = run.finalValue(name) else {
        let places = run.program.placeNames.joined(separator: ", ")
        found.append(wanted.error("there is no place \"\(name)\"; there are \(places)"))
        continue
      }
      let decoded = kind.decode(raw)
      let forms = [String(raw), "0x" + String(raw, radix: 16), decoded.text, decoded.short]
      if !forms.contains(wanted.value) {
        found.append(
          wanted.error(
            "claims that \(name) ends as \(wanted.value), but it is "
              + (raw < 0x10000 && kind != .page ? "\(raw) (\(decoded.text))" : decoded.short)))
      }
    }
    if case .fault(let fault, let lane) = run.end {
      found.append(scenario.model.error("the model fails on CPU \(lane): \(fault.words)"))
    }
    for lock in run.heldLocks {
      found.append(scenario.model.error("a lock is never released: \(lock)"))
    }
    return found
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
