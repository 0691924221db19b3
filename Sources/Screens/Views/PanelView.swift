import Cells
import RaceTrace

/// On wide screens: every place in full, what the event did to each, and what it all proves.
struct PanelView {
  let state: AppState
  private var timeline: Timeline { state.timeline }
  private var glyphs: Glyphs { state.look.glyphs }
  private var theme: Theme { state.look.theme }

  init(_ state: AppState) { self.state = state }

  func draw(into grid: inout Grid, _ area: Rect) {
    grid.verticalLine(
      x: area.x, y: area.y, length: area.height, character: glyphs.bar, style: theme.quiet)
    var rest = area.inset(left: 2, right: 1)
    section("Places", into: &grid, &rest)
    for declaration in state.shownDeclarations {
      for place in state.focused.recentInstances(of: declaration, after: state.step, limit: 3) {
        draw(place, into: &grid, &rest)
      }
    }
    guard state.step > 0 else { return }
    section("This step", into: &grid, &rest)
    let narration = Narration(state.focused)
    let position = state.step - 1
    paragraph(narration.moment(at: position), theme.quiet, into: &grid, &rest)
    let event = timeline.event(at: position)
    var origin = timeline.trace.strings[event.name]
    if event.line > 0 { origin += ", line \(event.line) of the recording" }
    paragraph(origin, theme.quiet, into: &grid, &rest)
    paragraph(narration.sentence(at: position), .plain, into: &grid, &rest)
    for remark in narration.order(at: position) {
      paragraph(remark, theme.remark, into: &grid, &rest)
    }
    if let verdict = state.currentVerdict {
      section("Proved by now", into: &grid, &rest)
      paragraph(
        verdict.signed(glyphs), theme.style(of: verdict.rule.tone), into: &grid, &rest)
    }
  }

  private func draw(_ place: Place.ID, into grid: inout Grid, _ rest: inout Rect) {
    let line = rest.takeTop(1)
    guard !line.isEmpty else { return }
    let loud = timeline.trace.declaration(of: place).isLoud
    let label = state.focused.label(of: place)
    grid.write(
      padded: label, x: line.x, y: line.y, width: 19, style: loud ? theme.heading : theme.quiet)
    let value = timeline.value(of: place, after: state.step)
    let text = value.map { timeline.trace.kind(of: place).decode($0).text } ?? "not known"
    let changed = state.step > 0 && timeline.value(of: place, after: state.step - 1) != value
    var area = line.inset(left: 20)
    let lines = Paragraph.lines(
      glyphs.adapt(state.laneWords(text)), width: area.width, charset: glyphs.charset)
    let extra = rest.takeTop(max(0, lines.count - 1))
    area = Rect(x: area.x, y: area.y, width: area.width, height: 1 + extra.height)
    grid.write(
      paragraph: glyphs.adapt(state.laneWords(text)), in: area,
      style: changed ? theme.changed.adding(.bold) : value == nil ? theme.quiet : .plain,
      ellipsis: glyphs.adapt("…"))
  }

  private func section(_ title: String, into grid: inout Grid, _ rest: inout Rect) {
    if rest.y > 1 { _ = rest.takeTop(1) }
    let line = rest.takeTop(1)
    guard !line.isEmpty else { return }
    grid.write(title, x: line.x, y: line.y, style: theme.heading.adding(.underline))
  }

  private func paragraph(
    _ text: String, _ style: Style, into grid: inout Grid, _ rest: inout Rect
  ) {
    let used = grid.write(
      paragraph: glyphs.adapt(text), in: rest, style: style, ellipsis: glyphs.adapt("…"))
    _ = rest.takeTop(used)
  }
}
