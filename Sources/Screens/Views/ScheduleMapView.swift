import Cells

/// All schedules as cells: a row for how far one CPU gets first, a column for how far the other gets
/// then.
struct ScheduleMapView {
  private let map: ScheduleMap
  private let selected: Int
  private let look: Look
  private var theme: Theme { look.theme }

  /// How wide the labels are at least.
  private static let labelWidth = 28
  /// The columns beside the cells: border, margin, label and the gaps.
  private static let besideCells = 4 + labelWidth + 3
  /// The most columns of cells.
  private static let columnsMax = 60

  init(_ map: ScheduleMap, selected: Int, _ look: Look) {
    self.map = map
    self.selected = selected
    self.look = look
  }

  /// How many cells fit beside each other.
  static func columns(of size: Size) -> Int {
    min(max(4, (size.width - besideCells) / 2), columnsMax)
  }

  func draw(into grid: inout Grid) {
    let inner = grid.width - 4
    let legend = legendLines(inner, max: grid.height < 30 ? 3 : 8)
    let cellRows = grid.width > 150 ? 3 : 4
    // The border, the axis, the keys; below it the line of messages stays in sight.
    let fixed = 2 + 1 + cellRows + legend.count + 1
    let height = grid.height - 1
    let room = max(1, min(map.rows.count, height - fixed))
    let box = Rect(
      x: 0, y: max(0, (height - room - fixed) / 2), width: grid.width, height: room + fixed)
    grid.fill(box, with: " ", style: theme.popup)
    grid.frame(box, glyphs: look.glyphs, style: theme.quiet)
    let chosen = map.place(of: selected)
    let top = max(0, min(chosen.row - room / 2, map.rows.count - room))
    var heading = map.summary
    if room < map.rows.count { heading += " (rows \(top + 1)-\(top + room) of \(map.rows.count))" }
    grid.write(" \(heading) ", x: box.x + 2, y: box.y, style: theme.heading, maxWidth: inner)
    drawCells(top..<top + room, chosen, box, &grid)
    let y = box.y + 2 + room
    if map.cells.indices.contains(selected) {
      let cell = map.cells[selected]
      let used = grid.write(
        paragraph: look.glyphs.adapt(cell.words),
        in: Rect(x: box.x + 2, y: y, width: inner, height: 2), style: .plain.adding(.bold),
        ellipsis: look.glyphs.adapt("…"))
      grid.write(
        paragraph: look.glyphs.adapt(cell.beginning),
        in: Rect(x: box.x + 2, y: y + used, width: inner, height: cellRows - used),
        style: .plain, ellipsis: look.glyphs.adapt("…"))
    }
    for (index, line) in legend.enumerated() {
      write(line, theme.quiet, y + cellRows + index, box, &grid)
    }
    grid.write(
      padded: "Enter: dive in, or play one   Space: play a worst one   u: up   Esc: back",
      x: box.x + 2, y: box.maxY - 2, width: inner, style: theme.quiet)
  }

  private func drawCells(
    _ shown: Range<Int>, _ chosen: (row: Int, column: Int), _ box: Rect, _ grid: inout Grid
  ) {
    let most = max(1, map.rows.map(\.cells.count).max() ?? 1)
    let inner = box.width - 4
    let cellWidth = min(max(2, (inner - Self.labelWidth - 14) / most), 3)
    let countWidth = map.rows.map(\.count.count).max() ?? 0
    let cellsWidth = most * cellWidth
    let hasCounts = inner - Self.labelWidth - cellsWidth - 2 >= countWidth
    let labelWidth = min(
      48, inner - cellsWidth - 1 - (hasCounts ? countWidth + 1 : 0))
    let x = box.x + 2 + labelWidth + 1
    grid.write(
      padded: "first up to, then the other:", x: box.x + 2, y: box.y + 1, width: labelWidth,
      style: theme.quiet)
    let axis =
      map.isEverySingle ? "each cell is one schedule" : "so many steps"
    if map.isEverySingle || most * cellWidth < 12 {
      grid.write(axis, x: x, y: box.y + 1, style: theme.quiet, maxWidth: box.maxX - 2 - x)
    } else {
      for column in 0..<most where column < 9 || (column + 1) % 5 == 0 {
        grid.write(
          String(column + 1), x: x + column * cellWidth, y: box.y + 1, style: theme.quiet)
      }
    }
    for index in shown {
      let row = map.rows[index]
      let y = box.y + 2 + index - shown.lowerBound
      let label = TextWidth.clipped(
        look.glyphs.adapt("CPU \(row.lane)  " + row.label), to: labelWidth,
        ellipsis: look.glyphs.adapt("…"), charset: look.glyphs.charset)
      grid.write(
        padded: label, x: box.x + 2, y: y, width: labelWidth,
        style: index == chosen.row
          ? theme.lane(row.lane).adding(.bold) : theme.lane(row.lane))
      for (column, cell) in row.cells.enumerated() {
        var style = cell.tenths == 0 ? theme.good : cell.tenths == 10 ? theme.bad : theme.remark
        if (index, column) == chosen { style = style.adding([.bold, .reverse, .underline]) }
        grid.write(cell.sign, x: x + column * cellWidth, y: y, style: style)
      }
      if hasCounts {
        grid.write(
          padded: row.count, x: x + cellsWidth + 1, y: y, width: countWidth, style: theme.quiet,
          alignment: .trailing)
      }
    }
  }

  /// What the signs mean, and then each letter.
  private func legendLines(_ width: Int, max: Int) -> [String] {
    var lines = ["a: not all end as A   !: all violate   1-9: about so many tenths do"]
    for entry in map.legend {
      let joined = (lines.last ?? "") + "   " + entry
      if lines.count > 1, TextWidth.columns(of: joined) <= width {
        lines[lines.count - 1] = joined
      } else {
        lines.append(entry)
      }
    }
    return Array(lines.prefix(max))
  }

  private func write(_ text: String, _ style: Style, _ y: Int, _ box: Rect, _ grid: inout Grid) {
    grid.write(
      TextWidth.clipped(
        look.glyphs.adapt(text), to: box.width - 4, ellipsis: look.glyphs.adapt("…"),
        charset: look.glyphs.charset), x: box.x + 2, y: y, style: style)
  }
}
