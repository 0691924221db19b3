internal import CNcurses
internal import Cells

/// Turns styles into attributes and colour pairs of curses.
///
/// Pairs are made when a style first appears and are never given up: a theme has dozens of styles,
/// terminals have hundreds of pairs or more. When they run out a style keeps its attributes only.
struct Palette {
  /// A style as curses takes it.
  struct Look {
    var attributes: attr_t
    var pair: Int32
  }

  let depth: ColorDepth
  private let pairsMax: Int32
  /// Colour numbers are red, green and blue themselves (terminals such as xterm-direct).
  private let isDirect: Bool
  private let hasDefaultColors: Bool
  private var looks: [Style: Look] = [:]
  private var pairs: [Pair: Int32] = [:]
  private var slots: [Color: Int32] = [:]
  private var slotColors: [Int32: Color] = [:]

  private struct Pair: Hashable {
    var foreground: Int32
    var background: Int32
  }

  /// How many entries of the palette may be redefined for truecolor.
  private static let slotsMax = 48

  /// To be made after `newterm`.
  init(depth: ColorDepth) {
    self.depth = depth
    isDirect = tigetnum("colors") >= ColorDepth.truecolor.rawValue
    guard depth != .none, has_colors(), start_color() == OK else {
      pairsMax = 0
      hasDefaultColors = false
      return
    }
    hasDefaultColors = use_default_colors() == OK
    // Beyond this the number of a pair no longer fits the short of the old interface.
    pairsMax = min(rl_color_pairs(), 32_767)
  }

  /// How many colours the terminal has. Truecolor is claimed only where it can be had: by direct
  /// colours, or by changing entries of the palette.
  static func detectDepth(colorTerm: String?) -> ColorDepth {
    let colors = Int(tigetnum("colors"))
    let found = ColorDepth(colors: colors)
    guard found == .palette, can_change_color() else { return found }
    return colorTerm == "truecolor" || colorTerm == "24bit" ? .truecolor : found
  }

  /// The look of a style.
  mutating func look(of style: Style) -> Look {
    if let known = looks[style] { return known }
    let reduced = PaletteStyle(style, depth: depth)
    let look = Look(
      attributes: Self.attributes(reduced.attributes),
      pair: pair(
        number(style.foreground, reduced.foreground, otherwise: 7),
        number(style.background, reduced.background, otherwise: 0)))
    looks[style] = look
    return look
  }

  /// Sends the redefined colours again: another program may have reset them.
  func redefine() {
    for (slot, color) in slotColors { Self.define(slot, as: color) }
  }

  /// The entry to redefine as `color`: its own, so that a terminal which takes no notice of the
  /// definition shows the next best; if that is taken, the last free one. The first 16 belong to
  /// the user's theme and are never touched.
  private func freeSlot(for color: Color) -> Int32? {
    guard slotColors.count < Self.slotsMax else { return nil }
    let own = Int32(color.indexed)
    if own >= 16 && slotColors[own] == nil { return own }
    return (16...255).last { slotColors[$0] == nil }
  }

  private mutating func number(_ color: Color, _ number: UInt8?, otherwise: Int32) -> Int32 {
    guard let number else { return hasDefaultColors ? -1 : otherwise }
    guard depth == .truecolor else { return Int32(number) }
    let (red, green, blue) = color.rgb
    if isDirect {
      // The first eight numbers of a direct palette are the ANSI colours.
      return max(8, Int32(red) << 16 | Int32(green) << 8 | Int32(blue))
    }
    if let slot = slots[color] { return slot }
    // The 256-colour number may be an entry that has been redefined; the first 16 never are.
    guard let slot = freeSlot(for: color) else { return Int32(color.basic) }
    Self.define(slot, as: color)
    slotColors[slot] = color
    slots[color] = slot
    return slot
  }

  private mutating func pair(_ foreground: Int32, _ background: Int32) -> Int32 {
    let wanted = Pair(foreground: foreground, background: background)
    if foreground == -1 && background == -1 { return 0 }
    if let known = pairs[wanted] { return known }
    let next = Int32(pairs.count) + 1
    guard next < pairsMax, init_extended_pair(next, foreground, background) == OK else { return 0 }
    pairs[wanted] = next
    return next
  }

  /// Curses counts to 1000; rounded up, since it rounds down on the way to the terminal.
  private static func define(_ slot: Int32, as color: Color) {
    func thousandths(_ value: UInt8) -> Int32 { (Int32(value) * 1000 + 254) / 255 }
    let (red, green, blue) = color.rgb
    _ = init_extended_color(slot, thousandths(red), thousandths(green), thousandths(blue))
  }

  private static func attributes(_ attributes: Style.Attributes) -> attr_t {
    let all: [(Style.Attributes, attr_t)] = [
      (.bold, rl_bold), (.dim, rl_dim), (.underline, rl_underline), (.reverse, rl_reverse),
      (.italic, rl_italic),
    ]
    return all.reduce(0) { attributes.contains($1.0) ? $0 | $1.1 : $0 }
  }
}
