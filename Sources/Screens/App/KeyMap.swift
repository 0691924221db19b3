import Cells

/// Which keys ask for which command: the tables that the player obeys and the help prints.
public struct KeyMap: Sendable {
  /// The keys of each command, as written in tests and shown in the help: `gg`, `<c-d>`.
  public static let table: [(command: Command, keys: [String])] = [
    (.stepForward, ["l", "<right>", "<space>", "j", "<down>", "."]),
    (.stepBack, ["h", "<left>", "k", "<up>", ",", "<bs>"]),
    (.pageForward, ["<pgdn>", "<c-d>", "<c-f>"]),
    (.pageBack, ["<pgup>", "<c-u>", "<c-b>"]),
    (.first, ["gg", "<home>"]),
    (.last, ["G", "<end>"]),
    (.goTo, [":"]),
    (.nextInLeftLane, [")"]),
    (.previousInLeftLane, ["("]),
    (.nextInRightLane, ["}"]),
    (.previousInRightLane, ["{"]),
    (.playPause, ["p"]),
    (.faster, ["+"]),
    (.slower, ["-"]),
    (.normalSpeed, ["="]),
    (.nextChange, ["w"]),
    (.previousChange, ["W", "b"]),
    (.nextPlace, ["<tab>"]),
    (.previousPlace, ["<s-tab>"]),
    (.nextRemark, ["t"]),
    (.previousRemark, ["T"]),
    (.nextHarm, ["v"]),
    (.previousHarm, ["V"]),
    (.lastWriter, ["e"]),
    (.nextReader, ["E"]),
    (.jumpBack, ["<c-o>"]),
    (.searchForward, ["/"]),
    (.searchBack, ["\\"]),
    (.searchAgain, ["n"]),
    (.searchAgainReversed, ["N"]),
    (.setMark, ["m"]),
    (.goToMark, ["'"]),
    (.toggleFold, ["<ret>", "o"]),
    (.toggleAllFolds, ["O"]),
    (.chooseFocus, ["a"]),
    (.showInformation, ["i"]),
    (.showFindings, ["s"]),
    (.nextChapter, ["]"]),
    (.previousChapter, ["["]),
    (.showChapters, ["c"]),
    (.showVariations, ["f"]),
    (.togglePages, ["M"]),
    (.showMutations, ["F"]),
    (.showMap, ["X"]),
    (.quiz, ["Q"]),
    (.toggleScheduler, ["x"]),
    (.dropSchedule, ["R"]),
    (.saveSchedule, ["S"]),
    (.showSchedule, ["y"]),
    (.compare, ["d"]),
    (.compareLayout, ["D"]),
    (.toggleFix, ["~"]),
    (.help, ["?", "<f1>"]),
    (.reload, ["r"]),
    (.redraw, ["<c-l>"]),
    (.quit, ["q", "<c-c>", "ZZ"]),
  ]

  /// What keys mean in a scenario and not elsewhere: those that a presentation clicker sends.
  public static let presenting: [(command: Command, keys: [String])] = [
    (.clickForward, ["<pgdn>"]),
    (.clickBack, ["<pgup>"]),
    (.clickChapter, ["<f5>"]),
    (.blank, ["b", "."]),
  ]

  /// What keys mean while somebody chooses who moves next.
  public static let scheduling: [(command: Command, keys: [String])] = [
    (.scheduleLeft, ["1"]),
    (.scheduleRight, ["2"]),
    (.scheduleOn, ["l", "<right>", "<space>", "j", "<down>"]),
    (.scheduleRun, [">"]),
    (.switchLane, ["<tab>"]),
    (.undo, ["u", "<bs>"]),
    (.redo, ["U", "<c-r>"]),
  ]

  /// Every table.
  static let all = presenting + table + scheduling

  /// What a sequence of keys means so far.
  enum Match: Equatable {
    case command(Command)
    case prefix
    case nothing
  }

  /// What each command is asked for by, in the order of the tables: a key that two of them have
  /// means what the first of them says.
  let bindings: [(command: Command, keys: [String])]
  private let entries: [(keys: [Key], command: Command)]

  /// The map for a scenario, or for anything else; and for somebody who chooses who moves next.
  init(presents: Bool, schedules: Bool = false) {
    let tables =
      (schedules ? Self.scheduling : []) + (presents ? Self.presenting : []) + Self.table
    var taken: Set<String> = []
    bindings = tables.compactMap { entry in
      let keys = entry.keys.filter { taken.insert($0).inserted }
      return keys.isEmpty ? nil : (entry.command, keys)
    }
    entries = tables.flatMap { entry in
      entry.keys.map { text in
        guard let keys = try? Key.parse(text) else { preconditionFailure("key map: \(text)") }
        return (keys, entry.command)
      }
    }
  }

  func match(_ typed: [Key]) -> Match {
    if let exact = entries.first(where: { $0.keys == typed }) { return .command(exact.command) }
    return entries.contains { $0.keys.starts(with: typed) } ? .prefix : .nothing
  }
}
