extension Grid {
  /// The text of each row, without the spaces at its end.
  ///
  /// - Complexity: O(*width* × *height*)
  public func rows() -> [String] {
    (0..<height).map { y in
      let row = cells[y * width..<(y + 1) * width]
      let end = row.lastIndex { $0.glyph != .space }.map { $0 + 1 } ?? row.startIndex
      var text = ""
      for cell in row[..<end] { cell.glyph.append(to: &text) }
      return text
    }
  }

  /// All rows, each ended by a line feed.
  ///
  /// - Complexity: O(*width* × *height*)
  public var plainText: String { rows().map { $0 + "\n" }.joined() }

  /// The picture for a golden file: its text, then a plane with one letter for each style in the
  /// order of first appearance (`.` is plain), then the styles in words. Styles are part of what a
  /// test must notice.
  ///
  /// - Complexity: O(*width* × *height*)
  public func golden() -> String {
    var letters: [Style: Character] = [.plain: "."]
    var legend: [String] = []
    let plane = (0..<height).map { y in
      var line = ""
      for cell in cells[y * width..<(y + 1) * width] {
        if letters[cell.style] == nil {
          let letter = Self.letter(legend.count)
          letters[cell.style] = letter
          legend.append("\(letter) \(cell.style.words)\n")
        }
        line.append(letters[cell.style] ?? "#")
      }
      while line.last == "." { line.removeLast() }
      return line + "\n"
    }
    let title = "--- \(width)x\(height) styles\n"
    return plainText + title + plane.joined() + "--- legend\n" + legend.joined()
  }

  /// A–Z, a–z, 0–9; `#` for all the styles after those, which no readable screen has.
  private static func letter(_ index: Int) -> Character {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    return index < alphabet.count ? alphabet[index] : "#"
  }

  /// The picture as text with SGR sequences and no other control than line feeds: each run of one
  /// style is begun by its sequence, and each row ends in the terminal's own style. Plain spaces
  /// at the end of a row are left out. With depth `.none` there are attributes and no colours.
  ///
  /// - Complexity: O(*width* × *height*)
  public func ansi(depth: ColorDepth) -> String {
    var text = ""
    for y in 0..<height {
      let row = cells[y * width..<(y + 1) * width]
      let end = row.lastIndex { $0 != .blank }.map { $0 + 1 } ?? row.startIndex
      var style = Style.plain
      var current = SGR.reset
      for cell in row[..<end] {
        if cell.style != style {
          style = cell.style
          let wanted = SGR.sequence(for: style, depth: depth)
          if wanted != current { text += wanted }
          current = wanted
        }
        cell.glyph.append(to: &text)
      }
      if current != SGR.reset { text += SGR.reset }
      text += "\n"
    }
    return text
  }
}
