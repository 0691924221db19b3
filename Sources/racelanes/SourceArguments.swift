import ArgumentParser
import Cells
import RaceModel
import Screens

/// The options of every command that reads a trace.
struct SourceArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A file in any format that can be read, '-' for standard input, or a name of 'racelanes list'.",
      valueName: "source"))
  var source: String?

  @Option(help: ArgumentHelp("The meaning of the events, if not a shipped one.", valueName: "file"))
  var vocabulary: String?

  @Flag(help: "Spell out bad bytes and count bad lines, instead of stopping at them.")
  var repair = false

  @Option(help: ArgumentHelp("Run the scenario's model as in this kernel.", valueName: "name"))
  var kernel: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Turn a switch of the model on or off, or set a parameter; may be repeated.",
      valueName: "name=value"),
    transform: parseSetting)
  var settings: [Setting] = []

  @Option(help: ArgumentHelp("How many pages; short for --set pages=N.", valueName: "n"))
  var pages: Int?

  @Option(
    help: ArgumentHelp(
      "Run this schedule: 0 and 1 for the lanes, such as 0011.", valueName: "lanes"),
    transform: parseSchedule)
  var schedule: ScheduleWord?

  @Option(
    help: ArgumentHelp(
      "The page to look at (0x10000000); otherwise the one that both lanes touch.",
      valueName: "address"),
    transform: parseAddress)
  var page: UInt64?

  @OptionGroup var looks: LookArguments

  /// The same look and vocabulary for another source, of which nothing is changed.
  func opening(_ other: String) throws -> Source {
    try Source(other, options: .init(vocabulary: nil, repair: repair))
  }

  func open(follows: Bool = false) throws -> Source {
    let opened = try Source(
      source,
      options: .init(
        vocabulary: vocabulary, repair: repair, follows: follows, changes: changes))
    if opened.scenario != nil, vocabulary != nil || repair || page != nil {
      throw Failure(
        "\(source ?? Library.flagship): is no recording; --vocabulary, --repair and --page are for "
          + "recordings")
    }
    return opened
  }

  private var changes: ScenarioSource.Changes {
    var changes = ScenarioSource.Changes(kernel: kernel, schedule: schedule.map { [$0] })
    changes.take(settings, pages: pages)
    return changes
  }

  var depth: ColorDepth { looks.depth }

  var look: Look { looks.look }
}

/// What --set says.
enum Setting {
  case isOn(String, Bool)
  case parameter(String, Int)

  /// As it is written.
  var text: String {
    switch self {
    case .isOn(let name, let isOn): "\(name)=\(isOn ? "on" : "off")"
    case .parameter(let name, let value): "\(name)=\(value)"
    }
  }
}

func parseSetting(_ text: String) throws -> Setting {
  let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
  if parts.count == 2 {
    switch parts[1] {
    case "on": return .isOn(parts[0], true)
    case "off": return .isOn(parts[0], false)
    default: if let number = Int(parts[1]) { return .parameter(parts[0], number) }
    }
  }
  throw ValidationError("'\(text)' is not NAME=on, NAME=off or NAME=NUMBER")
}

/// A schedule as letters.
func parseSchedule(_ text: String) throws -> ScheduleWord {
  guard case .lanes? = ScheduleWord(text), let word = ScheduleWord(text) else {
    throw ValidationError("'\(text)' is no schedule: expected 0 and 1, such as 110011")
  }
  return word
}

/// An address, hexadecimal with or without `0x`.
private func parseAddress(_ text: String) throws -> UInt64 {
  let digits = text.hasPrefix("0x") ? String(text.dropFirst(2)) : text
  guard let address = UInt64(digits, radix: 16) else {
    throw ValidationError("'\(text)' is not an address such as 0x10000000")
  }
  return address
}
