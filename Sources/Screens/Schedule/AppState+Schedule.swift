import Cells
import RaceTrace

extension AppState {
  /// The run that is on the screen as a plan.
  private var currentPlan: Plan? {
    guard let lesson else { return nil }
    var plan = Plan(settings: lesson.settings, lanes: lesson.lanes, own: lesson.lanes.count)
    if let current = self.plan { plan.own = current.own }
    return plan
  }

  var scheduler: Scheduler? { plan?.scheduler }

  /// The first step of the schedule that is not the scenario's own.
  var ownFrom: Int? {
    guard let plan, let lesson, plan.scheduler != nil else { return nil }
    let events = lesson.eventsAfterStep
    return events[min(plan.own, events.count - 1)] + 1
  }

  /// Takes the schedule over behind the current step; then goes to and fro between the scenario's
  /// own run and somebody's, of which neither is lost.
  mutating func toggleScheduler() -> Effect {
    guard let lesson else {
      message = "A recording has happened: only a scenario or a model can be scheduled"
      return .none
    }
    if scheduler != nil {
      kept = plan
      kept?.arrival = .end
      return .rerun(lesson.settings)
    }
    if let kept {
      message = "Your schedule as you left it: x goes back to the scenario's own run"
      return .perform(kept)
    }
    guard var plan = currentPlan else { return .none }
    plan.lanes = Array(plan.lanes.prefix(wholeSteps))
    plan.own = plan.lanes.count
    plan.scheduler = Scheduler(behind: plan.lanes, lane: plan.lanes.last ?? 0)
    return .perform(plan)
  }

  /// Asks whether somebody's own schedule is to be thrown away.
  mutating func askToDropSchedule() {
    guard scheduler != nil || kept != nil else {
      message = "You have no schedule of your own yet: x takes over behind this step"
      return
    }
    prompt = Prompt(kind: .dropSchedule)
  }

  /// Throws somebody's own schedule away, so that ``toggleScheduler()`` takes over anew.
  mutating func dropSchedule() -> Effect {
    kept = nil
    message = Self.droppedWords
    return scheduler == nil ? .none : .rerun(lesson?.settings ?? [])
  }

  private static let droppedWords = "Thrown away: x takes over anew behind this step"

  /// Takes the scenario's own run, whatever ran before.
  mutating func enterOwnRun() {
    let wasMine = scheduler != nil
    enter(nil)
    guard wasMine else { return }
    message =
      kept == nil
      ? Self.droppedWords
      : "The scenario's own run. Yours is kept: x goes back to it, R throws it away"
  }

  /// How many steps of the schedule are done by now, whole ones.
  private var wholeSteps: Int {
    let step = self.step
    return lesson?.eventsAfterStep.lastIndex { $0 <= step } ?? 0
  }

  /// Lets a lane move behind the current step.
  mutating func schedule(_ lane: Int) -> Effect {
    guard let scheduler, let lesson else { return .none }
    let name = timeline.trace.lanes[lane].name
    if lesson.end == .failure, step == timeline.stepCount {
      message = "\(name) cannot move: the model has failed. u takes the last step back"
      return .none
    }
    let done = wholeSteps
    // In the middle of a run the statement is known, but not whether the lane could make it.
    guard done == scheduler.lanes.count else {
      return perform(scheduler.going(on: Array(scheduler.lanes.prefix(done)) + [lane]))
    }
    switch lesson.next.indices.contains(lane) ? lesson.next[lane] : .ended {
    case .ready: return perform(scheduler.going(on: scheduler.lanes + [lane]))
    case .blocked(_, let reason): message = "\(name) cannot move: it \(reason)"
    case .ended, .failed: message = endWords ?? "\(name) has ended and cannot move"
    }
    return .none
  }

  /// A row forward where there is one, else the chosen lane moves.
  mutating func scheduleOn() -> Effect {
    guard step == timeline.stepCount, let scheduler else {
      moveRows(by: 1)
      return .none
    }
    return schedule(scheduler.lane)
  }

  /// Lets the chosen lane run until it has to wait or has ended.
  mutating func scheduleRun() -> Effect {
    guard let scheduler else { return .none }
    // Behind the last step it may be that the lane cannot move: that is told as of a single step.
    if step == timeline.stepCount, lesson?.next[scheduler.lane].isReady != true {
      return schedule(scheduler.lane)
    }
    let lanes = Array(scheduler.lanes.prefix(wholeSteps))
    return perform(
      scheduler.going(on: lanes + Array(repeating: scheduler.lane, count: Self.runMax)))
  }

  /// More steps than a lane of a model has; those that it cannot make are left out.
  private static let runMax = 1000

  mutating func switchLane() {
    guard var scheduler else { return }
    scheduler.lane = timeline.trace.lanes.count - 1 - scheduler.lane
    plan?.scheduler = scheduler
    message = "Space moves \(timeline.trace.lanes[scheduler.lane].name)"
  }

  mutating func undoSchedule() -> Effect {
    guard let undone = scheduler?.undone else {
      message = "Nothing to take back: here you took over"
      return .none
    }
    return perform(undone)
  }

  mutating func redoSchedule() -> Effect {
    guard let redone = scheduler?.redone else {
      message = "Nothing was taken back"
      return .none
    }
    return perform(redone)
  }

  private func perform(_ scheduler: Scheduler) -> Effect {
    guard var plan, let lesson else { return .none }
    plan.settings = lesson.settings
    plan.lanes = scheduler.lanes
    plan.own = min(plan.own, scheduler.lanes.count)
    plan.scheduler = scheduler
    plan.arrival = .end
    return .perform(plan)
  }

  /// Runs what is on the screen with other settings.
  func changed(to settings: [Variation.Setting]) -> Effect {
    guard var plan else { return .rerun(settings) }
    plan.settings = settings
    plan.arrival = .same
    return .perform(plan)
  }

  /// Takes a run that was asked for.
  mutating func take(_ timeline: Timeline, _ lesson: Lesson, _ plan: Plan) {
    if plan.arrival == .same {
      keepPlace(in: timeline, lesson, isOpen: plan.scheduler != nil)
    } else {
      playback.stop()
      replace(timeline, lesson, isOpen: plan.scheduler != nil)
      top = 0
      (marks, jumps) = ([:], [])
      go(to: plan.arrival == .end ? timeline.stepCount : 0)
    }
    var plan = plan
    // Steps that could not be made were left out.
    if let scheduler = plan.scheduler, scheduler.lanes != lesson.lanes {
      plan.scheduler = scheduler.made(lesson.lanes)
    }
    plan.lanes = lesson.lanes
    enter(plan)
    if scheduler != nil, let words = endWords { message = words }
  }

  /// Why nobody can move any more; nil while somebody can.
  private var endWords: String? {
    guard let lesson, let outcome else { return nil }
    switch lesson.end {
    case .stopped: return nil
    case .complete:
      return (timeline.trace.lanes.count > 1 ? "Both have ended: " : "It has ended: ")
        + outcome.title
    case .deadlock: return "Nobody can move: " + outcome.words
    case .failure: return "The model fails here. " + outcome.words
    }
  }

  // MARK: - Saving

  mutating func openSave() {
    guard lesson != nil else {
      message = "A recording has no schedule to save"
      return
    }
    guard lesson?.lanes.isEmpty == false else {
      message = "The schedule has no step yet"
      return
    }
    prompt = Prompt(kind: .saveAs, text: "mine.yaml")
  }

  /// Asks for the file, unless nothing was typed.
  func save(as path: String) -> Effect {
    guard let plan = currentPlan, !path.isEmpty else { return .none }
    return .save(SaveRequest(path: path, plan: plan))
  }

  /// The schedule and how it is played again.
  var scheduleLines: [String] {
    guard let lesson else { return [] }
    return [
      "The lane of each step:", "", lesson.schedule.isEmpty ? "(none yet)" : lesson.schedule, "",
      "To play it again:", "", lesson.command,
    ]
  }

  mutating func openSchedule() {
    guard lesson != nil else {
      message = "A recording has no schedule"
      return
    }
    overlay = .schedule(top: 0)
  }
}
