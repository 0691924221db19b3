/// A trace laid out step by step: the order that is shown, what every place holds after each step,
/// how deep each event is nested.
///
/// Step *k* is the state after *k* events; step 0 is before all of them. The event at position *p*
/// (from 0) is the one that leads from step *p* to step *p* + 1.
public struct Timeline: Sendable {
  /// What is laid out.
  public let trace: Trace
  /// The recorded index of the event at each position.
  public let order: [Int]
  /// How many calls of its task enclose the event at each position.
  public let depths: [UInt8]
  private let notesByEvent: [Int: [OrderNote]]
  private let positions: [Int: Int]
  private let history: History

  /// Lays out `trace`.
  ///
  /// - Complexity: O(*events* + *operations*)
  public init(_ trace: Trace) {
    let ordering = Ordering(trace)
    self.trace = trace
    order = ordering.shown
    notesByEvent = ordering.notes
    // Only events that were moved stand elsewhere than they were recorded.
    var positions: [Int: Int] = [:]
    for (position, index) in ordering.shown.enumerated() where position != index {
      positions[index] = position
    }
    self.positions = positions
    history = History(trace, order: ordering.shown)
    depths = Nesting.depths(of: trace, order: ordering.shown)
  }

  /// The first `step` steps of `whole`, as `trace` tells them: the same events under the same numbers.
  init(
    _ whole: Timeline, upTo step: Int, of trace: Trace, keeping keeps: (OrderNote) -> Bool
  ) {
    self.trace = trace
    order = Array(whole.order.prefix(step))
    notesByEvent = whole.notesByEvent.mapValues { $0.filter(keeps) }
    positions = whole.positions
    history = History(trace, order: order)
    depths = Array(whole.depths.prefix(step))
  }

  /// How many steps there are: one for each event.
  public var stepCount: Int { order.count }

  /// The number that a step goes by: it counts the events that are not kept any more.
  public func number(ofStep step: Int) -> Int { trace.droppedCount + step }

  /// The step that goes by `number`; it may lie before the first or behind the last.
  public func step(numbered number: Int) -> Int { number - trace.droppedCount }

  /// The event at `position`.
  public func event(at position: Int) -> Event { trace.events[order[position]] }

  /// What the event at `position` did.
  public func operations(at position: Int) -> ArraySlice<Operation> {
    trace.operations(of: order[position])
  }

  /// Whether the event at `position` tells that events were lost.
  public func isLoss(at position: Int) -> Bool {
    operations(at: position).contains { if case .lost = $0 { true } else { false } }
  }

  /// Where the event with that recorded index is shown.
  public func position(ofRecorded index: Int) -> Int { positions[index] ?? index }

  /// What is to be said about the place of the event at `position` in the order.
  public func orderNotes(at position: Int) -> [OrderNote] { notesByEvent[order[position]] ?? [] }

  /// How many events are shown elsewhere than they were recorded, or carry a remark on their order.
  public var orderNoteCount: Int { notesByEvent.count }

  /// What `place` holds after `step` steps, or nil while that is not known.
  ///
  /// - Complexity: O(log *changes of the place*)
  public func value(of place: Place.ID, after step: Int) -> UInt64? {
    history.value(of: place, after: step)
  }

  /// The position of the last event up to `step` that changed `place`, if one did.
  ///
  /// - Complexity: O(log *changes of the place*)
  public func lastChange(of place: Place.ID, upTo step: Int) -> Int? {
    history.lastChange(of: place, upTo: step)
  }

  /// The position of the first event behind `step` that changes `place`.
  ///
  /// - Complexity: O(log *changes of the place*)
  public func nextChange(of place: Place.ID, after step: Int) -> Int? {
    history.nextChange(of: place, after: step)
  }

  /// The position of the last event up to `step` that wrote `place`, the same value or another.
  ///
  /// - Complexity: O(log *writes of the place*)
  public func lastWrite(of place: Place.ID, upTo step: Int) -> Int? {
    history.lastWrite(of: place, upTo: step)
  }

  /// The position of the first event behind `step` that writes `place`, the same value or another.
  ///
  /// - Complexity: O(log *writes of the place*)
  public func nextWrite(of place: Place.ID, after step: Int) -> Int? {
    history.nextWrite(of: place, after: step)
  }

  /// The time between two positions in units of the clock; nil when one has no stamp, and for stamps
  /// so far apart that one of them must be wrong.
  public func elapsed(from: Int, to: Int) -> Int64? {
    guard let a = event(at: from).time, let b = event(at: to).time else { return nil }
    let (distance, isTooFar) = b.subtractingReportingOverflow(a)
    return isTooFar ? nil : distance
  }
}
