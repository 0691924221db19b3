import Cells

/// The help, made from the key map and the commands' own words.
struct HelpText {
  /// Keys and what they do here, each once, by section.
  let entries: [(section: Command.Section, keys: String, words: String)]
  /// How many columns keys take.
  private static let keyColumns = 24

  init(_ state: AppState) {
    let isComparing = state.comparison != nil
    let bindings = state.keyMap.bindings.filter { binding in
      state.lesson != nil || !binding.command.isForModels
        || isComparing && [.compare, .compareLayout].contains(binding.command)
    }
    entries = bindings.map { binding in
      let command = binding.command
      return (
        command.section, binding.keys.map(Self.spell).joined(separator: " "),
        isComparing ? command.helpForTwo : command.help
      )
    }
  }

  /// The lines of a page of so many columns, and which of them are headings.
  func lines(width: Int, charset: Charset) -> [(text: String, isHeading: Bool)] {
    Command.Section.allCases.flatMap { section -> [(String, Bool)] in
      let rows = entries.filter { $0.section == section }.flatMap { entry -> [(String, Bool)] in
        let words = Paragraph.lines(
          entry.words, width: width - Self.keyColumns - 1, charset: charset)
        return zip(words.indices, words).map { index, line in
          (" " + TextWidth.padded(index == 0 ? entry.keys : "", to: Self.keyColumns) + line, false)
        }
      }
      return rows.isEmpty ? [] : [(section.rawValue, true)] + rows + [("", false)]
    }
  }

  /// A key as it is written on a keyboard.
  private static func spell(_ notation: String) -> String {
    let names = [
      "<right>": "Right", "<left>": "Left", "<up>": "Up", "<down>": "Down", "<space>": "Space",
      "<bs>": "Backspace", "<pgdn>": "PageDown", "<pgup>": "PageUp", "<home>": "Home",
      "<end>": "End", "<tab>": "Tab", "<s-tab>": "Shift-Tab", "<ret>": "Enter", "<esc>": "Esc",
    ]
    if let name = names[notation] { return name }
    if notation.hasPrefix("<f") { return notation.dropFirst().dropLast().uppercased() }
    if notation.hasPrefix("<c-"), let letter = notation.dropLast().last {
      return "Ctrl-" + letter.uppercased()
    }
    return notation
  }
}
