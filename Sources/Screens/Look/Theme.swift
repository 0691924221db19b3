public import Cells

/// Which colours mean what. Hues are those of Okabe and Ito, which people with any colour vision
/// can tell apart; nothing is ever said by a colour alone.
public struct Theme: Hashable, Sendable {
  /// The themes by name, as `--theme` takes them.
  public enum Name: String, CaseIterable, Hashable, Sendable {
    /// For dark backgrounds.
    case dark
    /// For light backgrounds.
    case light
    /// No colours: bold, underline and reverse only.
    case mono
  }

  /// The left lane.
  var left: Style
  /// The right lane.
  var right: Style
  /// A value that a viewer should notice: odd, set, write-protected, pinned.
  var raised: Style
  /// The other state of such a value.
  var resting: Style
  /// What the last step changed.
  var changed: Style
  /// Frames, numbers, what is not important now.
  var quiet: Style
  /// Headings.
  var heading: Style
  /// The row of the current step.
  var current: Style
  /// Remarks about order and doubt.
  var remark: Style
  /// Data is lost.
  var bad: Style
  /// A guard did its work.
  var good: Style
  /// A popup's body.
  var popup: Style

  /// The theme with that name.
  public init(_ name: Name) {
    let palette: Palette = name == .light ? .onLight : .onDark
    if name == .mono {
      left = .plain
      right = .plain
      raised = Style(attributes: [.bold, .reverse])
      resting = Style(attributes: [.bold])
      changed = Style(attributes: [.underline])
      quiet = Style(attributes: [.dim])
      heading = Style(attributes: [.bold])
      current = Style(attributes: [.bold])
      remark = Style(attributes: [.italic])
      bad = Style(attributes: [.bold, .reverse])
      good = Style(attributes: [.bold])
      popup = .plain
      return
    }
    left = Style(foreground: palette.blue)
    right = Style(foreground: palette.orange)
    raised = Style(foreground: palette.vermilion, attributes: [.bold, .reverse])
    resting = Style(foreground: palette.green, attributes: [.bold])
    changed = Style(attributes: [.underline])
    quiet = Style(foreground: palette.grey)
    heading = Style(attributes: [.bold])
    current = Style(attributes: [.bold])
    remark = Style(foreground: palette.purple)
    bad = Style(foreground: palette.vermilion, attributes: [.bold])
    good = Style(foreground: palette.green, attributes: [.bold])
    popup = .plain
  }

  /// The style of a lane.
  func lane(_ lane: Int) -> Style { lane == 0 ? left : right }
}

private struct Palette {
  var blue: Color
  var orange: Color
  var vermilion: Color
  var green: Color
  var purple: Color
  var grey: Color

  static let onDark = Palette(
    blue: Color(rgb: (0x56, 0xB4, 0xE9), indexed: 74, basic: 6),
    orange: Color(rgb: (0xE6, 0x9F, 0x00), indexed: 178, basic: 3),
    vermilion: Color(rgb: (0xFF, 0x7A, 0x33), indexed: 208, basic: 1),
    green: Color(rgb: (0x2F, 0xC0, 0x96), indexed: 79, basic: 2),
    purple: Color(rgb: (0xCC, 0x79, 0xA7), indexed: 175, basic: 5),
    grey: Color(rgb: (0x8A, 0x8A, 0x8A), indexed: 245, basic: 7))
  static let onLight = Palette(
    blue: Color(rgb: (0x00, 0x5A, 0x8F), indexed: 25, basic: 4),
    orange: Color(rgb: (0x8A, 0x5A, 0x00), indexed: 94, basic: 3),
    vermilion: Color(rgb: (0xB0, 0x42, 0x00), indexed: 130, basic: 1),
    green: Color(rgb: (0x00, 0x6B, 0x4E), indexed: 23, basic: 2),
    purple: Color(rgb: (0x8A, 0x3A, 0x6B), indexed: 89, basic: 5),
    grey: Color(rgb: (0x60, 0x60, 0x60), indexed: 241, basic: 0))
}

/// How a frame looks: colours and signs.
public struct Look: Hashable, Sendable {
  /// The colours.
  public var theme: Theme
  /// The signs.
  public var glyphs: Glyphs

  /// A look.
  public init(theme: Theme.Name = .dark, charset: Charset = .unicode) {
    self.theme = Theme(theme)
    glyphs = Glyphs(charset)
  }
}
