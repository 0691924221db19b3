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
    if state.lesson != nil { return drawLesson(into: &grid, &rest) }
    drawPlaces(into: &grid, &rest)
    drawStep(into: &grid, &rest)
    if let finding = state.currentFinding {
      section("Proved by now", into: &grid, &rest)
      paragraph(
        finding.signed(glyphs), theme.style(of: finding.tone), into: &grid, &rest)
    }
  }

  /// What is said stands on top, each part with the room that it needs at most, so that nothing
  /// moves; below it what the step did and what is proven, and then the state.
  private func drawLesson(into grid: inout Grid, _ rest: inout Rect) {
    var story = rest.takeTop(state.storyRows + 3)
    let title = state.story?.chapterTitle(at: state.step)
    let pieces = WordsView(state).storyPieces(at: state.step)
    if title != nil || !pieces.isEmpty {
      section(title.map { "Chapter \($0)" } ?? "About", into: &grid, &story)
    }
    for piece in pieces {
      paragraph(piece.text, piece.style, into: &grid, &story)
    }
    var proved = rest.takeTop(6)
    if let finding = state.currentFinding {
      section("Proved by now", into: &grid, &proved)
      paragraph(finding.signed(glyphs), theme.style(of: finding.tone), into: &grid, &proved)
    }
    drawOutlook(into: &grid, &rest)
    var step = rest.takeTop(7)
    drawStep(into: &grid, &step)
    if state.showsPages, let map = state.pageMap {
      section("Page map", into: &grid, &rest)
      _ = rest.takeTop(PageMapView(map, state.look).draw(into: &grid, rest))
    }
    drawPlaces(into: &grid, &rest)
  }

  /// Always with the same number of rows, so that nothing moves.
  private func drawOutlook(into grid: inout Grid, _ rest: inout Rect) {
    guard let outlook = state.shownOutlook, let index = outlook.index(at: state.step) else {
      return
    }
    let lanes = timeline.trace.lanes
    var area = rest.takeTop(4 + lanes.count)
    section("From here on", into: &grid, &area)
    guard !outlook.isAtEnd(state.step) else {
      return paragraph("This is the end: nobody can move any more.", .plain, into: &grid, &area)
    }
    let prospect = outlook.prospects[index]
    let all = prospect.total.isOne ? "continuation" : "continuations"
    paragraph(
      "\(prospect.bad.short) of \(prospect.total.short) \(all) \(prospect.harm)", .plain,
      into: &grid, &area)
    for (lane, choice) in zip(lanes, outlook.choices[index]) {
      let words = choice.map { "\($0.bad.short) of \($0.total.short)" } ?? "cannot move"
      paragraph("if \(lane.name) moves: \(words)", theme.quiet, into: &grid, &area)
    }
  }

  private func drawPlaces(into grid: inout Grid, _ rest: inout Rect) {
    section("Places", into: &grid, &rest)
    for declaration in state.shownDeclarations {
      for place in state.focused.recentInstances(of: declaration, after: state.step, limit: 3) {
        draw(place, into: &grid, &rest)
      }
    }
  }

  private func drawStep(into grid: inout Grid, _ rest: inout Rect) {
    guard state.step > 0 else { return }
    section("This step", into: &grid, &rest)
    let narration = Narration(state.focused)
    let position = state.step - 1
    let event = timeline.event(at: position)
    var origin = timeline.trace.strings[event.name]
    if state.lesson == nil {
      paragraph(narration.moment(at: position), theme.quiet, into: &grid, &rest)
      if event.line > 0 { origin += ", line \(event.line) of the recording" }
    } else {
      origin = "CPU \(event.cpu), \(origin)"
      if event.line > 0 { origin += ", line \(event.line) of the model" }
    }
    paragraph(origin, theme.quiet, into: &grid, &rest)
    paragraph(narration.sentence(at: position), .plain, into: &grid, &rest)
    for remark in narration.order(at: position) {
      paragraph(remark, theme.remark, into: &grid, &rest)
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
    let unknown = state.isWithheld(place) ? "withheld" : "not known"
    let text = value.map { timeline.trace.kind(of: place).decode($0).text } ?? unknown
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
    if rest.y > 1, !rest.isEmpty { _ = rest.takeTop(1) }
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
