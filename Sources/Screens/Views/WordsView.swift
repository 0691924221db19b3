import Cells
import RaceTrace

/// What the step did, what is certain of its order, and what the recording proves by now.
struct WordsView {
  let state: AppState
  private var glyphs: Glyphs { state.look.glyphs }
  private var theme: Theme { state.look.theme }

  init(_ state: AppState) { self.state = state }

  func draw(into grid: inout Grid, _ layout: Layout) {
    drawSentence(into: &grid, layout.say.inset(left: 1, right: 1))
    drawVerdict(into: &grid, layout.verdict.inset(left: 1, right: 1))
  }

  private func drawSentence(into grid: inout Grid, _ area: Rect) {
    guard state.step > 0 else {
      grid.write(
        paragraph: glyphs.adapt(
          "Before the first event. \(state.source.notes.first ?? "")"),
        in: area, style: .plain, ellipsis: glyphs.adapt("…"))
      return
    }
    let position = state.step - 1
    let narration = Narration(state.focused)
    let order = narration.order(at: position).joined(separator: " ")
    let room = Rect(
      x: area.x, y: area.y, width: area.width, height: order.isEmpty ? area.height : area.height - 1
    )
    let used = grid.write(
      paragraph: glyphs.adapt(
        narration.sentence(at: position) + " [" + narration.moment(at: position) + "]"),
      in: room, style: .plain, ellipsis: glyphs.adapt("…"))
    let rest = Rect(
      x: area.x, y: area.y + used, width: area.width, height: area.height - used)
    grid.write(
      paragraph: glyphs.adapt(order), in: rest, style: theme.remark, ellipsis: glyphs.adapt("…"))
  }

  private func drawVerdict(into grid: inout Grid, _ area: Rect) {
    guard let verdict = state.currentVerdict else { return }
    grid.write(
      paragraph: glyphs.adapt(verdict.signed(glyphs)), in: area,
      style: theme.style(of: verdict.rule.tone), ellipsis: glyphs.adapt("…"))
  }
}

extension Verdict {
  /// `✗ LOST: …`
  func signed(_ glyphs: Glyphs) -> String {
    let sign =
      switch rule.tone {
      case .bad: glyphs.bad
      case .good: glyphs.good
      case .neutral: glyphs.neutral
      }
    return "\(sign) \(rule.name.uppercased()): \(words)"
  }
}

extension Theme {
  func style(of tone: VerdictRule.Tone) -> Style {
    switch tone {
    case .bad: bad
    case .good: good
    case .neutral: heading
    }
  }
}
