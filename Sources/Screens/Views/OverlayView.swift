import Cells
import RaceTrace

/// A popup in the middle of the screen: a heading, lines, and how to leave.
struct OverlayView {
  let state: AppState
  let overlay: Overlay
  private var glyphs: Glyphs { state.look.glyphs }
  private var theme: Theme { state.look.theme }

  init(_ state: AppState, _ overlay: Overlay) {
    self.state = state
    self.overlay = overlay
  }

  private struct Line {
    var text: String
    var style: Style = .plain
    /// Drawn dim behind the text.
    var remark = ""
  }

  /// How many columns lines have.
  private var innerWidth: Int { min(state.size.width - 4, 100) - 4 }
  /// How many lines are shown at a time.
  private var room: Int { max(0, state.size.height - 6 - headRows - detailRows) }
  /// How many lines or entries there are.
  var lineCount: Int { content(innerWidth).1.count }
  /// The first line of the last page.
  var lastTop: Int { max(0, lineCount - room) }

  func draw(into grid: inout Grid) {
    let inner = innerWidth
    let width = inner + 4
    var (heading, lines, selected) = content(inner)
    var top: Int
    switch overlay {
    case .help(let first), .information(let first), .schedule(let first):
      top = min(first, max(0, lines.count - room))
    case .findings, .focus, .chapters, .variations, .mutations, .map, .comparisons:
      top = max(0, min((selected ?? 0) - room / 2, lines.count - room))
    }
    top = max(0, top)
    let shown = Array(lines.dropFirst(top).prefix(room))
    let height = headRows + shown.count + 4 + detailRows
    let box = Rect(
      x: (grid.width - width) / 2, y: max(0, (grid.height - height) / 2), width: width,
      height: height)
    grid.fill(box, with: " ", style: theme.popup)
    grid.frame(box, glyphs: glyphs, style: theme.quiet)
    if lines.count > room { heading += "  (\(top + 1)-\(top + shown.count) of \(lines.count))" }
    grid.write(
      " " + heading + " ", x: box.x + 2, y: box.y, style: theme.heading, maxWidth: inner)
    if case .mutations = overlay, let whole = state.mutations.first {
      grid.write(
        padded: glyphs.adapt(whole.help), x: box.x + 2, y: box.y + 1, width: inner,
        style: theme.quiet, ellipsis: glyphs.adapt("…"))
    }
    for (index, line) in shown.enumerated() {
      let isSelected = selected == top + index
      let mark = isSelected ? "\(glyphs.here) " : selected == nil ? "" : "  "
      let y = box.y + 1 + headRows + index
      let text = mark + glyphs.adapt(line.text)
      grid.write(
        padded: text, x: box.x + 2, y: y, width: inner,
        style: isSelected ? line.style.adding([.bold, .reverse]) : line.style,
        ellipsis: glyphs.adapt("…"))
      let x = box.x + 2 + TextWidth.columns(of: text)
      grid.write(
        TextWidth.clipped(
          glyphs.adapt(line.remark), to: box.x + 2 + inner - x, ellipsis: glyphs.adapt("…"),
          charset: glyphs.charset), x: x, y: y,
        style: isSelected ? line.style.adding([.bold, .reverse]) : theme.quiet)
    }
    if let selected {
      let area = Rect(
        x: box.x + 2, y: box.maxY - 2 - detailRows, width: inner, height: detailRows)
      grid.write(
        paragraph: glyphs.adapt(detail(of: selected)), in: area, style: .plain,
        ellipsis: glyphs.adapt("…"))
    }
    drawEnd(of: box, isList: selected != nil, into: &grid)
    selected = nil
  }

  private func number(_ step: Int) -> Int { state.timeline.number(ofStep: step) }

  /// How many rows tell what a table is about.
  private var headRows: Int {
    if case .mutations = overlay { 1 } else { 0 }
  }

  /// How many rows tell more about the chosen entry.
  private var detailRows: Int {
    switch overlay {
    case .findings, .chapters, .variations, .comparisons: 2
    case .mutations: min(max(6, state.size.height / 5), 8)
    case .help, .information, .focus, .map, .schedule: 0
    }
  }

  /// What the list has no room for.
  private func detail(of index: Int) -> String {
    switch overlay {
    case .findings: state.findings.indices.contains(index) ? state.findings[index].words : ""
    case .chapters: state.story.map { $0.proviso + $0.lesson.chapters[index].words } ?? ""
    case .variations: state.lesson?.variations[index].help ?? ""
    case .mutations: mutationWords(index)
    case .comparisons:
      state.lesson?.variations.first { $0.name == state.alternatives[index].name }?.help ?? ""
    case .help, .information, .focus, .map, .schedule: ""
    }
  }

  private func drawEnd(of box: Rect, isList: Bool, into grid: inout Grid) {
    var leave = isList ? "Enter: go there   Esc: back" : "Esc: back"
    if case .comparisons = overlay { leave = "Enter: compare   Esc: back" }
    if case .variations = overlay {
      leave = "Left, Right   0: as written   Esc: back"
      let room = box.width - 4 - leave.count
      leave = (room < 30 ? "Enter: run   " : "Enter: change and run again   ") + leave
    }
    if case .mutations(let index) = overlay {
      let canPlay =
        state.mutations.indices.contains(index) && state.mutations[index].schedule != nil
      leave = (canPlay ? "Enter: play the shortest that violates   " : "") + "Esc: back"
    }
    grid.write(leave, x: box.x + 2, y: box.maxY - 2, style: theme.quiet, maxWidth: box.width - 4)
    switch overlay {
    case .variations:
      guard let finding = state.outcome else { return }
      drawFoot(of: box, finding.signed(glyphs), theme.style(of: finding.tone), into: &grid)
    case .mutations:
      drawFoot(
        of: box, "All under sequential consistency: what ordering is for cannot be seen",
        theme.quiet, into: &grid)
    default: break
    }
  }

  private func drawFoot(of box: Rect, _ text: String, _ style: Style, into grid: inout Grid) {
    grid.write(
      TextWidth.clipped(
        " " + glyphs.adapt(text), to: box.width - 6, ellipsis: glyphs.adapt("…"),
        charset: glyphs.charset) + " ", x: box.x + 2, y: box.maxY - 1, style: style)
  }

  private func content(_ width: Int) -> (String, [Line], Int?) {
    switch overlay {
    case .help:
      return (
        "Keys",
        HelpText(state).lines(width: width, charset: glyphs.charset).map {
          Line(text: $0.text, style: $0.isHeading ? theme.heading : .plain)
        }, nil
      )
    case .information:
      return (
        state.lesson == nil ? "About this recording" : "About this scenario",
        paragraphs(state.informationLines, width), nil
      )
    case .schedule: return ("The schedule", paragraphs(state.scheduleLines, width), nil)
    case .findings(let selected):
      return (
        state.lesson == nil ? "What each episode proves" : "What this run proves",
        state.findings.map(line), selected
      )
    case .chapters(let selected):
      let chapters = state.lesson?.chapters ?? []
      return (
        "Chapters",
        chapters.enumerated().map { index, chapter in
          Line(
            text: "\(index + 1)  \(chapter.title)", remark: "  from step \(chapter.step)")
        }, selected
      )
    case .variations(let selected):
      return ("Run the same schedule with", variationLines, selected)
    case .mutations(let selected):
      return ("Every interleaving, without each switch in turn", mutationLines, selected)
    case .map: return ("", [], nil)
    case .comparisons(let selected):
      return ("Compare with", state.alternatives.map { Line(text: $0.words) }, selected)
    case .focus(let selected):
      return (
        "Pages, the most contested first",
        state.candidates.map { candidate in
          let counts = zip(state.timeline.trace.lanes, candidate.counts).map {
            "\($0.name): \($1)"
          }
          let isFocus = candidate.address == state.focused.focus?.address
          return Line(
            text: "0x" + String(candidate.address, radix: 16) + "   events of "
              + counts.joined(separator: ", ") + (isFocus ? "   (shown)" : ""))
        }, selected
      )
    }
  }

  private func paragraphs(_ texts: [String], _ width: Int) -> [Line] {
    texts.flatMap { text -> [Line] in
      text.isEmpty
        ? [Line(text: "")]
        : Paragraph.lines(text, width: width, charset: glyphs.charset).map { Line(text: $0) }
    }
  }

  private func line(_ finding: Finding) -> Line {
    let steps =
      finding.attempt.map {
        "steps \(number($0.lowerBound))-\(number($0.upperBound))"
      } ?? "step \(number(finding.step))"
    return Line(
      text: "\(steps)  " + finding.signed(glyphs), style: theme.style(of: finding.tone))
  }

  /// What the switch is, and why it is needed or not.
  private func mutationWords(_ index: Int) -> String {
    guard state.mutations.indices.contains(index) else { return "" }
    let row = state.mutations[index]
    return row.name == nil ? row.reason : "\(row.name ?? ""): \(row.help). \(row.reason)"
  }

  private var mutationLines: [Line] {
    let names = state.mutations.map { $0.name ?? "as it is" }
    let width = names.map { TextWidth.columns(of: $0) }.max() ?? 0
    return zip(names, state.mutations).map { name, row in
      let sign =
        switch row.tone {
        case .bad: glyphs.bad
        case .good: glyphs.good
        case .neutral: glyphs.neutral
        }
      return Line(
        text: "\(sign) " + TextWidth.padded(name, to: width, charset: glyphs.charset) + "  ",
        style: row.tone == .neutral ? .plain : theme.style(of: row.tone), remark: row.short)
    }
  }

  /// Names, how they stand, a sign for what differs from the chosen kernel, and what they mean.
  private var variationLines: [Line] {
    let all = state.lesson?.variations ?? []
    let nameWidth = all.map { TextWidth.columns(of: $0.name) }.max() ?? 0
    let valueWidth = all.map { TextWidth.columns(of: $0.valueWords) }.max() ?? 0
    return all.map { one in
      Line(
        text: (one.isChanged ? "\(glyphs.changed) " : "  ")
          + TextWidth.padded(one.name, to: nameWidth, charset: glyphs.charset) + "  "
          + TextWidth.padded(one.valueWords, to: valueWidth, charset: glyphs.charset),
        style: one.isChanged ? theme.remark.adding(.bold) : .plain, remark: "  " + one.help)
    }
  }
}

extension AppState {
  /// What the whole run comes to: the last harm, or else the last finding.
  var outcome: Finding? { findings.last { $0.tone == .bad } ?? findings.last }
}
