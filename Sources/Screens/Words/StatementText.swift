import Cells

/// A statement in the columns that a lane has for it.
enum StatementText {
  /// The statement in at most `width` columns. What is called tells more than what it is called
  /// with: arguments go first, the innermost and last of them before the others, and only then the
  /// end.
  static func fitted(_ text: String, to width: Int, _ glyphs: Glyphs) -> String {
    let ellipsis = glyphs.adapt("…")
    var text = glyphs.adapt(text)
    while TextWidth.columns(of: text) > width, let arguments = arguments(in: text, ellipsis) {
      text.replaceSubrange(arguments, with: ellipsis)
    }
    return TextWidth.clipped(text, to: max(0, width), ellipsis: ellipsis, charset: glyphs.charset)
  }

  /// What stands between the parentheses of the deepest call, the last one of several, unless it is
  /// no longer than an ellipsis.
  private static func arguments(in text: String, _ ellipsis: String) -> Range<String.Index>? {
    var open: [(start: String.Index, isCall: Bool)] = []
    var found: (range: Range<String.Index>, depth: Int)?
    var before: Character = " "
    for index in text.indices {
      switch text[index] {
      case "(":
        let isCall = before.isLetter || before.isNumber || before == "_"
        open.append((text.index(after: index), isCall))
      case ")":
        guard let (start, isCall) = open.popLast(), isCall else { break }
        let isLong = TextWidth.columns(of: text[start..<index]) > TextWidth.columns(of: ellipsis)
        if isLong, open.count >= found?.depth ?? 0 { found = (start..<index, open.count) }
      default: break
      }
      before = text[index]
    }
    return found?.range
  }
}
