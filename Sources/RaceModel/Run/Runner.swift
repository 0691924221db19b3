internal import RaceTrace

/// Carries out schedules and writes down what happens.
public struct Runner {
  private var machine: Machine
  private var recorder: Recorder
  private(set) var state: [Int32] = []
  var run: Run

  /// Why a schedule cannot be carried out.
  public struct ScheduleError: Error, Hashable, Sendable {
    /// Which of the words, from 0.
    public var word: Int
    /// What is wrong, in a sentence.
    public var message: String
  }

  /// The run of `program` under `schedule`.
  ///
  /// - Throws: ``ScheduleError`` when the schedule asks for something that cannot be. A fault of the
  ///   model is no error here: it is how the run ends.
  /// - Complexity: O(*steps* × *slots*)
  public static func run(
    _ program: Program, _ schedule: [ScheduleWord]
  ) throws(ScheduleError) -> Run {
    var runner = Runner(program)
    runner.begin()
    for (index, word) in schedule.enumerated() {
      if runner.hasFailed { break }
      try runner.perform(word, index)
    }
    return runner.finished()
  }

  init(_ program: Program) {
    machine = Machine(program)
    recorder = Recorder(program)
    run = Run(program: program, trace: recorder.trace)
  }

  /// Goes to the state before the first step.
  mutating func begin() {
    do throws(Fault) {
      state = try machine.initialState(&recorder)
      try note()
    } catch { run.end = .fault(error, lane: 0) }
  }

  mutating func perform(_ word: ScheduleWord, _ index: Int) throws(ScheduleError) {
    switch word {
    case .lanes(let lanes):
      for lane in lanes { try step(lane, index, word) }
    case .steps(let lane, let count):
      for _ in 0..<count { try step(lane, index, word) }
    case .until(let lane, let text):
      while !hasFailed, !isNext(text, lane) {
        try require(lane, index, word, seeking: text)
        try step(lane, index, word)
      }
    case .through(let lane, let text):
      var isThere = false
      while !hasFailed, !isThere {
        try require(lane, index, word, seeking: text)
        isThere = isNext(text, lane)
        try step(lane, index, word)
      }
    case .untilBlocked(let lane):
      while case .ready = try status(lane, index) { try step(lane, index, word) }
      if case .ended = try status(lane, index), !hasFailed {
        throw ScheduleError(word: index, message: "cpu\(lane) ended without having to wait")
      }
    case .toTheEnd(let lane):
      while try status(lane, index) != .ended { try step(lane, index, word) }
    }
  }

  /// Whether the model went wrong: there is no state to go on from.
  private var hasFailed: Bool { if case .fault = run.end { true } else { false } }

  mutating func status(_ lane: Int, _ word: Int) throws(ScheduleError) -> Machine.LaneStatus {
    guard lane < run.program.laneCount else {
      throw ScheduleError(word: word, message: "there is no cpu\(lane) in this model")
    }
    guard !hasFailed else { return .ended }
    do throws(Fault) {
      return try machine.status(of: lane, in: state)
    } catch {
      run.end = .fault(error, lane: lane)
      return .ended
    }
  }

  /// Whether the next step of `lane` shows `text`: as its label, as its statement or a part of it,
  /// or as a call that leads to it.
  func isNext(_ text: String, _ lane: Int) -> Bool {
    guard lane < run.program.laneCount, !hasFailed else { return false }
    let counter = Int(state[run.program.counterSlot(lane)])
    guard case .access(let access) = run.program.instructions[counter] else { return false }
    return (recorder.pending[lane].map(\.row) + [access.row]).contains {
      run.program.isCalled(text, row: $0)
    }
  }

  private mutating func require(
    _ lane: Int, _ index: Int, _ word: ScheduleWord, seeking text: String
  ) throws(ScheduleError) {
    if case .ended = try status(lane, index) {
      if hasFailed { return }
      throw ScheduleError(
        word: index, message: "cpu\(lane) reached its end without \"\(text)\"")
    }
  }

  mutating func step(
    _ lane: Int, _ index: Int, _ word: ScheduleWord
  ) throws(ScheduleError) {
    switch try status(lane, index) {
    case .ready: break
    case .ended:
      if hasFailed { return }
      throw ScheduleError(word: index, message: "cpu\(lane) has ended and cannot move")
    case .blocked(let blocking):
      throw ScheduleError(
        word: index, message: "cpu\(lane) cannot move: it \(blocking.words(run.program))")
    }
    guard run.schedule.count < ScheduleWord.stepsMax else {
      throw ScheduleError(word: index, message: "more than \(ScheduleWord.stepsMax) steps")
    }
    run.schedule.append(lane)
    recorder.flush(lane)
    do throws(Fault) {
      try machine.step(lane, &state, &recorder)
      if machine.hasEnded(lane, state) { recorder.flush(lane) }
      try note()
    } catch {
      recorder.flush(lane)
      run.end = .fault(error, lane: lane)
    }
  }

  /// Writes down what is true after a step.
  private mutating func note() throws(Fault) {
    let program = run.program
    recorder.settle()
    run.states.append(state)
    if run.states.count > 1 { run.eventsAfterStep.append(recorder.trace.events.count) }
    var waiting: [Int: String] = [:]
    var isEnded = true
    var canMove = false
    for lane in 0..<program.laneCount {
      switch try machine.status(of: lane, in: state) {
      case .ended: break
      case .ready: (isEnded, canMove) = (false, true)
      case .blocked(let blocking):
        isEnded = false
        waiting[lane] = blocking.words(program)
      }
    }
    run.waiting.append(waiting)
    for property in program.properties where !property.isFinal || isEnded {
      guard !run.violations.contains(where: { $0.property == property.name }) else { continue }
      if try !machine.holds(property, in: state) {
        run.violations.append(
          Run.Violation(
            property: property.name, sentence: property.sentence, isFinal: property.isFinal,
            step: run.schedule.count, event: recorder.trace.events.count))
      }
    }
    if isEnded {
      run.end = .complete
      run.heldLocks = machine.heldLocks(in: state).map { held in
        "\(held.place), held by \(held.lanes.map { "CPU \($0)" }.joined(separator: " and "))"
      }
    } else if !canMove {
      run.end = .deadlock(waiting.sorted { $0.key < $1.key }.map { "CPU \($0.key) \($0.value)" })
    }
  }

  mutating func finished() -> Run {
    run.trace = recorder.trace
    run.rowOfEvent = recorder.rowOfEvent
    return run
  }
}
