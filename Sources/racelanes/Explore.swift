import ArgumentParser
import Explorer
import Glibc
import RaceModel

/// `racelanes explore`
struct Explore: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Try every interleaving of a model: verdict, exact counts, shortest bad schedule.",
    discussion: """
      One shared access is one step. The source is a model (*.race), a scenario, or the name of one; \
      of a scenario the model, kernel and switches are taken, not the schedule.

      The first line is the answer as litmus tests give it: Sometimes, Always or Never something \
      that the properties forbid, with the number of schedules that violate and of those that do \
      not. Where they were not all counted it says Violated or Unknown, without numbers.

      A search that ended early proves nothing, and may not have seen all states and transitions \
      that there are: the text says "at least". It goes a little past --max-states and --max-memory, \
      to the same place with any --threads; where --max-time or Ctrl-C meets it is chance. With --json \
      "stopped_by" is then "states", "memory", "time" or "interrupt", and "states" and "transitions" \
      are what was seen. "witness" is a schedule that \
      violates, whenever one was found; "shortest" and "fewest_switches" are null unless all \
      schedules were looked at. With --schedule one schedule is replayed: what it violates, from \
      which step on, and the values at its end.

      Exit status: 0 every property holds, 1 one is violated, 2 bad usage or input, 3 stopped \
      early, or the schedule ends before both CPUs do.
      """)

  @OptionGroup var choice: ModelArguments

  @Flag(help: "One JSON object for scripts.")
  var json = false

  @Flag(
    help: "Merge steps that concern nobody else: the same verdicts sooner, without exact counts.")
  var reduced = false

  @Flag(help: "Turn off each switch that is on, in turn, and tell what each is for.")
  var mutate = false

  @Option(
    help: ArgumentHelp(
      "Replay this one schedule: 0 and 1 for the CPUs, such as 0011.", valueName: "lanes"),
    transform: parseSchedule)
  var schedule: ScheduleWord?

  @Option(help: ArgumentHelp("Give up at so many states.", valueName: "n"))
  var maxStates: Int?

  @Option(help: ArgumentHelp("Give up at so many megabytes.", valueName: "n"))
  var maxMemory: Int?

  @Option(help: ArgumentHelp("Give up after so many seconds.", valueName: "n"))
  var maxTime: Double?

  @Option(help: ArgumentHelp("How many threads; by default one for each CPU.", valueName: "n"))
  var threads: Int?

  func validate() throws {
    for (name, value) in [("--max-states", maxStates), ("--max-memory", maxMemory)] {
      if let value, value < 1 { throw ValidationError("\(name) takes a number from 1 on") }
    }
    if let maxTime, maxTime <= 0 { throw ValidationError("--max-time takes seconds") }
    if let threads, !(1...64).contains(threads) {
      throw ValidationError("--threads takes 1 to 64")
    }
    if schedule != nil, mutate || reduced {
      throw ValidationError("--schedule replays one schedule: no --mutate and no --reduced")
    }
    if mutate, reduced { throw ValidationError("--mutate and --reduced cannot be combined") }
  }

  func run() throws {
    let (model, base) = try choice.model()
    if case .lanes(let lanes)? = schedule { return try replay(lanes, model, base) }
    var options = Explorer.Options()
    options.isReduced = reduced
    options.workers = Threads.workers(threads)
    options.limits = Limits(states: maxStates, bytes: maxMemory.map { $0 << 20 })
    let watch = SearchWatch(seconds: maxTime)
    defer { watch.finish() }
    if mutate {
      let table = try Failure.naming(model) {
        try Mutations(MutationTable(model, base, options, shouldStop: watch.shouldStop), watch)
      }
      watch.finish()
      try Output.write(json ? table.json : Array(table.text.utf8))
      if let status = table.exitStatus { throw ExitCode(status) }
      return
    }
    let program = try Failure.naming(model) { try model.program(base) }
    let result = watch.explained(
      Explorer.explore(program, options, shouldStop: watch.shouldStop))
    watch.finish()
    let report = ExplorationText(result)
    try Output.write(json ? report.json : Array(report.text.utf8))
    try end(result.verdict)
  }

  private func replay(_ lanes: [Int], _ model: Model, _ base: ModelChoice) throws {
    let program = try Failure.naming(model) { try model.program(base) }
    let replay = try Replay(program, lanes)
    try Output.write(json ? replay.json : Array(replay.text.utf8))
    try end(replay.verdict)
  }

  private func end(_ verdict: Exploration.Verdict) throws {
    switch verdict {
    case .holds: return
    case .violated: throw ExitCode(1)
    case .stopped: throw ExitCode(3)
    }
  }
}

extension Failure {
  /// Runs `body`; what is wrong with a choice or a model becomes a message.
  static func naming<Result>(_ model: Model, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ModelErrors {
      throw Failure(error, in: model.source.name)
    } catch let error as ChoiceError {
      throw Failure(error.message)
    }
  }
}
