import Cells

/// All schedules as cells, two columns each.
struct ScheduleMapView {
  private let map: ScheduleMap
  private let selected: Int
  private let look: Look
  private var theme: Theme { look.theme }
  /// The rows of the popup that hold no cells: its border and five lines of words.
  private static let wordRows = 7

  init(_ map: ScheduleMap, selected: Int, _ look: Look) {
    self.map = map
    self.selected = selected
    self.look = look
  }

  /// How many cells stand in a row.
  static func columns(of size: Size) -> Int { max(1, (size.width - 8) / 2) }

  /// How many cells there is room for.
  static func capacity(of size: Size) -> Int {
    columns(of: size) * max(1, min(size.height - wordRows - 2, 40))
  }

  func draw(into grid: inout Grid) {
    let columns = Self.columns(of: grid.size)
    let rows = (map.cells.count + columns - 1) / columns
    let height = min(rows + Self.wordRows, grid.height)
    let box = Rect(
      x: 2, y: max(0, (grid.height - height) / 2), width: grid.width - 4, height: height)
    grid.fill(box, with: " ", style: theme.popup)
    grid.frame(box, glyphs: look.glyphs, style: theme.quiet)
    let inner = box.width - 4
    let heading =
      map.prefix.isEmpty
      ? " All schedules " : " Schedules that begin with \(map.prefix.count) steps "
    grid.write(heading, x: box.x + 2, y: box.y, style: theme.heading, maxWidth: inner)
    for (index, cell) in map.cells.enumerated() {
      let (x, y) = (box.x + 2 + index % columns * 2, box.y + 1 + index / columns)
      guard y < box.maxY - Self.wordRows + 2 else { break }
      var style =
        switch cell.kind {
        case .good: theme.good
        case .bad: theme.bad
        case .mixed: theme.remark
        }
      if index == selected { style = style.adding([.bold, .reverse]) }
      grid.write(String(cell.sign), x: x, y: y, style: style)
    }
    let y = box.maxY - Self.wordRows + 2
    write(map.summary, theme.quiet, y, box, &grid)
    if map.cells.indices.contains(selected) {
      let cell = map.cells[selected]
      write(cell.words, .plain, y + 1, box, &grid)
      write("begins " + shortened(cell.prefix, inner - 8), theme.quiet, y + 2, box, &grid)
    }
    write(map.legend.joined(separator: "   "), theme.quiet, y + 3, box, &grid)
    grid.write(
      padded: "Enter: dive in, or play one   Space: play   u: up   Esc: back", x: box.x + 2,
      y: box.maxY - 1, width: min(62, inner), style: theme.quiet)
  }

  private func write(_ text: String, _ style: Style, _ y: Int, _ box: Rect, _ grid: inout Grid) {
    grid.write(
      TextWidth.clipped(
        look.glyphs.adapt(text), to: box.width - 4, ellipsis: look.glyphs.adapt("…"),
        charset: look.glyphs.charset), x: box.x + 2, y: y, style: style)
  }

  /// The end of a long beginning: that is where it differs from its neighbours.
  private func shortened(_ prefix: String, _ width: Int) -> String {
    prefix.count <= width ? prefix : "…" + prefix.suffix(max(0, width - 1))
  }
}
