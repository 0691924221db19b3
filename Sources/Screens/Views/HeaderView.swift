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

  func drawHeader(into grid: inout Grid, _ area: Rect) {
    let right = glyphs.adapt(status)
    let end = area.maxX - TextWidth.columns(of: right) - 1
    var x = area.x + 1
    if !isNarrow { x += grid.write("racelanes", x: x, y: area.y, style: theme.heading) + 2 }
    // Two columns stay free before the step, whatever is told.
    let room = max(0, end - 2 - x)
    let changes = clipped(changeWords(within: room * 3 / 4), to: room)
    // A kernel that was changed is told with the other changes.
    let isTold = state.lesson.map { lesson in
      lesson.settings.contains { $0.words.hasSuffix(" " + lesson.detail) }
    }
    let origin = isTold == true ? "" : state.lesson?.detail ?? state.source.detail
    let detail = glyphs.adapt("  " + origin)
    var titleRoom = room - TextWidth.columns(of: changes)
    // The kernel stays beside what was changed, unless that would leave hardly any title.
    let rest = titleRoom - TextWidth.columns(of: detail)
    if !changes.isEmpty, !origin.isEmpty, rest >= Self.titleMin { titleRoom = rest }
    let title = clipped(state.lesson?.title ?? state.source.title, to: titleRoom)
    x += grid.write(title, x: x, y: area.y, style: .plain)
    x += grid.write(changes, x: x, y: area.y, style: theme.remark.adding(.bold))
    if !origin.isEmpty, x + TextWidth.columns(of: detail) <= end - 2 {
      grid.write(detail, x: x, y: area.y, style: theme.quiet)
    }
    grid.write(right, x: end, y: area.y, style: theme.heading)
  }

  /// In fewer columns a title is not known again.
  private static let titleMin = 20

  private func clipped(_ text: String, to width: Int) -> String {
    TextWidth.clipped(
      glyphs.adapt(text), to: max(0, width), ellipsis: glyphs.adapt("…"), charset: glyphs.charset)
  }

  /// Whether the program's own name and what goes without saying give way to the title.
  private var isNarrow: Bool { state.size.width < 100 }

  /// What differs from the scenario as it is written: `  but seqcount on, recheck off`.
  private func changeWords(within room: Int) -> String {
    let settings = (state.lesson?.settings ?? []).filter { $0 != state.plan?.told }.map(\.words)
    let origin =
      state.ownFrom.map { "  your schedule from step \($0)" }
      ?? state.plan.map { "  " + $0.title } ?? (state.kept == nil ? "" : "  own run (x: yours)")
    guard !settings.isEmpty else { return origin }
    let all = origin + "  but " + settings.joined(separator: ", ")
    if TextWidth.columns(of: all) <= room { return all }
    let first = origin + "  but \(settings[0])"
    return settings.count == 1 ? first : first + " and \(settings.count - 1) more"
  }

  private var status: String {
    let speed = state.playback.speed
    let factor = speed >= 1 ? String(Int(speed)) : String(speed)
    let timeline = state.timeline
    let number = timeline.number(ofStep: state.step)
    var last = timeline.number(ofStep: state.quiz?.stepCount ?? timeline.stepCount)
    var lead = state.progress.map { "reading \(Int($0 * 100))%  " } ?? ""
    if let live = state.live {
      lead =
        live.words(since: state.liveSince, isNarrow: state.size.width < 80, glyphs) + "  "
      // At the head nothing can play: the step is the newest that is on the screen.
      if live.follows, !live.isOver { return lead + "step \(number)/\(last)" }
      last = state.liveTotal
    }
    let place = "step \(number)/\(last)"
    if isNarrow {
      return lead + (state.playback.isPlaying ? "playing  " : "")
        + (speed == 1 ? "" : "\(factor)×  ") + place
    }
    return lead + place + "  "
      + (state.playback.isPlaying ? "playing" : "paused") + "  \(factor)×"
  }

  /// The chapter at the left, what can still happen at the right.
  private func drawLowerRule(into grid: inout Grid, _ rule: Rect) {
    var room = rule.width - 4
    if let chapter = state.story?.chapterTitle(at: state.step) {
      room -= grid.write(
        glyphs.adapt(" \(chapter) "), x: rule.x + 2, y: rule.y, style: theme.heading,
        maxWidth: room)
    }
    guard let outlook = state.shownOutlook, !outlook.isAtEnd(state.step),
      let prospect = outlook.prospect(at: state.step)
    else { return }
    let forms = prospect.forms.map { glyphs.adapt(" \($0) ") }
    guard let text = forms.first(where: { TextWidth.columns(of: $0) < room }) else { return }
    grid.write(
      text, x: rule.maxX - 2 - TextWidth.columns(of: text), y: rule.y, style: style(of: prospect))
  }

  private func style(of prospect: Outlook.Prospect) -> Style {
    if prospect.isSafe { return theme.good }
    return prospect.isLost ? theme.bad : theme.remark
  }

  func drawTitles(into grid: inout Grid, _ layout: Layout) {
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
    if lanes.count > 1 {
      grid.write(String(glyphs.teeUp), x: layout.bar, y: layout.lowerRule.y, style: theme.quiet)
    }
    drawLowerRule(into: &grid, layout.lowerRule)
    guard lanes.count > 1 else { return }
    grid.write(String(glyphs.bar), x: layout.bar, y: layout.titles.y, style: theme.quiet)
    if !layout.upperRule.isEmpty {
      grid.write(String(glyphs.cross), x: layout.bar, y: layout.upperRule.y, style: theme.quiet)
    }
    grid.verticalLine(
      x: layout.bar, y: layout.lanes.y, length: layout.lanes.height, character: glyphs.bar,
      style: theme.quiet)
  }
}
