import Cells
import RaceTrace

/// The title line and the names of the lanes.
struct HeaderView {
  let state: AppState
  private var glyphs: Glyphs { state.look.glyphs }
  private var theme: Theme { state.look.theme }

  init(_ state: AppState) { self.state = state }

  func draw(into grid: inout Grid, _ layout: Layout) {
    drawHeader(into: &grid, layout.header)
    drawTitles(into: &grid, layout)
  }

  private func drawHeader(into grid: inout Grid, _ area: Rect) {
    let right = glyphs.adapt(status)
    let width = TextWidth.columns(of: right)
    var x = area.x + 1
    x += grid.write("racelanes", x: x, y: area.y, style: theme.heading) + 2
    let room = max(0, area.maxX - width - 2 - x)
    let title = TextWidth.clipped(
      glyphs.adapt(state.source.title), to: room, ellipsis: glyphs.adapt("…"),
      charset: glyphs.charset)
    x += grid.write(title, x: x, y: area.y, style: .plain)
    let detail = glyphs.adapt("  " + state.source.detail)
    if !state.source.detail.isEmpty, x + TextWidth.columns(of: detail) < area.maxX - width - 2 {
      grid.write(detail, x: x, y: area.y, style: theme.quiet)
    }
    grid.write(right, x: area.maxX - width - 1, y: area.y, style: theme.heading)
  }

  private var status: String {
    let speed = state.playback.speed
    let factor = speed >= 1 ? String(Int(speed)) : String(speed)
    let loading = state.progress.map { "reading \(Int($0 * 100))%  " } ?? ""
    return loading + "step \(state.step)/\(state.timeline.stepCount)  "
      + (state.playback.isPlaying ? "playing" : "paused") + "  \(factor)×"
  }

  private func drawTitles(into grid: inout Grid, _ layout: Layout) {
    let lanes = state.timeline.trace.lanes
    for (index, lane) in lanes.enumerated() {
      let area = layout.lane(index, of: layout.titles)
      let name = " " + lane.name
      let style = theme.lane(index)
      grid.write(
        padded: glyphs.adapt(name + "  " + lane.title), x: area.x, y: area.y, width: area.width,
        style: style.adding(.bold))
    }
    grid.horizontalLine(
      x: layout.upperRule.x, y: layout.upperRule.y, length: layout.upperRule.width,
      character: glyphs.rule, style: theme.quiet)
    grid.horizontalLine(
      x: layout.lowerRule.x, y: layout.lowerRule.y, length: layout.lowerRule.width,
      character: glyphs.rule, style: theme.quiet)
    guard lanes.count > 1 else { return }
    grid.write(String(glyphs.bar), x: layout.bar, y: layout.titles.y, style: theme.quiet)
    grid.write(String(glyphs.cross), x: layout.bar, y: layout.upperRule.y, style: theme.quiet)
    grid.write(String(glyphs.teeUp), x: layout.bar, y: layout.lowerRule.y, style: theme.quiet)
    grid.verticalLine(
      x: layout.bar, y: layout.lanes.y, length: layout.lanes.height, character: glyphs.bar,
      style: theme.quiet)
  }
}
