import Cells
import RaceTrace

/// Below the newest row, for somebody who chooses who moves next: what each lane would do and what
/// can still happen behind it, or why it cannot move.
struct ChoicesView {
  let state: AppState
  let statementColumn: Int
  private var glyphs: Glyphs { state.look.glyphs }
  private var theme: Theme { state.look.theme }

  init(_ state: AppState, _ statementColumn: Int) {
    self.state = state
    self.statementColumn = statementColumn
  }

  func draw(into grid: inout Grid, _ layout: Layout, _ y: Int) {
    guard let lesson = state.lesson, let scheduler = state.scheduler else { return }
    let line = Rect(x: layout.lanes.x, y: y, width: layout.lanes.width, height: 1)
    let choices = state.shownOutlook?.choices.last ?? []
    for (lane, next) in lesson.next.enumerated() {
      let area = layout.lane(lane, of: line)
      let isChosen = scheduler.lane == lane
      let words: (head: String, detail: String, style: Style)
      switch next {
      case .ready(let text):
        let prospect = choices.indices.contains(lane) ? choices[lane] : nil
        words = (text, prospect?.forms.last ?? "", theme.lane(lane))
      case .blocked(let text, let reason): words = (text, reason, theme.quiet)
      case .ended: words = ("has ended", "", theme.quiet)
      case .failed: words = ("cannot go on: the model has failed", "", theme.quiet)
      }
      let sign: Character = if case .ready = next { glyphs.next } else { glyphs.neutral }
      grid.write(String(sign), x: area.x, y: y, style: words.style)
      grid.write(
        "[\(lane + 1)]", x: area.x + 1, y: y,
        style: isChosen ? words.style.adding([.bold, .reverse]) : words.style)
      let start = max(statementColumn, 5)
      write(words.head, words.style, x: area.x + start, y, area, &grid)
      if y + 1 < layout.lanes.maxY {
        write(words.detail, theme.remark, x: area.x + start, y + 1, area, &grid)
      }
    }
  }

  private func write(
    _ text: String, _ style: Style, x: Int, _ y: Int, _ area: Rect, _ grid: inout Grid
  ) {
    grid.write(
      TextWidth.clipped(
        glyphs.adapt(text), to: max(0, area.maxX - x - 1), ellipsis: glyphs.adapt("…"),
        charset: glyphs.charset), x: x, y: y, style: style)
  }
}
