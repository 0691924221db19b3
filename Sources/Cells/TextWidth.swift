/// Columns of text on a terminal, and text that is safe to send to one.
///
/// Text of a trace is not trusted: whatever it holds, what comes out of here has no control
/// character, no escape sequence and nothing that turns the direction of writing. Ambiguous widths
/// count as 1. Of an emoji that is joined from several the first is shown; a flag is shown as its
/// two letters; variation selectors are left out. These are the cases in which terminals do not
/// agree with each other, so a fixed answer that all of them draw alike is preferred.
public enum TextWidth {
  /// The columns `text` takes when it is written into a grid.
  ///
  /// - Complexity: O(*n*) in the length of the text
  public static func columns(of text: some StringProtocol) -> Int {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
    return GlyphReader(text, charset: .unicode).reduce(0) { $0 + $1.columns }
  }

  /// The columns of one character: 0, 1 or 2, and more only for scripts in which several signs
  /// with a width of their own make up one character.
  public static func columns(of character: Character) -> Int { columns(of: String(character)) }

  /// The text without anything that a terminal would obey. Controls become pictures (`␛`), other
  /// dangerous or unprintable scalars U+FFFD, and with `charset` ASCII everything foreign `?`, one
  /// for each column. The result has the same number of columns, and cleaning it again changes
  /// nothing.
  ///
  /// - Complexity: O(*n*) in the length of the text
  public static func sanitized(
    _ text: some StringProtocol, charset: Charset = .unicode
  ) -> String {
    var result = ""
    for glyph in GlyphReader(text, charset: charset) { glyph.append(to: &result) }
    return result
  }

  /// The start of the text, at most `limit` columns of it, cleaned as by `sanitized`. A wide
  /// character at the edge is left out, not halved. If something had to be left out and `ellipsis`
  /// fits, it ends the result.
  ///
  /// - Complexity: O(*n*) in the length of the text
  public static func clipped(
    _ text: some StringProtocol, to limit: Int, ellipsis: String = "",
    charset: Charset = .unicode
  ) -> String {
    if columns(of: text) <= limit { return sanitized(text, charset: charset) }
    let tail = sanitized(ellipsis, charset: charset)
    let tailColumns = columns(of: tail)
    let hasTail = tailColumns <= limit
    let room = hasTail ? limit - tailColumns : limit
    var result = ""
    var used = 0
    for glyph in GlyphReader(text, charset: charset) {
      guard used + glyph.columns <= room else { break }
      used += glyph.columns
      glyph.append(to: &result)
    }
    return hasTail ? result + tail : result
  }

  /// Where the text sits in a field that is wider than it.
  public enum Alignment: Sendable {
    /// Text first, then spaces.
    case leading
    /// Spaces on both sides; the odd one at the end.
    case center
    /// Spaces first.
    case trailing
  }

  /// The text in a field of exactly `width` columns: clipped, or filled up with spaces.
  ///
  /// - Complexity: O(*n*) in the length of the text
  public static func padded(
    _ text: some StringProtocol, to width: Int, alignment: Alignment = .leading,
    ellipsis: String = "", charset: Charset = .unicode
  ) -> String {
    let shown = clipped(text, to: width, ellipsis: ellipsis, charset: charset)
    let missing = max(0, width - columns(of: shown))
    let before =
      switch alignment {
      case .leading: 0
      case .center: missing / 2
      case .trailing: missing
      }
    return String(repeating: " ", count: before) + shown
      + String(repeating: " ", count: missing - before)
  }
}
