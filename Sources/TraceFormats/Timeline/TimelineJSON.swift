public import RaceTrace

/// A focused timeline as one JSON object, for scripts: `racelanes print --json`.
///
/// Version 1 has the members `racelanes`, `title`, `lanes`, `places`, `steps` and `verdicts`. A value
/// is `{"raw":"0x…","text":"…"}`. Members may be added; none changes its meaning within a version.
///
/// A step has these. The members of `reads`, `writes`, `observed`, `locks` and `state` are places by
/// their names, as on the screen: `page A`, `pte[1]`.
///
/// | member | value |
/// |---|---|
/// | `step` | its number, from 1 |
/// | `lane`, `cpu` | the column, from 0, and the CPU |
/// | `time_ns` or `time_ticks` | when it was reported; null in the run of a model |
/// | `event` | the recorder's name for it: a tracepoint; of a model the label of the statement or, without one, the function that it is written in; may be empty |
/// | `text` | the statement |
/// | `function` | the innermost call of the lane that is open then, or empty |
/// | `note` | what it means, in a sentence |
/// | `folded` | true where it is about another page than the one that is looked at |
/// | `reads` | what the path itself saw; a plain store sees nothing |
/// | `writes` | what it left, with what it replaced as `old` (null: not known); locks too |
/// | `observed` | what the tracer saw for its report, and the path did not |
/// | `locks` | `action` (`lock`, `unlock`), `mode` (`exclusive`, `shared`) and `owner`, a lane's name |
/// | `returns` | the value that a function returned here |
/// | `outcome`, `outcome_text` | of the test of this statement; beside `returns`, of the caller's |
/// | `state` | what every place in view holds behind it |
/// | `order` | what is to be said about its place in the order |
///
/// The run of a scenario or a model has these too. A step is the number of events before it, as
/// everywhere.
///
/// | member | value |
/// |---|---|
/// | `objective`, `moral` | what to see, and what to take home |
/// | `schedule` | the lane of each step of the model, a digit each; `--schedule` takes it back |
/// | `chapters` | `step`, `title`, `words`, `as_written` |
/// | `notes` | `step`, `words`, `as_written`: true where they were written for another kernel or other settings: with any of `settings` |
/// | `findings` | `step` from which on it is certain, `title`, `words`, `tone` |
/// | `waiting` | `step`, `lane`, `words`: which lane cannot move then, and why |
/// | `variations` | `name`, `help`, `value` (a switch: true or false), `default` on the chosen kernel, `among` |
/// | `settings` | the names and values of what differs from the scenario as it is written |
/// | `parts_at` | the step from which on this is another run than the scenario as it is written, or null |
/// | `outlook` | for each number of steps of the schedule: `step`, `schedule_step`, `schedules` ahead, `bad` ones, `broken` by property, and the same behind each of the `choices`, a lane each (null: it cannot move); numbers as text; null when the model is too large |
/// | `point_of_no_return` | the first step from which every schedule goes wrong, or null |
/// | `page_map` | for each step that changes it: `pointers` (`owner`, `page`, `text`), `parted`, `words` |
public struct TimelineJSON {
  private let focused: FocusedTimeline
  /// The function that encloses each event.
  private let functions: [String]
  private var timeline: Timeline { focused.timeline }
  private var trace: Trace { timeline.trace }
  /// How many bytes are gathered before they are given away.
  private static let chunkBytes = 1 << 16

  /// The JSON of `focused`.
  public init(_ focused: FocusedTimeline) {
    self.focused = focused
    functions = Self.functions(focused.timeline)
  }

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
    out.raw(#","function":"#)
    out.string(functions[position])
    if event.note != 0 {
      out.raw(#","note":"#)
      out.string(trace.strings[event.note])
    }
    if !focused.concerns[position] { out.raw(#","folded":true"#) }
    out.raw(#","reads":"#)
    values(position, into: &out) { operation in
      switch operation {
      case .load(_, let value): value
      case .rmw(let place, let old, _): old ?? timeline.value(of: place, after: position)
      default: nil
      }
    }
    out.raw(#","writes":"#)
    writes(position, into: &out)
    out.raw(#","observed":"#)
    values(position, into: &out) { if case .observe(_, let value) = $0 { value } else { nil } }
    locks(position, into: &out)
    let returned = timeline.operations(at: position).compactMap { operation -> Int64? in
      if case .ret(let value) = operation { value } else { nil }
    }
    if let value = returned.first { out.raw(#","returns":\#(value)"#) }
    for case .branch(let outcome, let words) in timeline.operations(at: position) {
      out.raw(#","outcome":\#(outcome),"outcome_text":"#)
      out.string(trace.strings[words])
    }
    out.raw(#","state":{"#)
    let state = shown.flatMap(focused.watched).compactMap {
      watched -> (String, PlaceKind, UInt64)? in
      guard let place = focused.place(of: watched, after: position + 1),
        let value = timeline.value(of: place, after: position + 1)
      else { return nil }
      return (focused.label(of: place), trace.kind(of: place), value)
    }
    out.list(state) { out, item in out.value(item.0, item.1, item.2, trace.lanes) }
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
      out.value(focused.label(of: item.0), trace.kind(of: item.0), item.1, trace.lanes)
    }
    out.raw("}")
  }

  /// What each place was left with, and what that replaced.
  private func writes(_ position: Int, into out: inout JSONText) {
    let places = timeline.operations(at: position).compactMap { operation -> Place.ID? in
      switch operation {
      case .store, .rmw, .lock, .unlock: operation.place
      default: nil
      }
    }
    let unique = places.enumerated().filter { !places[..<$0.offset].contains($0.element) }
    out.raw("{")
    out.list(unique.map(\.element)) { out, place in
      let old = timeline.operations(at: position).first { $0.place == place && $0.written != nil }?
        .seen
      out.write(
        focused.label(of: place), trace.kind(of: place),
        old: old ?? timeline.value(of: place, after: position),
        new: timeline.value(of: place, after: position + 1) ?? 0, trace.lanes)
    }
    out.raw("}")
  }

  private func locks(_ position: Int, into out: inout JSONText) {
    let owner = trace.lanes[timeline.event(at: position).lane].name
    let found = timeline.operations(at: position).compactMap {
      operation -> (Place.ID, String, LockWord.Mode)? in
      switch operation {
      case .lock(let place, let mode): (place, "lock", mode)
      case .unlock(let place, let mode): (place, "unlock", mode)
      default: nil
      }
    }
    guard !found.isEmpty else { return }
    out.raw(#","locks":{"#)
    out.list(found) { out, lock in
      out.string(focused.label(of: lock.0))
      out.raw(#":{"action":"\#(lock.1)","mode":"\#(lock.2.rawValue)","owner":"#)
      out.string(owner)
      out.raw("}")
    }
    out.raw("}")
  }

  /// The innermost open call of each event's task, as far as calls and returns are told.
  private static func functions(_ timeline: Timeline) -> [String] {
    var open: [Int: [String]] = [:]
    return (0..<timeline.stepCount).map { position in
      let event = timeline.event(at: position)
      let enclosing = open[event.task]?.last ?? ""
      for operation in timeline.operations(at: position) {
        switch operation {
        case .call:
          let text = timeline.trace.strings[event.text]
          open[event.task, default: []].append(String(text.prefix { $0 != "(" }))
        case .ret: _ = open[event.task]?.popLast()
        case .lost: open = [:]
        default: break
        }
      }
      return enclosing
    }
  }
}
