import ArgumentParser
import Cells
import RaceTrace
import Screens
import TraceFormats

/// The command line.
struct Racelanes: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "racelanes",
    abstract: "Plays races between two CPUs, side by side.",
    discussion: """
      With no argument it plays the scenario lost-pin: pin_user_pages_fast() loses its pin to \
      fork(), the race that Linux commit 57efa1fe5957 fixed, run from a model of Linux 5.10. When \
      standard output is no terminal, the same timeline comes as text.

      Examples:
        racelanes                                    play the race, step by step
        racelanes list                               what else is shipped
        racelanes play lost-pin --kernel v5.11       the same schedule with the fix
        racelanes play hit-as-in-the-commit          the race as a real kernel recorded it
        racelanes explore lost-pin --kernel v5.11    every interleaving, with the fix
        racelanes compare lost-pin the-fix           two runs, locked step by step
        racelanes trace.txt --vocabulary mine.yaml   a recording of your own
        racelanes print --at 51 --size 118x32        one frame as text

      Exit status: 0 all is well; 1 'check' found a false claim, 'explore' or 'live' a violation, \
      'compare' a difference; 2 bad usage or input that cannot be read; 3 'explore' stopped early; \
      128 + n ended by signal n, so 130 by Ctrl-C.
      """,
    version: "racelanes 0.1",
    subcommands: [
      Play.self, List.self, Print.self, Compare.self, Explore.self, Live.self, Convert.self,
      Check.self,
    ],
    defaultSubcommand: Play.self)
}

/// `racelanes play`
struct Play: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play a scenario or a recording; ? in the player tells its keys. The default.",
    discussion: """
      A pipe ('-'), a FIFO, and a file with --follow are live: the view moves with what comes. h steps \
      back and stops it, End returns to the head.
      """)

  @OptionGroup var arguments: SourceArguments

  @Flag(help: "Let the mouse step (wheel) and jump (click).")
  var mouse = false

  @Option(parsing: .unconditional, help: ArgumentHelp("The step to begin at.", valueName: "step"))
  var at: Int?

  @OptionGroup var live: LiveArguments

  func validate() throws {
    if let at, at < 0 { throw ValidationError("--at takes a step from 0 on") }
  }

  func run() throws {
    let source = try arguments.open(follows: live.follow)
    try live.check(source)
    guard Surroundings.canPlay else {
      if source.isLive, at == nil { return try TextStream.write(source, arguments, live) }
      if let at {
        return try Frame.write(source, arguments, at: at, size: Frame.defaultSize)
      }
      return try TextOutput.write(source, arguments, everything: false)
    }
    let player = Player(
      source: source, depthLimit: arguments.depth, mouse: mouse, look: arguments.look,
      address: arguments.page, start: at)
    let status = source.isLive ? try player.follow(live) : try player.run()
    if status != 0 { throw ExitCode(status) }
  }
}

/// `racelanes list`
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List what is shipped, a line each: name, kernel, what it shows.")

  func run() throws {
    let items = try Library().items()
    let nameWidth = items.map { TextWidth.columns(of: $0.name) }.max() ?? 0
    let kernelWidth = items.map { TextWidth.columns(of: $0.kernel) }.max() ?? 0
    for item in items {
      try Output.line(
        TextWidth.padded(item.name, to: nameWidth) + "  "
          + TextWidth.padded(item.kernel, to: kernelWidth) + "  "
          + TextWidth.sanitized(item.title))
    }
  }
}

/// `racelanes print`
struct Print: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the timeline as text or JSON, or one frame of the player.")

  @OptionGroup var arguments: SourceArguments

  @Flag(help: "One JSON object for scripts, with every step and the state after it.")
  var json = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Print the frame that the player shows at this step.", valueName: "step"))
  var at: Int?

  @Option(
    help: ArgumentHelp("The size of that frame.", valueName: "columns x rows"),
    transform: parseSize)
  var size: Size?

  @Flag(help: "Open all folds.")
  var all = false

  func validate() throws {
    if let at, at < 0 { throw ValidationError("--at takes a step from 0 on") }
    if json, at != nil { throw ValidationError("--json and --at cannot be combined") }
    if size != nil, at == nil { throw ValidationError("--size goes with --at") }
  }

  func run() throws {
    let source = try arguments.open()
    if json { return try writeJSON(source) }
    if let at {
      return try Frame.write(source, arguments, at: at, size: size ?? Frame.defaultSize)
    }
    try TextOutput.write(source, arguments, everything: all)
  }

  private func writeJSON(_ source: Source) throws {
    let state = try TextOutput.state(source, arguments, size: Frame.defaultSize)
    let narration = Narration(state.focused)
    try TimelineJSON(state.focused).write(
      title: state.lesson?.title ?? source.description.title, order: narration.order(at:),
      more: state.lesson?.members(of: state.timeline) ?? [], to: Output.write)
  }
}

/// `racelanes convert`
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a trace in racelanes' own format (JSON Lines), or a model as Promela.",
    discussion: """
      A trace in the own format needs no vocabulary. With --to promela the model of a scenario, or a \
      model, is written with the same steps: 'spin -o1 -o2 -o3 -a' and '-DSAFETY -DNOREDUCE' then \
      give the states of 'racelanes explore', and its transitions plus one for the first state.
      """)

  /// What is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case native, promela
  }

  @OptionGroup var arguments: SourceArguments

  @Option(help: "What to write: native or promela.")
  var to: Format = .native

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The file to write; '-' for standard output.", valueName: "file"))
  var output: String = "-"

  func run() throws {
    let source = try arguments.open()
    switch to {
    case .native: try TraceOutput.write(try source.read().trace, to: output)
    case .promela: try PromelaOutput.write(source, to: output)
    }
  }
}

/// `racelanes check`
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check scenarios, models, vocabularies and traces; prove every claim anew.",
    discussion: """
      Directories are searched. Each problem is told with its file, line and column.

      With --against, the recording is explained by a model: a schedule is looked for in which every \
      access of the recorded paths finds a step with the same values, page frames and the sequence \
      count renamed; of a reference count it is compared whether it is taken for a pin. Where none \
      fits, the first access that no schedule explains is told, what stands in its way, and which \
      other switch, parameter or kernel of the model has one. Where the recording has places that only \
      the tracer looked at, a schedule that fits explains nothing: then it is "not contradicted". What \
      is compared, and what not, is told. Of several attempts the first that goes \
      wrong is taken, or the one that --at names.

      Exit status: 0 all is well, 1 a scenario claims what is not true, or no schedule fits a \
      recording, 2 a file cannot be read.
      """)

  @Argument(help: ArgumentHelp("Files or directories.", valueName: "path"))
  var paths: [String]

  @Option(
    help: ArgumentHelp("Explain the recording by this model or scenario.", valueName: "model"))
  var against: String?

  @Option(help: ArgumentHelp("With --against: which kernel of the model.", valueName: "name"))
  var kernel: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --against: a step of the attempt that is to be explained.", valueName: "step"))
  var at: Int?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "With --against: turn a switch on or off, or set a parameter.", valueName: "name=value"),
    transform: parseSetting)
  var settings: [Setting] = []

  func validate() throws {
    if against == nil, kernel != nil || !settings.isEmpty || at != nil {
      throw ValidationError("--kernel, --set and --at go with --against")
    }
    if against != nil, paths.count != 1 {
      throw ValidationError("--against explains one recording")
    }
  }

  func run() throws {
    if let against { return try explain(paths[0], by: against) }
    var checker = Checker()
    for path in paths { try checker.check(path) }
    for problem in checker.problems { Output.complain(problem.words) }
    if checker.problems.contains(where: { !$0.isFalseClaim }) { throw ExitCode(2) }
    guard checker.problems.isEmpty else { throw ExitCode(1) }
    try Output.line("\(checker.count) file\(checker.count == 1 ? "" : "s") checked, all is well")
  }

  private func explain(_ recording: String, by model: String) throws {
    var changes = ScenarioSource.Changes(kernel: kernel)
    changes.take(settings, pages: nil)
    var models = ModelCache()
    var explaining = try ScenarioSource(path: Source.modelPath(model), models: &models)
    explaining.word = model
    let source = try Source(recording, options: .init())
    guard try source.program() == nil else {
      throw Failure("\(recording): is a model or a scenario; --against explains a recording")
    }
    let explanation = try Explaining(source, at: at, explaining, changes)
    try Output.write(Array(explanation.text.utf8))
    if !explanation.isExplained { throw ExitCode(1) }
  }
}

/// A size such as `118x32`.
private func parseSize(_ text: String) throws -> Size {
  let parts = text.split(separator: "x").map { Int($0) }
  guard parts.count == 2, let width = parts[0], let height = parts[1], (1...1000).contains(width),
    (1...1000).contains(height)
  else { throw ValidationError("'\(text)' is not a size such as 118x32, each at most 1000") }
  return Size(width: width, height: height)
}
