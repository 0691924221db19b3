/// A style brought down to what a terminal with numbered colours can show.
public struct PaletteStyle: Hashable, Sendable {
  /// Number of the foreground colour; nil for the terminal's own.
  public var foreground: UInt8?
  /// Number of the background colour; nil for the terminal's own.
  public var background: UInt8?
  /// The attributes; an 8-colour terminal gets bold in place of a bright foreground.
  public var attributes: Style.Attributes

  /// Brings `style` down to `depth`. Truecolor is treated as the 256-colour palette, since it has
  /// no numbers.
  ///
  /// With eight colours a bright colour becomes the plain one, bright black becomes white (black
  /// on a black console would be unreadable), and a glyph that would vanish into a background from
  /// which it differed before becomes black or white.
  public init(_ style: Style, depth: ColorDepth) {
    attributes = style.attributes
    foreground = Self.number(style.foreground, depth: depth)
    background = Self.number(style.background, depth: depth)
    guard depth == .eight else { return }
    if style.foreground.basic > 8 { attributes.insert(.bold) }
    if let foreground, foreground == background, style.foreground != style.background {
      self.foreground = foreground == 7 ? 0 : 7
    }
  }

  private static func number(_ color: Color, depth: ColorDepth) -> UInt8? {
    if color.isStandard { return nil }
    switch depth {
    case .none: return nil
    case .eight: return color.basic == 8 ? 7 : color.basic & 7
    case .sixteen: return color.basic
    case .palette, .truecolor: return color.indexed
    }
  }
}
