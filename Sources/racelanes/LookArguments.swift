import ArgumentParser
import Cells
import Screens

/// The options of everything that draws.
struct LookArguments: ParsableArguments {
  @Flag(help: "Draw with ASCII only.")
  var ascii = false

  @Option(help: "Colours: auto, always or never.")
  var color: Surroundings.ColorChoice = .auto

  @Option(
    help: ArgumentHelp(
      "Colours for a background: dark, light, or mono for none.", valueName: "name"),
    transform: parseTheme)
  var theme: Theme.Name?

  var depth: ColorDepth { Surroundings.depthLimit(color) }

  var look: Look {
    Look(
      theme: Surroundings.theme(theme, depth: depth),
      charset: Surroundings.charset(asciiWanted: ascii))
  }
}

extension Surroundings.ColorChoice: ExpressibleByArgument {}

private func parseTheme(_ text: String) throws -> Theme.Name {
  guard let name = Theme.Name(rawValue: text) else {
    let names = Theme.Name.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("'\(text)' is no theme: \(names)")
  }
  return name
}
