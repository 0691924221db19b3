/// A picture made of cells. Views draw into it; backends, exporters and tests read it.
///
/// Whatever is drawn beyond the edge is clipped; only reading a cell that does not exist is a
/// mistake of the caller. A wide character is never left with one half: what overwrites one half
/// turns the other into a space.
public struct Grid: Hashable, Sendable {
  /// The longest side, in cells. More than any screen; a guard against a size from a broken
  /// terminal or a slip in an argument.
  public static let sideMax = 65_535

  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// What may be written.
  public let charset: Charset
  /// Row by row, `width` cells each.
  var cells: [Cell]

  /// Makes an empty picture.
  ///
  /// - Complexity: O(*width* × *height*)
  public init(width: Int, height: Int, charset: Charset = .unicode) {
    precondition((0...Self.sideMax).contains(width), "width \(width)")
    precondition((0...Self.sideMax).contains(height), "height \(height)")
    self.width = width
    self.height = height
    self.charset = charset
    cells = Array(repeating: .blank, count: width * height)
  }

  /// Makes an empty picture of this size.
  public init(_ size: Size, charset: Charset = .unicode) {
    self.init(width: size.width, height: size.height, charset: charset)
  }

  /// Width and height.
  public var size: Size { Size(width: width, height: height) }
  /// All of it.
  public var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }

  /// The cell at column `x` of row `y`. Setting one outside does nothing; reading one outside
  /// traps.
  ///
  /// Setting a cell to a wide character sets the one to the right as well; at the right edge,
  /// where there is none, a space is set. Setting a continuation sets a space.
  public subscript(x: Int, y: Int) -> Cell {
    get {
      precondition((0..<width).contains(x), "column \(x) of \(width)")
      precondition((0..<height).contains(y), "row \(y) of \(height)")
      return cells[y * width + x]
    }
    set {
      guard bounds.contains(x: x, y: y) else { return }
      if charset == .ascii && !newValue.base.isASCII {
        write(newValue.text, x: x, y: y, style: newValue.style)
        return
      }
      let fits = newValue.columns == 1 || newValue.columns == 2 && x + 1 < width
      put(fits ? newValue.glyph : .space, newValue.style, x: x, y: y)
    }
  }

  /// Writes text, cleaned as by ``TextWidth/sanitized(_:charset:)``, from column `x` of row `y`.
  /// It ends at the right edge or after `maxWidth` columns. A wide character that an edge would
  /// halve is drawn as a space.
  ///
  /// - Returns: the columns written inside the grid
  /// - Complexity: O(*n*) in the length of the text
  @discardableResult
  public mutating func write(
    _ text: some StringProtocol, x: Int, y: Int, style: Style = .plain, maxWidth: Int? = nil
  ) -> Int {
    guard (0..<height).contains(y), x < width else { return 0 }
    let (limit, overflow) = x.addingReportingOverflow(max(0, maxWidth ?? width))
    let end = overflow ? width : maxWidth == nil ? width : min(width, limit)
    var column = x
    for glyph in GlyphReader(text, charset: charset) {
      guard column < end else { break }
      let next = column + glyph.columns
      if column >= 0 && next <= end {
        put(glyph, style, x: column, y: y)
      } else {
        for part in max(0, column)..<max(0, min(next, end)) { put(.space, style, x: part, y: y) }
      }
      column = next
    }
    return max(0, min(column, end) - max(0, x))
  }

  /// Sets every cell of `rect` to `character`.
  ///
  /// - Complexity: O(area)
  public mutating func fill(_ rect: Rect, with character: Character = " ", style: Style = .plain) {
    let inside = rect.intersection(bounds)
    let glyph = glyph(for: character)
    for y in inside.rows {
      for x in stride(from: inside.x, to: inside.maxX, by: glyph.columns) {
        put(x + glyph.columns <= inside.maxX ? glyph : .space, style, x: x, y: y)
      }
    }
  }

  /// Draws `length` cells to the right.
  ///
  /// - Complexity: O(*length*)
  public mutating func horizontalLine(
    x: Int, y: Int, length: Int, character: Character = "─", style: Style = .plain
  ) {
    fill(Rect(x: x, y: y, width: length, height: 1), with: character, style: style)
  }

  /// Draws `length` cells downwards.
  ///
  /// - Complexity: O(*length*)
  public mutating func verticalLine(
    x: Int, y: Int, length: Int, character: Character = "│", style: Style = .plain
  ) {
    fill(Rect(x: x, y: y, width: 1, height: length), with: character, style: style)
  }

  /// Copies `other` into the grid with its top left cell at `x`, `y`; what lies outside is left
  /// out.
  ///
  /// - Complexity: O(area of `other`)
  public mutating func draw(_ other: Grid, x: Int, y: Int) {
    let inside = Rect(x: x, y: y, width: other.width, height: other.height).intersection(bounds)
    for row in inside.rows {
      for column in inside.columns {
        let cell = other[column - x, row - y]
        if cell.isContinuation && column > inside.x { continue }
        let fits = cell.columns == 1 || cell.columns == 2 && column + 1 < inside.maxX
        put(fits ? cell.glyph : .space, cell.style, x: column, y: row)
      }
    }
  }

  private func glyph(for character: Character) -> Glyph {
    var reader = GlyphReader(String(character), charset: charset)
    return reader.next() ?? .space
  }

  /// Puts a glyph that fits into the row, and mends wide characters that it cuts.
  private mutating func put(_ glyph: Glyph, _ style: Style, x: Int, y: Int) {
    let index = y * width + x
    let last = index + glyph.columns - 1
    if cells[index].isContinuation { cells[index - 1].glyph = .space }
    if cells[last].columns == 2 { cells[last + 1].glyph = .space }
    cells[index] = Cell(glyph: glyph, style: style)
    if glyph.columns == 2 { cells[last] = Cell(glyph: .rightHalf, style: style) }
  }
}
