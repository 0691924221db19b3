import RaceModel
import RaceTrace
import Scenarios
import Screens

extension ScenarioSource {
  /// The run that a plan asks for, and what is said of it.
  func reading(_ plan: Plan) throws -> Source.Reading {
    let changes = Changes(plan.settings)
    let program = try program(changes)
    let run = try run(plan, program)
    var lesson = Lesson(self, run, nil, changes: changes)
    lesson.next = run.nextSteps
    if plan.scheduler != nil { lesson.objective = Self.invitation }
    // Whoever chooses knows that it is not the end yet.
    if plan.scheduler != nil, run.end == .stopped {
      lesson.findings.removeAll { $0.title == Lesson.notKnown }
    }
    return Source.Reading(trace: run.trace, lesson: lesson)
  }

  /// What is said before the first step of somebody's own schedule. Chapters and notes of the
  /// scenario are about its own schedule: another one does not come past them.
  private static let invitation =
    "You are the scheduler: choose who moves, and see what that leads to."

  /// The run of a plan; lanes that cannot move are left out.
  func run(_ plan: Plan, _ program: Program) throws -> Run {
    let lanes = Self.possible(plan.lanes, in: program)
    do throws(Runner.ScheduleError) {
      return try Runner.run(program, lanes.isEmpty ? [] : [.lanes(lanes)])
    } catch { throw Failure("the schedule cannot be run: \(error.message)") }
  }

  /// The steps of `lanes` that can be made, one after another.
  private static func possible(_ lanes: [Int], in program: Program) -> [Int] {
    var machine = Machine(program)
    guard var state = try? machine.initialState() else { return [] }
    var made: [Int] = []
    for lane in lanes {
      guard case .ready? = try? machine.status(of: lane, in: state) else { continue }
      made.append(lane)
      // The runner makes the same fault, and says which.
      guard (try? machine.step(lane, &state)) != nil else { break }
    }
    return made
  }
}

extension Run {
  /// What each lane would do behind the last step.
  fileprivate var nextSteps: [NextStep] {
    var machine = Machine(program)
    guard let state = states.last else { return [] }
    return (0..<program.laneCount).map { lane in
      if case .fault = end { return machine.hasEnded(lane, state) ? .ended : .failed }
      switch try? machine.status(of: lane, in: state) {
      case .ready(let row): return .ready(program.rows[row].text)
      case .blocked(let blocking):
        return .blocked(program.rows[blocking.row].text, reason: blocking.words(program))
      case .ended, nil: return .ended
      }
    }
  }
}
