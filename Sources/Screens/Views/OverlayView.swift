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
  }

  func draw(into grid: inout Grid) {
    let width = min(grid.width - 4, 100)
    let inner = width - 4
    var (heading, lines, selected) = content(inner)
    var top: Int
    let room = grid.height - 6
    switch overlay {
    case .help(let first), .information(let first): top = min(first, max(0, lines.count - room))
    case .verdicts, .focus: top = max(0, min((selected ?? 0) - room / 2, lines.count - room))
    }
    top = max(0, top)
    let shown = Array(lines.dropFirst(top).prefix(room))
    let height = shown.count + 4
    let box = Rect(
      x: (grid.width - width) / 2, y: max(0, (grid.height - height) / 2), width: width,
      height: height)
    grid.fill(box, with: " ", style: theme.popup)
    frame(box, into: &grid)
    if lines.count > room { heading += "  (\(top + 1)-\(top + shown.count) of \(lines.count))" }
    grid.write(
      " " + heading + " ", x: box.x + 2, y: box.y, style: theme.heading, maxWidth: inner)
    for (index, line) in shown.enumerated() {
      let isSelected = selected == top + index
      let mark = isSelected ? "\(glyphs.here) " : selected == nil ? "" : "  "
      grid.write(
        padded: mark + glyphs.adapt(line.text), x: box.x + 2, y: box.y + 1 + index, width: inner,
        style: isSelected ? line.style.adding([.bold, .reverse]) : line.style)
    }
    let leave = selected == nil ? "Esc: back" : "Enter: go there   Esc: back"
    grid.write(leave, x: box.x + 2, y: box.maxY - 2, style: theme.quiet)
    selected = nil
  }

  private func frame(_ box: Rect, into grid: inout Grid) {
    for y in [box.y, box.maxY - 1] {
      grid.horizontalLine(
        x: box.x, y: y, length: box.width, character: glyphs.rule, style: theme.quiet)
    }
    for x in [box.x, box.maxX - 1] {
      grid.verticalLine(
        x: x, y: box.y + 1, length: box.height - 2, character: glyphs.bar, style: theme.quiet)
      for y in [box.y, box.maxY - 1] {
        grid.write(String(glyphs.cross), x: x, y: y, style: theme.quiet)
      }
    }
  }

  private func content(_ width: Int) -> (String, [Line], Int?) {
    switch overlay {
    case .help:
      let sections = Set(Command.Section.allCases.map(\.rawValue))
      return (
        "Keys",
        HelpText.lines.map {
          Line(text: $0, style: sections.contains($0) ? theme.heading : .plain)
        }, nil
      )
    case .information:
      return (
        "About this recording",
        state.informationLines.flatMap { text -> [Line] in
          text.isEmpty
            ? [Line(text: "")]
            : Paragraph.lines(text, width: width, charset: glyphs.charset).map { Line(text: $0) }
        }, nil
      )
    case .verdicts(let selected):
      return ("What each episode proves", state.verdicts.map(line), selected)
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

  private func line(_ verdict: Verdict) -> Line {
    let steps = "steps \(verdict.positions.lowerBound + 1)-\(verdict.positions.upperBound)"
    return Line(
      text: "\(steps)  " + verdict.signed(glyphs), style: theme.style(of: verdict.rule.tone))
  }
}
