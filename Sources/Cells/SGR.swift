/// The "select graphic rendition" sequences of ECMA-48 and xterm.
enum SGR {
  static let reset = "\u{1B}[0m"

  /// The sequence that sets exactly `style`, whatever was set before.
  static func sequence(for style: Style, depth: ColorDepth) -> String {
    if style == .plain { return reset }
    let palette = PaletteStyle(style, depth: depth)
    var codes = ["0"]
    let attributes: [(Style.Attributes, String)] = [
      (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.reverse, "7"),
    ]
    codes += attributes.filter { palette.attributes.contains($0.0) }.map(\.1)
    codes += code(style.foreground, palette.foreground, depth: depth, base: 30)
    codes += code(style.background, palette.background, depth: depth, base: 40)
    return "\u{1B}[" + codes.joined(separator: ";") + "m"
  }

  /// `base` is 30 for the foreground and 40 for the background.
  private static func code(
    _ color: Color, _ number: UInt8?, depth: ColorDepth, base: Int
  ) -> [String] {
    guard let number else { return [] }
    if depth == .truecolor {
      let (red, green, blue) = color.rgb
      return ["\(base + 8)", "2", "\(red)", "\(green)", "\(blue)"]
    }
    if depth == .palette { return ["\(base + 8)", "5", "\(number)"] }
    return ["\(number < 8 ? base + Int(number) : base + 52 + Int(number))"]
  }
}
