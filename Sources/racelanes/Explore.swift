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
      that the properties forbid, and how many final states are good and bad. A search that ended \
      early says so and proves nothing.

      Exit status: 0 every property holds, 1 one is violated, 2 bad usage or input, 3 stopped early.
      """)

  @OptionGroup var choice: ModelArguments

  @Flag(help: "One JSON object for scripts.")
  var json = false

  @Flag(
    help: "Merge steps that concern nobody else: the same verdicts sooner, without exact counts.")
  var reduced = false

  @Flag(help: "Turn off each switch that is on, in turn, and tell what each is for.")
  var mutate = false

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
    if mutate, reduced { throw ValidationError("--mutate and --reduced cannot be combined") }
  }

  func run() throws {
    let (model, base) = try choice.model()
    var options = Explorer.Options()
    options.isReduced = reduced
    options.workers = Threads.workers(threads)
    options.limits = Limits(states: maxStates, bytes: maxMemory.map { $0 << 20 })
    let watch = SearchWatch(seconds: maxTime)
    defer { watch.finish() }
    if mutate {
      let table = try Failure.naming(model) {
        try Mutations.run(model, base, options, shouldStop: watch.shouldStop)
      }
      watch.finish()
      try Output.write(json ? table.json : Array(table.text.utf8))
      if let status = table.exitStatus { throw ExitCode(status) }
      return
    }
    let program = try Failure.naming(model) { try model.program(base) }
    let result = Explorer.explore(program, options, shouldStop: watch.shouldStop)
    watch.finish()
    let report = ExplorationText(result)
    try Output.write(json ? report.json : Array(report.text.utf8))
    switch result.verdict {
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
