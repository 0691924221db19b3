public import RaceTrace

/// What happens at a step, and how sure that is, in sentences.
public struct Narration: Sendable {
  let focused: FocusedTimeline
  private var timeline: Timeline { focused.timeline }
  private var trace: Trace { timeline.trace }

  /// Sentences about `focused`.
  public init(_ focused: FocusedTimeline) { self.focused = focused }

  /// What the event at `position` did: the vocabulary's sentence, or else one made from its
  /// operations.
  public func sentence(at position: Int) -> String {
    let event = timeline.event(at: position)
    let note = trace.strings[event.note]
    return note.isEmpty ? composed(at: position) : note
  }

  /// Who and when: `CPU 1, 189.202257 s, 1 µs later`.
  public func moment(at position: Int) -> String {
    let event = timeline.event(at: position)
    var parts = ["CPU \(event.cpu)"]
    let task = trace.tasks.indices.contains(event.task) ? trace.tasks[event.task] : nil
    if let task, !task.name.isEmpty { parts.append("\(task.name)-\(task.pid)") }
    if let time = event.time { parts.append(stamp(time)) }
    if position > 0, let gap = timeline.elapsed(from: position - 1, to: position) {
      parts.append("+" + span(gap))
    }
    return parts.joined(separator: ", ")
  }

  /// A stamp as the recorder wrote it: seconds with the digits that its clock has, or ticks.
  public func stamp(_ time: Int64) -> String {
    guard trace.clock.unit == .nanoseconds else { return "\(time) ticks" }
    let magnitude = time.magnitude
    let nanoseconds = String(magnitude % 1_000_000_000)
    let padded = String(repeating: "0", count: 9 - nanoseconds.count) + nanoseconds
    let digits = trace.clock.resolution >= 1000 ? 6 : 9
    return "\(time < 0 ? "-" : "")\(magnitude / 1_000_000_000).\(padded.prefix(digits)) s"
  }

  /// A duration in the unit that suits it.
  public func span(_ duration: Int64) -> String {
    guard trace.clock.unit == .nanoseconds else { return "\(duration) ticks" }
    switch duration.magnitude {
    case ..<1000: return "\(duration) ns"
    case ..<1_000_000: return decimal(duration, per: 1000) + " µs"
    case ..<1_000_000_000: return decimal(duration, per: 1_000_000) + " ms"
    default: return decimal(duration, per: 1_000_000_000) + " s"
    }
  }

  /// With up to three decimals, none of them a trailing zero.
  private func decimal(_ value: Int64, per unit: Int64) -> String {
    let thousandths = value / (unit / 1000)
    var digits = String(thousandths.magnitude % 1000)
    digits = String(repeating: "0", count: 3 - digits.count) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    let whole = "\(thousandths < 0 ? "-" : "")\(thousandths.magnitude / 1000)"
    return digits.isEmpty ? whole : whole + "." + digits
  }

  /// What the clock and the values say about the place of the event in the order, a sentence each.
  public func order(at position: Int) -> [String] {
    timeline.orderNotes(at: position).map(words)
  }

  private func words(_ note: OrderNote) -> String {
    switch note {
    case .cameBefore(let other, let place, let saw):
      let (step, value) = (reference(other), trace.kind(of: place).decode(saw).short)
      return "Reported after \(step), but it saw \(focused.label(of: place)) = \(value), which "
        + "that step replaced: the read came first, only its report came later."
    case .wasSeenBy(let other, let place, let wrote):
      let (step, value) = (reference(other), trace.kind(of: place).decode(wrote).short)
      return "Reported after \(step), but that step already saw \(focused.label(of: place)) = "
        + "\(value): this write came first, only its report came later."
    case .tie(let other, .proven(let place)):
      return "Same stamp as \(reference(other)): the clock cannot order the two, but the values "
        + "of \(focused.label(of: place)) prove this order."
    case .tie(let other, .open(let place)):
      return "Same stamp as \(reference(other)): which of the two came first at "
        + "\(focused.label(of: place)) is not known. Shown as recorded."
    case .tie(let other, .independent):
      return "Same stamp as \(reference(other)): which came first is not known, and they touch "
        + "no place in common."
    case .unexplained(let place, let saw, let expected):
      let kind = trace.kind(of: place)
      return "Saw \(focused.label(of: place)) = \(kind.decode(saw).short) where "
        + "\(kind.decode(expected).short) was last known: nothing recorded changed it."
    case .cameLate:
      return "It came late: events with later stamps were shown already. It stands where it came."
    case .clockWentBack:
      return "Its stamp lies before that of an earlier event of its CPU: the clock went back."
    }
  }

  private func reference(_ recorded: Int) -> String {
    let position = timeline.position(ofRecorded: recorded)
    let event = trace.events[recorded]
    return
      "step \(timeline.number(ofStep: position + 1)) (CPU \(event.cpu): \(trace.strings[event.text]))"
  }

  private func composed(at position: Int) -> String {
    var returned: Int64?
    let parts = timeline.operations(at: position).compactMap { operation -> String? in
      guard let place = operation.place else {
        if case .ret(let value?) = operation {
          defer { returned = value }
          return returned == value ? nil : plain(operation)
        }
        guard returned != nil, case .branch = operation else { return plain(operation) }
        return plain(operation).map { "the caller's test comes out as \($0)" }
      }
      let (label, kind) = (focused.label(of: place), trace.kind(of: place))
      switch operation {
      case .load(_, let value): return "reads \(label): \(kind.decode(value).text)"
      case .observe(_, let value): return "\(label) was \(kind.decode(value).text) at the report"
      case .store(_, let old, let new), .rmw(_, let old, let new):
        let words = ValueWords(focused)
        let before = old ?? words.valueBefore(position, in: place)
        if before == new { return "writes \(kind.decode(new).text) again to \(label)" }
        return "changes \(label): " + words.change(in: place, from: before, to: new, .text)
      case .forget: return nil
      case .lock(_, let mode): return "takes \(label)" + (mode == .shared ? " for reading" : "")
      case .unlock: return "lets \(label) go"
      default: return nil
      }
    }
    let event = timeline.event(at: position)
    let (lane, text) = (trace.lanes[event.lane].name, trace.strings[event.text])
    if !parts.isEmpty { return "\(lane) \(parts.joined(separator: "; "))." }
    let isCall = timeline.operations(at: position).contains(.call)
    return isCall ? "\(lane) calls \(text)." : text + "."
  }

  private func plain(_ operation: Operation) -> String? {
    switch operation {
    case .fence(let fence): return "orders accesses: \(fence.rawValue)()"
    case .branch(_, let words): return trace.strings[words]
    case .ret(let value?): return "returns \(value)"
    case .lost(let count):
      return "lost " + (count.map(String.init) ?? "an unknown number of") + " events here: "
        + "nothing is known of the state until it is seen again"
    default: return nil
    }
  }
}
