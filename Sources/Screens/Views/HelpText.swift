import Cells

/// The help, made from the key map and the commands' own words.
enum HelpText {
  /// Keys and what they do, by section.
  static let lines: [String] = Command.Section.allCases.flatMap { section -> [String] in
    let rows = KeyMap.all.filter { $0.command.section == section }.map {
      entry in
      let keys = entry.keys.map(spell).joined(separator: " ")
      return "  " + TextWidth.padded(keys, to: 24) + " " + entry.command.help
    }
    return [section.rawValue] + rows + [""]
  }

  /// A key as it is written on a keyboard.
  private static func spell(_ notation: String) -> String {
    let names = [
      "<right>": "Right", "<left>": "Left", "<up>": "Up", "<down>": "Down", "<space>": "Space",
      "<bs>": "Backspace", "<pgdn>": "PageDown", "<pgup>": "PageUp", "<home>": "Home",
      "<end>": "End", "<tab>": "Tab", "<s-tab>": "Shift-Tab", "<ret>": "Enter", "<f1>": "F1",
    ]
    if let name = names[notation] { return name }
    if notation.hasPrefix("<c-"), let letter = notation.dropLast().last {
      return "Ctrl-" + letter.uppercased()
    }
    return notation
  }
}
