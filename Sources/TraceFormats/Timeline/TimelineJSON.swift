public import RaceTrace

/// A focused timeline as one JSON object, for scripts: `racelanes print --json`.
///
/// Version 1 has the members `racelanes`, `title`, `lanes`, `places`, `steps` and `verdicts`. A value
/// is `{"raw":"0x…","text":"…"}`. Members may be added; none changes its meaning within a version.
///
/// The run of a scenario or a model has these too. A step is the number of events before it, as
/// everywhere.
///
/// | member | value |
/// |---|---|
/// | `objective`, `moral` | what to see, and what to take home |
/// | `schedule` | the lane of each step of the model, a digit each; `--schedule` takes it back |
/// | `chapters` | `step`, `title`, `words` |
/// | `notes` | `step`, `words` |
/// | `findings` | `step` from which on it is certain, `title`, `words`, `tone` |
/// | `waiting` | `step`, `lane`, `words`: which lane cannot move then, and why |
/// | `variations` | `name`, `help`, `value` (a switch: true or false), `default` on the chosen kernel, `among` |
/// | `settings` | the names and values of what differs from the scenario as it is written |
/// | `outlook` | for each number of steps of the schedule: `step`, `schedule_step`, `schedules` ahead, `bad` ones, `broken` by property, and the same behind each of the `choices`, a lane each (null: it cannot move); numbers as text; null when the model is too large |
/// | `point_of_no_return` | the first step from which every schedule goes wrong, or null |
/// | `page_map` | for each step that changes it: `pointers` (`owner`, `page`, `text`), `parted`, `words` |
public struct TimelineJSON {
  private let focused: FocusedTimeline
  private var timeline: Timeline { focused.timeline }
  private var trace: Trace { timeline.trace }
  /// How many bytes are gathered before they are given away.
  private static let chunkBytes = 1 << 16

  /// The JSON of `focused`.
  public init(_ focused: FocusedTimeline) { self.focused = focused }

  /// Gives the object to `emit`, in pieces, ended by a line feed.
  ///
  /// - Parameters:
  ///   - title: what is shown, for people.
  ///   - order: what is to be said about the order of an event, in sentences, by position.
  ///   - more: members that follow these.
  /// - Complexity: O(*events* × *declarations*)
  public func write(
    title: String, order: (Int) -> [String], more: [JSONValue.Member] = [],
    to emit: ([UInt8]) throws -> Void
  ) rethrows {
    let shown = trace.declarations.indices.filter {
      trace.declarations[$0].isLoud
        || focused.instance(of: $0, after: timeline.stepCount) != nil
    }
    var out = JSONText()
    out.raw(#"{"racelanes":1,"title":"#)
    out.string(title)
    out.raw(#","lanes":["#)
    out.list(trace.lanes) { out, lane in
      out.raw(#"{"name":"#)
      out.string(lane.name)
      out.raw(#","title":"#)
      out.string(lane.title)
      out.raw("}")
    }
    out.raw(#"],"places":["#)
    out.list(shown) { out, declaration in
      out.raw(#"{"name":"#)
      out.string(trace.declarations[declaration].name)
      out.raw(#","kind":"#)
      out.string(trace.declarations[declaration].kind.description)
      out.raw("}")
    }
    out.raw(#"],"steps":["#)
    for position in 0..<timeline.stepCount {
      if position > 0 { out.raw(",") }
      out.raw("\n")
      write(position, shown, order(position), into: &out)
      if out.bytes.count >= Self.chunkBytes {
        try emit(out.bytes)
        out.clear()
      }
    }
    out.raw(#"],"verdicts":["#)
    out.list(focused.verdicts()) { out, verdict in
      out.raw(#"{"name":"#)
      out.string(verdict.rule.name)
      out.raw(#","tone":"#)
      out.string(verdict.rule.tone.rawValue)
      out.raw(#","words":"#)
      out.string(verdict.words)
      out.raw(
        #","steps":[\#(verdict.positions.lowerBound + 1),\#(verdict.positions.upperBound)],"#
          + #""decided":\#(verdict.decidedAt + 1)}"#)
    }
    out.raw("]")
    for member in more {
      out.raw(",\n")
      out.member(member)
    }
    out.raw("}\n")
    try emit(out.bytes)
  }

  private func write(
    _ position: Int, _ shown: [Int], _ order: [String], into out: inout JSONText
  ) {
    let event = timeline.event(at: position)
    out.raw(#"{"step":\#(position + 1),"lane":\#(event.lane),"cpu":\#(event.cpu),"time_ns":"#)
    let isSeconds = trace.clock.unit == .nanoseconds
    out.raw(event.time.flatMap { isSeconds ? String($0) : nil } ?? "null")
    if !isSeconds, let ticks = event.time { out.raw(#","time_ticks":\#(ticks)"#) }
    out.raw(#","event":"#)
    out.string(trace.strings[event.name])
    out.raw(#","text":"#)
    out.string(trace.strings[event.text])
    if event.note != 0 {
      out.raw(#","note":"#)
      out.string(trace.strings[event.note])
    }
    if !focused.concerns[position] { out.raw(#","folded":true"#) }
    out.raw(#","reads":"#)
    values(position, into: &out) { if case .observe = $0 { nil } else { $0.seen } }
    out.raw(#","writes":"#)
    values(position, into: &out) { $0.written }
    out.raw(#","observed":"#)
    values(position, into: &out) { if case .observe(_, let value) = $0 { value } else { nil } }
    for case .branch(let outcome, let words) in timeline.operations(at: position) {
      out.raw(#","outcome":\#(outcome),"outcome_text":"#)
      out.string(trace.strings[words])
    }
    out.raw(#","state":{"#)
    let state = shown.compactMap { declaration -> (String, PlaceKind, UInt64)? in
      guard let place = focused.instance(of: declaration, after: position + 1),
        let value = timeline.value(of: place, after: position + 1)
      else { return nil }
      return (focused.label(of: place), trace.kind(of: place), value)
    }
    out.list(state) { out, item in out.value(item.0, item.1, item.2) }
    out.raw("}")
    if !order.isEmpty {
      out.raw(#","order":["#)
      out.list(order) { out, remark in out.string(remark) }
      out.raw("]")
    }
    out.raw("}")
  }

  private func values(
    _ position: Int, into out: inout JSONText, _ value: (Operation) -> UInt64?
  ) {
    let found = timeline.operations(at: position).compactMap { operation in
      operation.place.flatMap { place in value(operation).map { (place, $0) } }
    }
    // A place has one member, and the last value wins, as in the object that a reader builds.
    let last = found.enumerated().filter { index, item in
      !found[(index + 1)...].contains { $0.0 == item.0 }
    }.map(\.element)
    out.raw("{")
    out.list(last) { out, item in
      out.value(focused.label(of: item.0), trace.kind(of: item.0), item.1)
    }
    out.raw("}")
  }
}
