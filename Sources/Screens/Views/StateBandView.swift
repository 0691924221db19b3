import Cells
import RaceTrace

/// The state after the current step: the loud values, each as a block, and the rest in a line.
struct StateBandView {
  let state: AppState
  private var timeline: Timeline { state.timeline }
  private var glyphs: Glyphs { state.look.glyphs }
  private var theme: Theme { state.look.theme }

  init(_ state: AppState) { self.state = state }

  func draw(into grid: inout Grid, _ layout: Layout) {
    let loud = state.loudValues
    if !loud.isEmpty, !layout.loud.isEmpty {
      let width = layout.loud.width / loud.count
      for (index, watched) in loud.enumerated() {
        let x = layout.loud.x + index * width
        drawBlock(watched, into: &grid, x: x, y: layout.loud.y, width: width)
      }
    }
    drawOthers(into: &grid, layout.others)
  }

  private func drawBlock(
    _ watched: Watched, into grid: inout Grid, x: Int, y: Int, width: Int
  ) {
    let place = state.focused.place(of: watched, after: state.step)
    let label = place.map(state.focused.label) ?? state.focused.name(of: watched)
    let setter = place.flatMap { timeline.lastWrite(of: $0, upTo: state.step) }
    let chosen = state.chosen == watched.declaration
    let isWithheld = state.isWithheld(place)
    let by = isWithheld ? "" : setter.map { "  by \($0 + 1)" } ?? ""
    var column = x + 1
    column += grid.write(
      label, x: column, y: y, style: chosen ? theme.heading.adding(.underline) : theme.heading,
      maxWidth: width - 2)
    grid.write(by, x: column, y: y, style: theme.quiet, maxWidth: max(0, x + width - column - 1))
    let value = place.flatMap { timeline.value(of: $0, after: state.step) }
    guard let place, let value else {
      let words =
        isWithheld ? ["withheld"] : place == nil ? missingForms(label) : ["not known"]
      let text = words.first { TextWidth.columns(of: $0) <= width - 2 } ?? words[0]
      grid.write(text, x: x + 1, y: y + 1, style: theme.quiet, maxWidth: width - 2)
      return
    }
    let decoded = timeline.trace.kind(of: place).decode(value)
    let before = state.step > 0 ? timeline.value(of: place, after: state.step - 1) : value
    let changed = before != value
    if changed { grid.write(String(glyphs.changed), x: x, y: y + 1, style: theme.current) }
    var style = theme.style(of: decoded.level)
    if changed { style = style.adding(.underline) }
    let forms = [loudText(decoded, place), decoded.short, decoded.compact].map(glyphs.adapt)
    let text = forms.first { TextWidth.columns(of: $0) <= width - 4 } ?? decoded.compact
    grid.write(" \(text) ", x: x + 1, y: y + 1, style: style, maxWidth: width - 2)
  }

  /// Why there is no such place, the fullest first.
  private func missingForms(_ name: String) -> [String] {
    guard let lesson = state.lesson else { return ["not in this recording", "not recorded"] }
    return lesson.missing[name].map { [$0] } ?? ["not touched in this run", "not touched"]
  }

  /// The reading of a loud value with the word that tells its two states apart.
  private func loudText(_ decoded: DecodedValue, _ place: Place.ID) -> String {
    guard case .pte = timeline.trace.kind(of: place) else { return decoded.text }
    return decoded.text.split(separator: " (").first.map(String.init) ?? decoded.text
  }

  private func drawOthers(into grid: inout Grid, _ area: Rect) {
    guard !area.isEmpty else { return }
    var (x, y) = (area.x + 1, area.y)
    for place in state.otherPlaces {
      guard let value = timeline.value(of: place, after: state.step) else { continue }
      let label = state.focused.label(of: place)
      let decoded = timeline.trace.kind(of: place).decode(value)
      let text = glyphs.adapt(state.laneWords(decoded.text))
      let width = TextWidth.columns(of: label) + 1 + TextWidth.columns(of: text)
      if x + width > area.maxX, x > area.x + 1 {
        y += 1
        x = area.x + 1
        if y >= area.maxY { break }
      }
      let before = state.step > 0 ? timeline.value(of: place, after: state.step - 1) : value
      x += grid.write(label + " ", x: x, y: y, style: theme.quiet)
      let style: Style = before == value ? .plain : theme.changed.adding(.bold)
      x += grid.write(text, x: x, y: y, style: style) + 3
    }
  }
}

extension Theme {
  /// The style of a value that is worth noticing, or not.
  func style(of level: DecodedValue.Level) -> Style {
    switch level {
    case .raised: raised
    case .resting: resting
    case .plain: heading
    }
  }
}

extension AppState {
  /// `lane 0` as the name of that lane.
  func laneWords(_ text: String) -> String {
    timeline.trace.lanes.naming(text)
  }
}
