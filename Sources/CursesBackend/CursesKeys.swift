internal import CNcurses
internal import Cells

/// Codes and bytes of curses ↔ keys.
enum CursesKeys {
  /// A code of our own, above those of curses, for the beginning of a mouse report.
  static let mouse: Int32 = 0x4000

  /// The key with this code of curses.
  static func key(_ code: Int32) -> Key? {
    if let known = codes[code] { return known }
    return (1...12).first { rl_key_function(Int32($0)) == code }.map(Key.function)
  }

  private static let codes: [Int32: Key] = [
    KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right, KEY_HOME: .home,
    KEY_END: .end, KEY_PPAGE: .pageUp, KEY_NPAGE: .pageDown, KEY_IC: .insert, KEY_DC: .delete,
    KEY_BACKSPACE: .backspace, KEY_ENTER: .enter, KEY_BTAB: .backTab,
  ]

  /// The key that types this scalar. Ctrl-J is Return and Ctrl-H is Backspace, since terminals do
  /// not tell them apart.
  static func key(typed value: UInt32) -> Key? {
    switch value {
    case 0x0A, 0x0D: return .enter
    case 0x09: return .tab
    case 0x08, 0x7F: return .backspace
    case 0: return .control(" ")
    case 1...26: return Unicode.Scalar(value + 0x60).map { .control(Character($0)) }
    case 28...31: return Unicode.Scalar(value + 0x40).map { .control(Character($0)) }
    case 0x80...0x9F: return nil
    default: return Unicode.Scalar(value).map { .character(Character($0)) }
    }
  }

  /// What keys send beside what the terminal database says: arrows come in two forms, depending on
  /// a mode that not every terminal obeys, and the rest differs between xterm, rxvt and Linux.
  static let sequences: [(text: String, code: Int32)] =
    [("A", KEY_UP), ("B", KEY_DOWN), ("C", KEY_RIGHT), ("D", KEY_LEFT)].flatMap(bothForms)
    + [("H", KEY_HOME), ("F", KEY_END)].flatMap(bothForms)
    + [
      ("\u{1B}[1~", KEY_HOME), ("\u{1B}[4~", KEY_END), ("\u{1B}[7~", KEY_HOME),
      ("\u{1B}[8~", KEY_END), ("\u{1B}[2~", KEY_IC), ("\u{1B}[3~", KEY_DC),
      ("\u{1B}[5~", KEY_PPAGE), ("\u{1B}[6~", KEY_NPAGE), ("\u{1B}[Z", KEY_BTAB),
    ]
    + zip(["P", "Q", "R", "S"], Int32(1)...).map { ("\u{1B}O\($0)", rl_key_function($1)) }
    + zip(11...14, Int32(1)...).map { ("\u{1B}[\($0)~", rl_key_function($1)) }
    + zip(["A", "B", "C", "D", "E"], Int32(1)...).map { ("\u{1B}[[\($0)", rl_key_function($1)) }

  private static func bothForms(_ last: String, _ code: Int32) -> [(text: String, code: Int32)] {
    [("\u{1B}[" + last, code), ("\u{1B}O" + last, code)]
  }
}

extension CursesBackend {
  /// Tells curses of the sequences. Those it knows are left as the database has them.
  func defineKeys() {
    for (text, code) in CursesKeys.sequences where key_defined(text) == 0 {
      define_key(text, code)
    }
    if options.mouse { define_key("\u{1B}[<", CursesKeys.mouse) }
  }
}
