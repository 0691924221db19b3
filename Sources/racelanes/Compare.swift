import ArgumentParser
import Cells
import RaceTrace
import Screens

/// `racelanes compare`
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare two runs or recordings step by step, on one screen.",
    discussion: """
      Each of the two is a file of any format that can be read, or a name of 'racelanes list'. The \
      options for a model are for the first one. Runs of one model are matched statement by \
      statement, anything else access by access, with page frames and the sequence count renamed. \
      They part at the first access that sees another value, or where a lane takes another way.

      When standard output is no terminal, the steps come as text: '<' only in A, '>' only in B, \
      '!' in both with other values.

      Exit status, as text: 0 no difference, 1 they differ, 2 bad usage or input.
      """)

  @OptionGroup var arguments: SourceArguments

  @Argument(help: ArgumentHelp("What to compare it with.", valueName: "other"))
  var other: String

  func validate() throws {
    if arguments.source == "-" || other == "-" {
      throw ValidationError("standard input cannot be compared: name two files")
    }
  }

  func run() throws {
    let first = try arguments.open()
    let second = try arguments.opening(other)
    let titles = [arguments.source ?? "", other]
    guard Surroundings.canPlay else { return try writeText(first, second, titles) }
    let player = Player(
      source: first, depthLimit: arguments.depth, mouse: false, look: arguments.look,
      address: arguments.page, start: nil, other: (second, titles))
    let status = try player.run()
    if status != 0 { throw ExitCode(status) }
  }

  private func writeText(_ first: Source, _ second: Source, _ titles: [String]) throws {
    var state = try TextOutput.state(first, arguments, size: Frame.defaultSize)
    let reading = try second.read()
    let beside = AppState(
      Timeline(reading.trace), source: second.description, size: Frame.defaultSize,
      look: arguments.look, lesson: reading.lesson)
    guard state.compare(with: beside, titles: titles) else {
      throw Failure("the two are too long to be compared")
    }
    var count = 0
    for line in state.comparisonLines {
      if line.differs { count += 1 }
      try Output.line(line.text)
    }
    if count > 0, let words = state.partingWords {
      try Output.line(TextWidth.sanitized(words, charset: arguments.look.glyphs.charset))
    }
    try Output.line(
      count == 0
        ? "There is no difference." : "\(count) difference\(count == 1 ? "" : "s").")
    if count > 0 { throw ExitCode(1) }
  }
}
