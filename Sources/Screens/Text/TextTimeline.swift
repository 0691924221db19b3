import Cells
import RaceTrace

/// The timeline as plain text, for pipes and files: two columns and a column of state, remarks on
/// the order under the rows that they are about, and at the end what it all proves.
public struct TextTimeline {
  /// The least width that two lanes and the state can be read in.
  public static let widthMin = 80

  private let state: AppState
  private let width: Int
  private let values: ValueWords
  private let narration: Narration
  private var timeline: Timeline { state.timeline }
  private var glyphs: Glyphs { state.look.glyphs }

  /// The text of what `state` plays, in lines of at most `width` columns.
  public init(_ state: AppState, width: Int) {
    self.state = state
    self.width = max(width, Self.widthMin)
    values = ValueWords(state.focused)
    narration = Narration(state.focused)
  }

  /// Gives each line to `emit`, without its end.
  ///
  /// - Complexity: O(*rows* × *width*)
  public func write(to emit: (String) throws -> Void) rethrows {
    for line in [state.source.title, state.source.detail] where !line.isEmpty {
      try emit(clean(line))
    }
    try emit("")
    let lanes = timeline.trace.lanes
    try emit(
      line(
        number: "step", cells: lanes.map { $0.name + "  " + $0.title },
        state: stateNames.joined(separator: "  ")))
    try emit(String(repeating: glyphs.rule, count: width))
    for row in state.rows.rows { try write(row, to: emit) }
    try writeEnd(to: emit)
  }

  private func write(_ row: Row, to emit: (String) throws -> Void) rethrows {
    let step = row.positions.upperBound
    let summary = stateWords(after: step)
    if row.isFold {
      let cells = timeline.trace.lanes.indices.map {
        state.focused.foldText(row.positions, lane: $0) ?? ""
      }
      return try emit(line(number: "", cells: cells, state: summary))
    }
    let position = row.positions.lowerBound
    let event = timeline.event(at: position)
    var cells = Array(repeating: "", count: timeline.trace.lanes.count)
    cells[event.lane] = cell(position)
    try emit(line(number: String(step), cells: cells, state: summary))
    for remark in narration.order(at: position) {
      for text in Paragraph.lines(
        glyphs.adapt(remark), width: width - numberWidth - 5, charset: glyphs.charset)
      {
        try emit(String(repeating: " ", count: numberWidth + 3) + "| " + text)
      }
    }
  }

  private func cell(_ position: Int) -> String {
    let indent = String(repeating: " ", count: min(Int(timeline.depths[position]), 8))
    let statement = indent + glyphs.adapt(timeline.trace.strings[timeline.event(at: position).text])
    let room = laneWidth - TextWidth.columns(of: statement) - 2
    let value = glyphs.adapt(values.column(at: position, width: room))
    guard !value.isEmpty else { return statement }
    let field = TextWidth.clipped(
      value, to: max(room, laneWidth * 2 / 5), ellipsis: glyphs.adapt("…"),
      charset: glyphs.charset)
    let left = laneWidth - TextWidth.columns(of: field) - 2
    return TextWidth.padded(
      TextWidth.clipped(
        statement, to: left, ellipsis: glyphs.adapt("…"), charset: glyphs.charset),
      to: left + 2, charset: glyphs.charset) + field
  }

  private var numberWidth: Int { max(4, String(timeline.stepCount).count) }
  private var stateWidth: Int { min(width / 4, 30) }
  private var laneWidth: Int {
    let lanes = timeline.trace.lanes.count
    return (width - numberWidth - stateWidth - 3 * (lanes + 1)) / lanes
  }

  private func line(number: String, cells: [String], state: String) -> String {
    let fields =
      [TextWidth.padded(number, to: numberWidth, alignment: .trailing, charset: glyphs.charset)]
      + cells.map {
        TextWidth.padded(glyphs.adapt($0), to: laneWidth, charset: glyphs.charset)
      }
      + [
        TextWidth.clipped(
          glyphs.adapt(state), to: stateWidth, ellipsis: glyphs.adapt("…"),
          charset: glyphs.charset)
      ]
    var text = fields.joined(separator: " \(glyphs.bar) ")
    while text.last == " " { text.removeLast() }
    return text
  }

  private var stateNames: [String] {
    state.wavedDeclarations.map { timeline.trace.declarations[$0].name }
  }

  /// The loud values: `13979 odd  1  P - A D`.
  private func stateWords(after step: Int) -> String {
    state.wavedDeclarations.map { declaration in
      let kind = timeline.trace.declarations[declaration].kind
      guard let value = state.focused.value(of: declaration, after: step) else { return "?" }
      let decoded = kind.decode(value)
      if case .pte = kind { return decoded.compact }
      return decoded.short
    }.joined(separator: "  ")
  }

  private func writeEnd(to emit: (String) throws -> Void) rethrows {
    try emit(String(repeating: glyphs.rule, count: width))
    for verdict in state.verdicts {
      let steps = "steps \(verdict.positions.lowerBound + 1)-\(verdict.positions.upperBound): "
      let text = (state.verdicts.count > 1 ? steps : "") + verdict.signed(glyphs)
      for line in Paragraph.lines(glyphs.adapt(text), width: width, charset: glyphs.charset) {
        try emit(line)
      }
    }
    let unknown = timeline.trace.unknown
    if !unknown.isEmpty {
      let names = unknown.prefix(5).map { "\($0.name) ×\($0.count)" }.joined(separator: ", ")
      try emit(clean("Unknown to the vocabulary, left out: \(names)"))
    }
  }

  private func clean(_ text: String) -> String {
    TextWidth.sanitized(glyphs.adapt(text), charset: glyphs.charset)
  }
}
