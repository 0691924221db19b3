import Cells

/// Text broken into lines of a given width, at spaces where there are some.
enum Paragraph {
  static func lines(_ text: String, width: Int, charset: Charset) -> [String] {
    guard width > 0 else { return [] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
      var word = String(word)
      let joined = line.isEmpty ? word : line + " " + word
      if TextWidth.columns(of: joined) <= width {
        line = joined
        continue
      }
      if !line.isEmpty { lines.append(line) }
      while TextWidth.columns(of: word) > width {
        let head = TextWidth.clipped(word, to: width, charset: charset)
        guard !head.isEmpty, head.count < word.count else { break }
        lines.append(head)
        word = String(word.dropFirst(head.count))
      }
      line = word
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }
}

extension Grid {
  /// Writes a paragraph into an area; what does not fit ends in an ellipsis. Returns the rows used.
  @discardableResult
  mutating func write(paragraph text: String, in area: Rect, style: Style, ellipsis: String)
    -> Int
  {
    let lines = Paragraph.lines(text, width: area.width, charset: charset)
    for (index, line) in lines.prefix(area.height).enumerated() {
      let cut = index == area.height - 1 && lines.count > area.height
      let shown =
        cut
        ? TextWidth.clipped(
          line + " " + lines[index + 1], to: area.width, ellipsis: ellipsis, charset: charset)
        : line
      write(shown, x: area.x, y: area.y + index, style: style)
    }
    return min(lines.count, area.height)
  }
}
