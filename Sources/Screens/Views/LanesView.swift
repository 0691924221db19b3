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
    var y = layout.lanes.y
    if last >= state.top {
      for index in state.top...last {
        y += draw(rows[index], isCurrent: index == current, &depths, into: &grid, layout, y)
      }
    }
    if y < layout.lanes.maxY {
      if state.scheduler != nil, state.step == timeline.stepCount {
        ChoicesView(state, statementColumn).draw(into: &grid, layout, y)
      } else {
        drawNext(behind: current, into: &grid, layout, y)
      }
    }
  }

  /// Draws a row and returns how many lines it took.
  private func draw(
    _ row: Row, isCurrent: Bool, _ depths: inout [UInt8?], into grid: inout Grid,
    _ layout: Layout, _ y: Int
  ) -> Int {
    let line = Rect(x: layout.lanes.x, y: y, width: layout.lanes.width, height: 1)
    if row.isFold {
      // The newest event of a fold stands in one lane.
      let newest = isCurrent ? timeline.event(at: row.positions.upperBound - 1).lane : nil
      for lane in timeline.trace.lanes.indices {
        let area = layout.lane(lane, of: line)
        guard let text = state.focused.foldText(row.positions, lane: lane) else { continue }
        grid.write(
          padded: "\(lane == newest ? glyphs.here : " ")\(glyphs.fold) "
            + glyphs.adapt(text + loudChanges(row.positions)),
          x: area.x, y: y, width: area.width,
          style: isCurrent ? theme.quiet.adding(.bold) : theme.quiet)
      }
      return 1
    }
    let position = row.positions.lowerBound
    let event = timeline.event(at: position)
    let isLong =
      isCurrent && y + 1 < layout.lanes.maxY
      && !fits(position, layout.lane(event.lane, of: line).width)
    let area = layout.lane(
      event.lane, of: Rect(x: line.x, y: y, width: line.width, height: isLong ? 2 : 1))
    for lane in timeline.trace.lanes.indices where lane != event.lane {
      guard let depth = depths[lane], depth > 0 else { continue }
      for y in area.rows {
        grid.write(
          String(glyphs.pending),
          x: layout.lane(lane, of: line).x + statementColumn + indent(depth), y: y,
          style: theme.quiet)
      }
    }
    draw(position, isCurrent: isCurrent, into: &grid, area)
    depths[event.lane] = depthBehind(position)
    return area.height
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
    let text = timeline.trace.strings[event.text]
    let names = placeNames(position)
    var start = statementColumn + indent(timeline.depths[position])
    if area.height > 1 {
      // A statement with a line of its own takes the columns of its nesting where they tell more.
      let most = StatementText.fitted(
        text, to: area.width - 1 - statementColumn, keeping: names, glyphs)
      start = max(statementColumn, min(start, area.width - 1 - TextWidth.columns(of: most)))
    }
    let value = quiet ? theme.quiet : valueStyle(position, isCurrent)
    let room = max(0, area.width - start)
    let field = valueText(position, area, room, TextWidth.columns(of: glyphs.adapt(text)))
    grid.write(
      field, x: area.maxX - 1 - TextWidth.columns(of: field), y: area.maxY - 1, style: value)
    if area.height > 1, field.isEmpty, names.isEmpty {
      // Words that touch no place have both lines for themselves.
      let both = Rect(x: area.x + start, y: area.y, width: room - 1, height: area.height)
      grid.write(
        paragraph: glyphs.adapt(text), in: both, style: style.adding(emphasis),
        ellipsis: glyphs.adapt("…"))
      return
    }
    let taken = area.height > 1 || field.isEmpty ? 1 : TextWidth.columns(of: field) + 2
    grid.write(
      StatementText.fitted(text, to: room - taken, keeping: names, glyphs),
      x: area.x + start, y: area.y, style: style.adding(emphasis))
  }

  /// The names of what an event touches.
  private func placeNames(_ position: Int) -> [String] {
    timeline.operations(at: position).compactMap { operation in
      operation.place.map { timeline.trace.declaration(of: $0).name }
    }
  }

  /// Whether an event says all it has to say in one line of a lane.
  private func fits(_ position: Int, _ width: Int) -> Bool {
    let text = glyphs.adapt(timeline.trace.strings[timeline.event(at: position).text])
    let value = glyphs.adapt(column(position, .max))
    let room = width - statementColumn - indent(timeline.depths[position])
    return TextWidth.columns(of: text) + TextWidth.columns(of: value) + 3 <= room
  }

  /// The value column: behind the statement, or in a line of its own. Values are what a step is
  /// about, so that of a long statement they leave little more than the name.
  private func valueText(_ position: Int, _ area: Rect, _ room: Int, _ textWidth: Int) -> String {
    let most = area.height > 1 ? area.width - 3 : max(room - textWidth - 3, room - 12)
    let wanted = area.height > 1 ? most : max(room - textWidth - 3, room / 2)
    return TextWidth.clipped(
      glyphs.adapt(column(position, wanted)), to: max(0, most),
      ellipsis: glyphs.adapt("…"), charset: glyphs.charset)
  }

  /// The values of an event, unless a quiz asks for them.
  private func column(_ position: Int, _ width: Int) -> String {
    state.isWithheld(at: position) ? "…" : values.column(at: position, width: width)
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

  /// Under the newest row: the next event of each lane, in outline, and what a lane waits for that
  /// cannot move.
  private func drawNext(behind row: Int?, into grid: inout Grid, _ layout: Layout, _ y: Int) {
    let rows = state.rows.rows
    let line = Rect(
      x: layout.lanes.x, y: y, width: layout.lanes.width, height: layout.lanes.maxY - y)
    var ends = timeline.trace.lanes.indices.map { layout.lane($0, of: line).x + 1 }
    var open = Set(timeline.trace.lanes.indices)
    // A lane that rests for hundreds of rows has no "next" worth a search.
    for index in ((row ?? -1) + 1)..<min(rows.count, (row ?? -1) + 257) where !open.isEmpty {
      let position = rows[index].positions.lowerBound
      let event = timeline.event(at: position)
      guard !rows[index].isFold, open.remove(event.lane) != nil else { continue }
      let area = layout.lane(event.lane, of: line)
      let start = statementColumn + indent(timeline.depths[position])
      let text = StatementText.fitted(
        timeline.trace.strings[event.text], to: area.width - start - 1,
        keeping: placeNames(position), glyphs)
      grid.write(String(glyphs.next), x: area.x, y: y, style: theme.quiet)
      grid.write(text, x: area.x + start, y: y, style: theme.quiet)
      ends[event.lane] = area.x + start + TextWidth.columns(of: text)
    }
    for (lane, words) in state.lesson?.waiting[state.step] ?? [:] {
      drawWaiting(words, into: &grid, layout.lane(lane, of: line), behind: ends[lane])
    }
  }

  /// What a lane waits for: behind its statement where there is room, or else below it.
  private func drawWaiting(
    _ words: String, into grid: inout Grid, _ area: Rect, behind end: Int
  ) {
    let text = glyphs.adapt("\(glyphs.neutral) \(words)")
    let x = max(area.x + 2, area.maxX - 2 - TextWidth.columns(of: text))
    let isBelow = x < end + 2 && area.height > 1
    let room = Rect(
      x: x, y: isBelow ? area.y + 1 : area.y, width: area.maxX - 1 - x,
      height: isBelow ? area.height - 1 : 1)
    grid.write(" ", x: x - 1, y: room.y, style: .plain)
    grid.write(
      paragraph: text, in: room, style: theme.remark.adding(.bold), ellipsis: glyphs.adapt("…"))
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
