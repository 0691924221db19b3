import Cells
import RaceTrace

/// The two lanes: what happened up to the current step, newest row marked, and what each lane is
/// going to do next.
struct LanesView {
  let state: AppState
  private let values: ValueWords
  private var timeline: Timeline { state.timeline }
  private var glyphs: Glyphs { state.look.glyphs }
  private var theme: Theme { state.look.theme }
  /// The most columns that nesting may take away from a statement.
  private let indentMax = 8

  init(_ state: AppState) {
    self.state = state
    values = ValueWords(state.focused)
  }

  func draw(into grid: inout Grid, _ layout: Layout) {
    let rows = state.rows.rows
    let current = state.currentRow
    var depths = enclosingDepths(above: state.top)
    let last = min(current ?? -1, state.top + layout.lanes.height - 1)
    if last >= state.top {
      for index in state.top...last {
        let y = layout.lanes.y + index - state.top
        draw(rows[index], isCurrent: index == current, &depths, into: &grid, layout, y)
      }
    }
    let y = layout.lanes.y + max(0, last - state.top + 1)
    if y < layout.lanes.maxY {
      if state.scheduler != nil, state.step == timeline.stepCount {
        ChoicesView(state, statementColumn).draw(into: &grid, layout, y)
      } else {
        drawNext(behind: current, into: &grid, layout, y)
        drawWaiting(into: &grid, layout, y)
      }
    }
  }

  private func draw(
    _ row: Row, isCurrent: Bool, _ depths: inout [UInt8?], into grid: inout Grid,
    _ layout: Layout, _ y: Int
  ) {
    let line = Rect(x: layout.lanes.x, y: y, width: layout.lanes.width, height: 1)
    if row.isFold {
      for lane in timeline.trace.lanes.indices {
        let area = layout.lane(lane, of: line)
        guard let text = state.focused.foldText(row.positions, lane: lane) else { continue }
        grid.write(
          padded: "\(isCurrent ? glyphs.here : " ")\(glyphs.fold) "
            + glyphs.adapt(text + loudChanges(row.positions)),
          x: area.x, y: y, width: area.width,
          style: isCurrent ? theme.quiet.adding(.bold) : theme.quiet)
      }
      return
    }
    let position = row.positions.lowerBound
    let event = timeline.event(at: position)
    for lane in timeline.trace.lanes.indices where lane != event.lane {
      if let depth = depths[lane], depth > 0 {
        let area = layout.lane(lane, of: line)
        grid.write(
          String(glyphs.pending), x: area.x + statementColumn + indent(depth), y: y,
          style: theme.quiet)
      }
    }
    draw(position, isCurrent: isCurrent, into: &grid, layout.lane(event.lane, of: line))
    depths[event.lane] = depthBehind(position)
  }

  /// Where statements begin in a lane: behind the marker, the step number and the remark sign.
  private var statementColumn: Int { 3 + numberWidth }
  private var numberWidth: Int { String(timeline.number(ofStep: timeline.stepCount)).count }
  private func indent(_ depth: UInt8) -> Int { min(Int(depth), indentMax) }

  private func draw(_ position: Int, isCurrent: Bool, into grid: inout Grid, _ area: Rect) {
    let event = timeline.event(at: position)
    let quiet = event.marks.contains(.harness) || timeline.isLoss(at: position)
    let style = quiet ? theme.quiet : theme.lane(event.lane)
    let emphasis: Style.Attributes = isCurrent ? [.bold] : []
    let number = String(timeline.number(ofStep: position + 1))
    let marker = isCurrent ? String(glyphs.here) : " "
    grid.write(marker, x: area.x, y: area.y, style: theme.current)
    grid.write(
      padded: number, x: area.x + 1, y: area.y, width: numberWidth,
      style: isCurrent ? theme.current : theme.quiet, alignment: .trailing)
    if let (sign, style) = remark(position) {
      grid.write(String(sign), x: area.x + 1 + numberWidth, y: area.y, style: style)
    }
    let start = statementColumn + indent(timeline.depths[position])
    let room = max(0, area.width - start)
    let text = glyphs.adapt(timeline.trace.strings[event.text])
    let wanted = glyphs.adapt(
      state.isWithheld(at: position) ? "…" : values.column(at: position, width: room / 2))
    let textWidth = TextWidth.columns(of: text)
    let valueWidth = min(
      TextWidth.columns(of: wanted), max(room - textWidth - 2, min(room * 9 / 20, room)))
    if valueWidth > 0 {
      let field = TextWidth.clipped(
        wanted, to: valueWidth, ellipsis: glyphs.adapt("…"), charset: glyphs.charset)
      grid.write(
        field, x: area.maxX - 1 - TextWidth.columns(of: field), y: area.y,
        style: quiet ? theme.quiet : valueStyle(position, isCurrent))
    }
    let gap = valueWidth > 0 ? valueWidth + 2 : 1
    let clipped = TextWidth.clipped(
      text, to: max(0, room - gap), ellipsis: glyphs.adapt("…"), charset: glyphs.charset)
    grid.write(clipped, x: area.x + start, y: area.y, style: style.adding(emphasis))
  }

  private func valueStyle(_ position: Int, _ isCurrent: Bool) -> Style {
    let style =
      switch values.level(at: position) {
      case .raised: Style(foreground: theme.bad.foreground)
      case .resting: Style(foreground: theme.good.foreground)
      case .plain: Style.plain
      }
    return isCurrent ? style.adding(.bold) : style
  }

  private func remark(_ position: Int) -> (Character, Style)? {
    let mark = state.marked[position]
    if let mark, mark != .addition { return (mark.sign(glyphs), mark.style(theme)) }
    if state.shownOutlook?.pointOfNoReturn == position + 1 { return (glyphs.noReturn, theme.bad) }
    let notes = timeline.orderNotes(at: position)
    if notes.contains(where: \.isMove) { return (glyphs.moved, theme.remark) }
    if notes.contains(where: \.isDoubt) { return (glyphs.doubt, theme.remark) }
    if !notes.isEmpty { return (glyphs.tie, theme.remark) }
    return mark.map { ($0.sign(glyphs), $0.style(theme)) }
  }

  /// What a fold changed in loud places, so that no change of theirs is hidden.
  private func loudChanges(_ positions: Range<Int>) -> String {
    let changes = state.wavedDeclarations.compactMap { declaration -> String? in
      guard let place = state.focused.instance(of: declaration, after: positions.upperBound),
        let new = timeline.value(of: place, after: positions.upperBound),
        case let old = timeline.value(of: place, after: positions.lowerBound), old != new
      else { return nil }
      let name = state.focused.label(of: place)
      return "\(name) \(values.change(in: place, from: old, to: new, .compact))"
    }
    return changes.isEmpty ? "" : " · " + changes.joined(separator: ", ")
  }

  /// Under the newest row: the next event of each lane, in outline.
  private func drawNext(behind row: Int?, into grid: inout Grid, _ layout: Layout, _ y: Int) {
    let rows = state.rows.rows
    let line = Rect(x: layout.lanes.x, y: y, width: layout.lanes.width, height: 1)
    var open = Set(timeline.trace.lanes.indices)
    // A lane that rests for hundreds of rows has no "next" worth a search.
    for index in ((row ?? -1) + 1)..<min(rows.count, (row ?? -1) + 257) where !open.isEmpty {
      let position = rows[index].positions.lowerBound
      let event = timeline.event(at: position)
      guard !rows[index].isFold, open.remove(event.lane) != nil else { continue }
      let area = layout.lane(event.lane, of: line)
      let start = statementColumn + indent(timeline.depths[position])
      grid.write(String(glyphs.next), x: area.x, y: y, style: theme.quiet)
      grid.write(
        TextWidth.clipped(
          glyphs.adapt(timeline.trace.strings[event.text]), to: max(0, area.width - start - 1),
          ellipsis: glyphs.adapt("…"), charset: glyphs.charset),
        x: area.x + start, y: y, style: theme.quiet)
    }
  }

  /// In the same line: which lane cannot move, and what it waits for.
  private func drawWaiting(into grid: inout Grid, _ layout: Layout, _ y: Int) {
    let line = Rect(x: layout.lanes.x, y: y, width: layout.lanes.width, height: 1)
    for (lane, words) in state.lesson?.waiting[state.step] ?? [:] {
      let area = layout.lane(lane, of: line)
      let text = TextWidth.clipped(
        glyphs.adapt("\(glyphs.neutral) \(words)"), to: area.width - 4,
        ellipsis: glyphs.adapt("…"), charset: glyphs.charset)
      let width = TextWidth.columns(of: text)
      grid.write(
        " " + text, x: area.maxX - 2 - width, y: y, style: theme.remark.adding(.bold))
    }
  }

  /// How deep each lane is in calls above the row `top`, found in what lies shortly before it.
  private func enclosingDepths(above top: Int) -> [UInt8?] {
    var depths = [UInt8?](repeating: nil, count: timeline.trace.lanes.count)
    guard state.rows.rows.indices.contains(top) else { return depths }
    var position = state.rows.rows[top].positions.lowerBound - 1
    let limit = max(0, position - 2000)
    while position >= limit, depths.contains(nil) {
      let lane = timeline.event(at: position).lane
      if depths[lane] == nil { depths[lane] = depthBehind(position) }
      position -= 1
    }
    return depths
  }

  private func depthBehind(_ position: Int) -> UInt8 {
    var depth = timeline.depths[position]
    for operation in timeline.operations(at: position) {
      switch operation {
      case .call where depth < .max: depth += 1
      case .ret where depth > 0: depth -= 1
      default: break
      }
    }
    return depth
  }
}

extension OrderNote {
  /// Whether it says that the event stands elsewhere than it was recorded.
  var isMove: Bool {
    switch self {
    case .cameBefore, .wasSeenBy: true
    case .tie, .unexplained, .clockWentBack, .cameLate: false
    }
  }

  /// Whether it says that something is not known.
  var isDoubt: Bool {
    switch self {
    case .unexplained, .clockWentBack, .cameLate, .tie(_, .open): true
    case .cameBefore, .wasSeenBy, .tie: false
    }
  }
}
