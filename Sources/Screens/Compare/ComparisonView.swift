import Cells
import RaceTrace

/// Two runs on one screen, above or beside each other, and below them what tells them apart.
struct ComparisonView {
  let state: AppState
  let comparison: Comparison
  private var glyphs: Glyphs { state.look.glyphs }
  private var theme: Theme { state.look.theme }

  init(_ state: AppState, _ comparison: Comparison) {
    self.state = state
    self.comparison = comparison
  }

  func draw(into grid: inout Grid) {
    var rest = grid.bounds
    HeaderView(state).drawHeader(into: &grid, rest.takeTop(1))
    FooterView(state).draw(into: &grid, rest.takeBottom(1))
    drawWords(into: &grid, rest.takeBottom(4))
    let panes = [state, comparison.other]
    if comparison.isStacked(atWidth: grid.width) {
      let upper = rest.takeTop(rest.height / 2)
      for (index, area) in [upper, rest].enumerated() { draw(panes[index], index, area, &grid) }
    } else {
      let left = rest.takeLeft((rest.width - 1) / 2)
      let bar = rest.takeLeft(1)
      grid.verticalLine(
        x: bar.x, y: bar.y, length: bar.height, character: glyphs.bar, style: theme.heading)
      for (index, area) in [left, rest].enumerated() { draw(panes[index], index, area, &grid) }
    }
  }

  /// One run in an area of its own.
  private func draw(_ state: AppState, _ index: Int, _ area: Rect, _ grid: inout Grid) {
    var pane = Grid(width: area.width, height: area.height, charset: grid.charset)
    let layout = Layout(pane: pane.size, hasLoud: !state.loudDeclarations.isEmpty)
    var state = state
    state.show(rows: layout.lanes.height)
    let name = index == 0 ? "A" : "B"
    let title = index < comparison.titles.count ? comparison.titles[index] : ""
    let step = "step \(state.step)/\(state.timeline.stepCount)"
    pane.write(
      padded: glyphs.adapt(" \(name)  \(title)"), x: 0, y: 0, width: area.width,
      style: theme.heading.adding(.reverse))
    pane.write(
      step, x: area.width - 1 - step.count, y: 0, style: theme.heading.adding(.reverse))
    HeaderView(state).drawTitles(into: &pane, layout)
    LanesView(state).draw(into: &pane, layout)
    StateBandView(state).draw(into: &pane, layout)
    grid.draw(pane, x: area.x, y: area.y)
  }

  private func drawWords(into grid: inout Grid, _ area: Rect) {
    var rest = area.inset(left: 1, right: 1)
    let outcomes = rest.takeBottom(2)
    for (index, pane) in [state, comparison.other].enumerated() {
      guard let finding = pane.outcome else { continue }
      let text = "\(index == 0 ? "A" : "B") \(finding.signed(glyphs))"
      grid.write(
        TextWidth.clipped(
          glyphs.adapt(text), to: outcomes.width, ellipsis: glyphs.adapt("…"),
          charset: glyphs.charset),
        x: outcomes.x, y: outcomes.y + index, style: theme.style(of: finding.tone))
    }
    grid.write(
      paragraph: glyphs.adapt(words), in: rest, style: theme.remark.adding(.bold),
      ellipsis: glyphs.adapt("…"))
  }

  /// What differs here, or where they part.
  private var words: String {
    let alignment = comparison.alignment
    let here = comparison.joint - 1
    let parting = state.partingWords ?? ""
    if alignment.parting?.joint == here { return "\(glyphs.differs) \(parting)" }
    guard alignment.differences.contains(here) else { return parting }
    return alignment.joints[here].isAddition
      ? "\(glyphs.addition) In addition: \(state.differenceWords(here))"
      : "\(glyphs.other) Here they differ: \(state.differenceWords(here))"
  }
}

extension Layout {
  /// The part of a screen that one of two runs has: titles, lanes and, with room, the loud values.
  init(pane size: Size, hasLoud: Bool) {
    self.init(size: Size(width: 0, height: 0), loudCount: 0, waveCount: 0, storyRows: nil)
    var rest = Rect(x: 0, y: 1, width: size.width, height: max(0, size.height - 1))
    titles = rest.takeTop(1)
    if size.height >= 14 { upperRule = rest.takeTop(1) }
    if hasLoud, size.height >= 12 { loud = rest.takeBottom(2) }
    lowerRule = rest.takeBottom(1)
    lanes = rest
  }
}

extension AppState {
  /// Scrolls so that the current row stands low in so many rows.
  fileprivate mutating func show(rows height: Int) {
    top = max(0, (currentRow ?? 0) - max(0, height * 3 / 4 - 1))
  }
}
