import Cells
import RaceTrace

/// The timeline as plain text, for pipes and files: two columns and a column of state, remarks on
/// the order under the rows that they are about, and at the end what it all proves.
public struct TextTimeline {
  /// The least width that two lanes and the state can be read in.
  public static let widthMin = 80

  private let state: AppState
  private let width: Int
  private let showsState: Bool
  private let values: ValueWords
  private let narration: Narration
  private var timeline: Timeline { state.timeline }
  private var glyphs: Glyphs { state.look.glyphs }

  /// The text of what `state` plays, in lines of at most `width` columns.
  ///
  /// - Parameter showsState: whether there is a column with the loud values.
  public init(_ state: AppState, width: Int, showsState: Bool = true) {
    self.state = state
    self.showsState = showsState
    self.width = max(width, Self.widthMin)
    values = ValueWords(state.focused)
    narration = Narration(state.focused)
  }

  /// Gives each line to `emit`, without its end.
  ///
  /// - Complexity: O(*rows* × *width*)
  public func write(to emit: (String) throws -> Void) rethrows {
    try writeHead(to: emit)
    try writeRows(to: emit)
    try writeEnd(to: emit)
  }

  /// Gives what stands before the rows to `emit`.
  public func writeHead(to emit: (String) throws -> Void) rethrows {
    let lesson = state.lesson
    let heads = [lesson?.title ?? state.source.title, lesson?.choiceWords ?? state.source.detail]
    for line in heads where !line.isEmpty { try emit(clean(line)) }
    if let story = state.story, !story.lesson.objective.isEmpty {
      try emit("")
      try write(story.proviso + story.lesson.objective, indent: "", to: emit)
    }
    try emit("")
    let lanes = timeline.trace.lanes
    try emit(
      line(
        number: "step", cells: lanes.map { $0.name + "  " + $0.title },
        state: stateNames.joined(separator: "  ")))
    try emit(String(repeating: glyphs.rule, count: width))
    try writeStory(after: 0, to: emit)
  }

  /// Gives the lines of the rows alone to `emit`.
  public func writeRows(to emit: (String) throws -> Void) rethrows {
    for row in state.rows.rows {
      try write(row, to: emit)
      try writeStory(after: row.positions.upperBound, to: emit)
    }
  }

  /// The notes on what happened last, and the heading of the chapter that begins behind it.
  private func writeStory(after step: Int, to emit: (String) throws -> Void) rethrows {
    guard let lesson = state.lesson, let story = state.story else { return }
    for note in lesson.notes[step] ?? [] {
      try write(story.proviso + note, indent: margin, to: emit)
    }
    for (index, chapter) in lesson.chapters.enumerated() where chapter.step == step {
      try emit("")
      try emit(clean("## \(index + 1). \(chapter.title)"))
      try write(story.proviso + chapter.words, indent: "", to: emit)
      try emit("")
    }
  }

  private func number(_ step: Int) -> Int { timeline.number(ofStep: step) }

  private var margin: String { String(repeating: " ", count: numberWidth + 3) + "| " }

  private func write(
    _ paragraph: String, indent: String, to emit: (String) throws -> Void
  ) rethrows {
    for text in Paragraph.lines(
      glyphs.adapt(paragraph), width: width - indent.count, charset: glyphs.charset)
    {
      try emit(indent + text)
    }
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
    try emit(line(number: String(number(step)), cells: cells, state: summary))
    for remark in narration.order(at: position) { try write(remark, indent: margin, to: emit) }
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

  private var numberWidth: Int { max(4, String(number(timeline.stepCount)).count) }
  private var stateWidth: Int { showsState ? min(width / 4, 30) : 0 }
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
    showsState ? state.wavedValues.map(state.focused.name) : []
  }

  /// The loud values: `13979 odd  1  P - A D`.
  private func stateWords(after step: Int) -> String {
    guard showsState else { return "" }
    return state.wavedValues.map { watched in
      let kind = timeline.trace.declarations[watched.declaration].kind
      guard let value = state.focused.value(of: watched, after: step) else { return "?" }
      let decoded = kind.decode(value)
      if case .pte = kind { return decoded.compact }
      return decoded.short
    }.joined(separator: "  ")
  }

  /// Gives what stands behind the rows to `emit`: what is proven, and what was left out.
  public func writeEnd(to emit: (String) throws -> Void) rethrows {
    try emit(String(repeating: glyphs.rule, count: width))
    for finding in state.findings {
      let steps =
        finding.attempt.map { "steps \(number($0.lowerBound))-\(number($0.upperBound)): " }
        ?? "from step \(number(finding.step)): "
      let isOnly = state.findings.count == 1 && finding.attempt != nil
      try write((isOnly ? "" : steps) + finding.signed(glyphs), indent: "", to: emit)
    }
    if let lesson = state.lesson {
      if !lesson.moral.isEmpty, lesson.isAsWritten {
        try emit("")
        try write(lesson.moral, indent: "", to: emit)
      }
      try emit("")
      try write("Schedule: \(lesson.schedule)", indent: "", to: emit)
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
