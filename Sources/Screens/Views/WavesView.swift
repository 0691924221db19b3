import Cells
import RaceTrace

/// The loud values over the whole trace, a waveform each, with the current step in reverse. One
/// column stands for the same number of rows everywhere; folds count as one row.
struct WavesView {
  let state: AppState
  private var timeline: Timeline { state.timeline }
  private var glyphs: Glyphs { state.look.glyphs }
  private var theme: Theme { state.look.theme }

  init(_ state: AppState) { self.state = state }

  /// How many rows the whole run has, also where not all of them may be seen.
  private var rowCount: Int { state.quiz?.rowCount ?? state.rows.rows.count }

  func draw(into grid: inout Grid, _ area: Rect, _ wave: Rect) {
    guard !wave.isEmpty, !state.rows.rows.isEmpty else { return }
    let cursor = column(ofRow: state.currentRow, of: wave.width)
    let turn = column(
      ofRow: state.shownOutlook?.pointOfNoReturn.flatMap(state.rows.index), of: wave.width)
    for (index, watched) in state.wavedValues.enumerated() where index < area.height {
      let y = area.y + index
      grid.write(
        title(watched), x: area.x + 1, y: y, style: theme.quiet, maxWidth: wave.x - area.x - 1)
      let shown = rowCount == state.rows.rows.count ? wave.width : (cursor ?? -1) + 1
      for column in 0..<shown {
        let (sign, style) = sample(watched, column, wave.width)
        grid.write(String(sign), x: wave.x + column, y: y, style: style)
      }
      writeNumbers(watched, upTo: shown, into: &grid, wave, y)
      if let turn {
        grid.write(String(glyphs.noReturn), x: wave.x + turn, y: y, style: theme.bad)
      }
      if let cursor {
        grid.write(String(glyphs.bar), x: wave.x + cursor, y: y, style: theme.heading)
      }
    }
  }

  /// `PTE write` rather than the whole entry: a waveform has two levels.
  private func title(_ watched: Watched) -> String {
    let (name, kind) = (state.focused.name(of: watched), kind(watched))
    let value = state.focused.value(of: watched, after: state.step)
    let text = value.map { kind.decode($0) }
    switch kind {
    case .pte(let layout):
      let bit = value.map { layout.isWritable($0) ? "1 writable" : "0 protected" } ?? "?"
      return "\(name) write \(bit)"
    default: return "\(name) \(text?.short ?? "?")"
    }
  }

  /// The column of a row, or nil for none.
  private func column(ofRow row: Int?, of width: Int) -> Int? {
    guard let row else { return nil }
    return min(row * width / rowCount, width - 1)
  }

  private func rowRange(_ column: Int, _ width: Int) -> Range<Int> {
    let start = (column * rowCount + width - 1) / width
    let end = max(start, ((column + 1) * rowCount + width - 1) / width)
    return (start..<end).clamped(to: 0..<state.rows.rows.count)
  }

  /// The sign of a column: the level that the value has at its end, or that it changed often.
  private func sample(_ watched: Watched, _ column: Int, _ width: Int) -> (Character, Style) {
    let rows = state.rows.rows
    let range = rowRange(column, width)
    let end = range.isEmpty ? max(range.lowerBound - 1, 0) : range.upperBound - 1
    let step = rows[min(end, rows.count - 1)].positions.upperBound
    guard let value = state.focused.value(of: watched, after: step) else {
      return (glyphs.unseen, theme.quiet)
    }
    if range.count > 1, changesTwice(watched, range) { return (glyphs.many, theme.bad) }
    let high = isHigh(value, kind(watched))
    let style = kind(watched).decode(value).level == .raised ? theme.bad : theme.good
    return (high ? glyphs.high : glyphs.low, Style(foreground: style.foreground))
  }

  private func changesTwice(_ watched: Watched, _ range: Range<Int>) -> Bool {
    let rows = state.rows.rows
    let start = rows[range.lowerBound].positions.lowerBound
    let end = rows[range.upperBound - 1].positions.upperBound
    guard let first = state.focused.nextChange(of: watched, after: start), first < end else {
      return false
    }
    guard let second = state.focused.nextChange(of: watched, after: first + 1) else {
      return false
    }
    return second < end
  }

  private func isHigh(_ value: UInt64, _ kind: PlaceKind) -> Bool {
    switch kind {
    case .pte(let layout): layout.isWritable(value)
    case .seqcount: value & 1 == 1
    default: value != 0
    }
  }

  private func kind(_ watched: Watched) -> PlaceKind {
    timeline.trace.declarations[watched.declaration].kind
  }

  /// The numbers of a seqcount where a stretch is long enough for them.
  private func writeNumbers(
    _ watched: Watched, upTo shown: Int, into grid: inout Grid, _ wave: Rect, _ y: Int
  ) {
    guard case .seqcount = kind(watched) else { return }
    var column = 0
    while column < shown {
      let value = valueAt(watched, column, wave.width)
      var end = column + 1
      while end < shown, valueAt(watched, end, wave.width) == value { end += 1 }
      if let value, case let text = String(value), end - column >= text.count + 3 {
        grid.write(text, x: wave.x + column + 1, y: y, style: theme.quiet)
      }
      column = end
    }
  }

  private func valueAt(_ watched: Watched, _ column: Int, _ width: Int) -> UInt64? {
    let rows = state.rows.rows
    let range = rowRange(column, width)
    let end = range.isEmpty ? max(range.lowerBound - 1, 0) : range.upperBound - 1
    return state.focused.value(
      of: watched, after: rows[min(end, rows.count - 1)].positions.upperBound)
  }
}
