import Cells
import RaceTrace

/// What the step did, what is said about it, what is certain of its order, and what is proven by
/// now.
struct WordsView {
  let state: AppState
  private var glyphs: Glyphs { state.look.glyphs }
  private var theme: Theme { state.look.theme }

  /// Words with a style.
  struct Piece {
    var text: String
    var style: Style
  }

  init(_ state: AppState) { self.state = state }

  func draw(into grid: inout Grid, _ layout: Layout) {
    let say = layout.say.inset(left: 1, right: 1)
    if state.lesson == nil {
      drawSentence(into: &grid, say)
    } else {
      draw(lessonPieces(at: state.step), into: &grid, say)
    }
    drawFinding(into: &grid, layout.verdict.inset(left: 1, right: 1))
  }

  /// What is said at step 0.
  private var beginning: String {
    let dropped = state.timeline.trace.droppedCount
    return dropped == 0
      ? "Before the first event. "
      : "Before the oldest event that is kept: \(LiveState.grouped(dropped)) older ones are gone"
        + " (see --keep). "
  }

  private func drawSentence(into grid: inout Grid, _ area: Rect) {
    guard state.step > 0 else {
      grid.write(
        paragraph: glyphs.adapt(
          beginning + (state.source.notes.first ?? "")),
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

  /// What is said at a step of a lesson; where nothing is, what the step did.
  func lessonPieces(at step: Int) -> [Piece] {
    let said = storyPieces(at: step)
    if !said.isEmpty || step == 0 { return said }
    let sentence = Narration(state.focused).sentence(at: step - 1)
    return [Piece(text: state.laneWords(sentence), style: .plain)]
  }

  /// What a lesson says at a step.
  func storyPieces(at step: Int) -> [Piece] {
    (state.story?.passages(at: step) ?? []).map { passage in
      let style =
        switch passage.kind {
        case .objective: theme.heading
        case .note, .chapter: Style.plain
        case .moral: theme.remark
        case .parting: theme.remark.adding(.bold)
        }
      let sign = passage.kind == .parting ? "\(glyphs.differs) " : ""
      return Piece(text: sign + passage.text, style: style)
    }
  }

  /// How many rows of `width` columns the words of a lesson take at a step.
  func rowCount(at step: Int, width: Int) -> Int {
    storyPieces(at: step).map {
      Paragraph.lines(glyphs.adapt($0.text), width: width, charset: glyphs.charset).count
    }.reduce(0, +)
  }

  /// On a small screen the popup with all of it is one key away.
  private func draw(_ pieces: [Piece], into grid: inout Grid, _ area: Rect) {
    var rest = area
    for piece in pieces {
      let used = grid.write(
        paragraph: glyphs.adapt(piece.text), in: rest, style: piece.style,
        ellipsis: glyphs.adapt("… (i)"))
      _ = rest.takeTop(used)
    }
  }

  private func drawFinding(into grid: inout Grid, _ area: Rect) {
    guard let finding = state.currentFinding else { return }
    let full = glyphs.adapt(finding.signed(glyphs))
    let lines = Paragraph.lines(full, width: area.width, charset: glyphs.charset)
    grid.write(
      paragraph: lines.count <= area.height
        ? full : glyphs.adapt(finding.signed(glyphs, isBrief: true)),
      in: area, style: theme.style(of: finding.tone), ellipsis: glyphs.adapt("…"))
  }
}
