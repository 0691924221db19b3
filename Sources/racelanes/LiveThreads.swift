import ArgumentParser
import Glibc
import LiveSources
import RaceModel

/// The options of `racelanes live` for two real threads.
struct LiveThreadArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A model, a scenario, or a name of 'racelanes list'; without one, the flagship's model.",
      valueName: "source"))
  var source: String?

  @Option(
    help: ArgumentHelp(
      "Which kernel of the model; without it the scenario's own.", valueName: "name"))
  var preset: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Turn a switch on or off, or set a parameter; may be repeated.", valueName: "name=value"),
    transform: parseSetting)
  var settings: [Setting] = []

  @Option(help: ArgumentHelp("How many pages; short for --set pages=N.", valueName: "n"))
  var pages: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("End after so many rounds.", valueName: "n"))
  var rounds: Int?

  @Option(
    help: ArgumentHelp(
      "Stop at the first 'violated' outcome, at the first 'new' one that running one CPU after the "
        + "other does not give, or 'never'.", valueName: "what"),
    transform: parseStop)
  var stopOn: ThreadRace.StopCondition = .never

  @Flag(
    name: .customLong("no-record"),
    help: "Only count, unobserved: of a round its end is judged, and not the way to it.")
  var isUnrecorded = false

  @Flag(help: "One JSON object at the end, for scripts.")
  var json = false

  @Option(help: ArgumentHelp("Where the random delays come from.", valueName: "n"))
  var seed: UInt64 = Self.usualSeed

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The longest random delay before a lane, in pause instructions; 0 for none.", valueName: "n"))
  var jitter = Self.usualJitter

  @Option(
    help: ArgumentHelp("The two CPUs, such as 0,1; by default the first two.", valueName: "a,b"),
    transform: parseCPUs)
  var cpus: [Int]?

  private static let usualSeed: UInt64 = 1
  private static let usualJitter = 40

  func validate() throws {
    if let rounds, rounds < 1 { throw ValidationError("--rounds takes a number from 1 on") }
    guard (0...1_000_000).contains(jitter) else {
      throw ValidationError("--jitter takes 0 to 1000000")
    }
  }

  @OptionGroup var looks: LookArguments

  /// What was given that only two threads have, as it is written.
  var given: [String] {
    let all: [(String, Bool)] = [
      (source.map { "'\($0)'" } ?? "", source != nil), ("--preset", preset != nil),
      ("--set", !settings.isEmpty), ("--pages", pages != nil), ("--rounds", rounds != nil),
      ("--stop-on", stopOn != .never), ("--no-record", isUnrecorded), ("--json", json),
      ("--seed", seed != Self.usualSeed), ("--jitter", jitter != Self.usualJitter),
      ("--cpus", cpus != nil),
    ]
    return all.filter(\.1).map(\.0)
  }

  func run(seconds: Double?) throws {
    var choice = ModelArguments()
    (choice.source, choice.kernel, choice.settings, choice.pages) = (
      source, preset, settings, pages
    )
    let (model, base) = try choice.model()
    let program = try Failure.naming(model) { try model.program(base) }
    let race = try Failure.naming(race: model.name) { () throws(ThreadRace.Problem) in
      try ThreadRace(program, options)
    }
    if race.options.sharesCPU {
      Output.complain(
        "racelanes: only CPU \(race.options.cpus[0]) for both threads: they take turns, and each "
          + "gives the CPU away at a random access; expect few interleavings, and no store buffers")
    }
    let isWatched = !json && Surroundings.canPlay
    let limit = seconds ?? (isWatched || rounds != nil ? nil : 2)
    let replay = LiveReplay(
      word: source, choice: base, preset: preset, settings: settings, pages: pages)
    let run = LiveRun(race: race, seconds: limit, replay: replay)
    let signal = try isWatched ? LiveScreen.watch(run, looks) : run.wait()
    // There is nobody left to read a report.
    if signal == SIGHUP { throw ExitCode(128 + SIGHUP) }
    let report = LiveReport(run)
    try Output.write(json ? report.json : report.text(looks.look))
    if let signal { throw ExitCode(128 + signal) }
    if race.tally.outcomes.contains(where: \.isViolated) { throw ExitCode(1) }
  }

  private var options: ThreadRace.Options {
    ThreadRace.Options(
      isRecording: !isUnrecorded, seed: seed, pausesMax: jitter, cpus: cpus ?? ThreadRace.cpus(),
      roundsMax: rounds, stop: stopOn)
  }
}

private func parseStop(_ text: String) throws -> ThreadRace.StopCondition {
  guard let condition = ThreadRace.StopCondition(rawValue: text) else {
    let names = ThreadRace.StopCondition.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("'\(text)' is nothing to stop at: \(names)")
  }
  return condition
}

private func parseCPUs(_ text: String) throws -> [Int] {
  let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
  guard numbers.count == 2, let first = numbers[0], let second = numbers[1], first >= 0, second >= 0
  else { throw ValidationError("'\(text)' is not two CPUs such as 0,1") }
  return [first, second]
}

extension Failure {
  /// Runs `body`; why a race cannot be run becomes a message.
  static func naming<Result>(
    race name: String, _ body: () throws(ThreadRace.Problem) -> Result
  ) throws -> Result {
    do throws(ThreadRace.Problem) { return try body() } catch {
      switch error {
      case .lanes(let count):
        throw Failure("the model \(name) has \(count) lane\(count == 1 ? "" : "s"); two are needed")
      case .cpu(let cpu): throw Failure("this process may not use CPU \(cpu): see taskset(1)")
      case .thread(let code):
        throw Failure("a thread could not be made: \(SystemError.words(code))")
      }
    }
  }
}
