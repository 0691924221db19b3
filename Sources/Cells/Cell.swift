/// One place of a grid: a character and how it is drawn.
///
/// A character of two columns fills its cell and the one to the right of it, whose
/// ``isContinuation`` is then true. A cell keeps one scalar and at most two marks on it; see
/// ``TextWidth`` for what becomes of longer sequences.
public struct Cell: Hashable, Sendable {
  var glyph: Glyph
  /// How it is drawn. A continuation has the style of the character it belongs to.
  public internal(set) var style: Style

  /// A space in the terminal's own colours.
  public static let blank = Cell(glyph: .space, style: .plain)

  init(glyph: Glyph, style: Style) {
    self.glyph = glyph
    self.style = style
  }

  /// Makes the cell that shows `character`, cleaned as all text is; nothing printable gives a
  /// space.
  public init(_ character: Character, style: Style = .plain) {
    var reader = GlyphReader(String(character), charset: .unicode)
    glyph = reader.next() ?? .space
    self.style = style
  }

  /// Whether this is the right half of the wide character in the cell to the left.
  public var isContinuation: Bool { glyph.isRightHalf }
  /// Columns of the character: 1 or 2, or 0 for a continuation.
  public var columns: Int { glyph.columns }
  /// The character without its marks; a space for a continuation.
  public var base: Unicode.Scalar { glyph.base }
  /// The marks on it, two at most.
  public var marks: [Unicode.Scalar] { glyph.marks }

  /// The character with its marks; empty for a continuation.
  public var text: String {
    var text = ""
    glyph.append(to: &text)
    return text
  }
}
