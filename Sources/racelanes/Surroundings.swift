import Cells
import CursesBackend
import Glibc
import Screens

/// What the environment says about the terminal and the user's wishes.
enum Surroundings {
  /// When colours are used.
  enum ColorChoice: String, CaseIterable { case auto, always, never }

  static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Whether a player can be started at all; otherwise the timeline is given as text.
  static var canPlay: Bool {
    outputIsTerminal && !["dumb", "unknown"].contains(variable("TERM") ?? "dumb")
  }

  /// The most colours to use. Order: `--color`, NO_COLOR, CLICOLOR_FORCE and FORCE_COLOR, then
  /// whether the output is a terminal that has any.
  static func depthLimit(_ choice: ColorChoice) -> ColorDepth {
    let full: ColorDepth =
      ["truecolor", "24bit"].contains(variable("COLORTERM") ?? "") ? .truecolor : .palette
    switch choice {
    case .always: return full
    case .never: return .none
    case .auto: break
    }
    if variable("NO_COLOR") != nil { return .none }
    let forced = ["CLICOLOR_FORCE", "FORCE_COLOR"].compactMap(variable)
    if forced.contains(where: { $0 != "0" }) { return full }
    guard outputIsTerminal, variable("TERM") != "dumb" else { return .none }
    return full
  }

  /// The signs to draw with.
  static func charset(asciiWanted: Bool) -> Charset {
    asciiWanted || !CursesBackend.environmentIsUTF8() ? .ascii : .unicode
  }

  /// The theme for the background that COLORFGBG tells of; dark when nothing is known.
  static func theme(_ wanted: Theme.Name?, depth: ColorDepth) -> Theme.Name {
    if depth == .none { return .mono }
    if let wanted { return wanted }
    let background = variable("COLORFGBG")?.split(separator: ";").last.flatMap { Int($0) }
    return background == 7 || background == 15 ? .light : .dark
  }

  /// The width of text output: COLUMNS, the terminal's, or 118.
  static var textWidth: Int {
    if let columns = variable("COLUMNS").flatMap({ Int($0) }), columns > 0 { return columns }
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      return Int(size.ws_col)
    }
    return 118
  }
}
