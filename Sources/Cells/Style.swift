/// How a cell is drawn: two colours and a set of attributes.
public struct Style: Hashable, Sendable {
  /// What can be combined with any colour.
  public struct Attributes: OptionSet, Hashable, Sendable {
    /// One bit per attribute.
    public var rawValue: UInt8
    /// Makes the set with these bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Heavier, or brighter on old consoles.
    public static let bold = Attributes(rawValue: 1)
    /// Fainter; many consoles do not show it.
    public static let dim = Attributes(rawValue: 2)
    /// Underlined.
    public static let underline = Attributes(rawValue: 4)
    /// Foreground and background exchanged.
    public static let reverse = Attributes(rawValue: 8)
    /// Slanted; tmux and screen may not show it, so it must never carry meaning alone.
    public static let italic = Attributes(rawValue: 16)

    /// The attributes in words, in a fixed order.
    var words: [String] {
      let all: [(Attributes, String)] = [
        (.bold, "bold"), (.dim, "dim"), (.underline, "underline"), (.reverse, "reverse"),
        (.italic, "italic"),
      ]
      return all.filter { contains($0.0) }.map(\.1)
    }
  }

  /// Colour of the glyph.
  public var foreground: Color
  /// Colour behind it.
  public var background: Color
  /// Bold, underline and so on.
  public var attributes: Attributes

  /// The terminal's own colours and no attribute.
  public static let plain = Style()

  /// Makes a style; what is left out is the terminal's own.
  public init(
    foreground: Color = .standard, background: Color = .standard, attributes: Attributes = []
  ) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  /// The same colours with `more` attributes added.
  public func adding(_ more: Attributes) -> Style {
    Style(
      foreground: foreground, background: background, attributes: attributes.union(more))
  }

  /// The same style on another background.
  public func on(_ background: Color) -> Style {
    Style(foreground: foreground, background: background, attributes: attributes)
  }

  /// The style in words, as the legend of a golden file has it.
  public var words: String {
    func colour(_ color: Color, _ label: String) -> [String] {
      color.isStandard ? [] : ["\(label) \(color.hex)/\(color.indexed)/\(color.basic)"]
    }
    let all = colour(foreground, "fg") + colour(background, "bg") + attributes.words
    return all.isEmpty ? "plain" : all.joined(separator: ", ")
  }
}
