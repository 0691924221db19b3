/// What happened in a trace that is being filled, since it was asked last: events, and the names that
/// are new with them. What fills the trace and what keeps it can so be on two threads.
public struct TraceNews: Sendable {
  /// What the trace is, without names and events; nil when that was told before, together with the
  /// names that came before. A new head begins the numbers of names anew.
  let head: Trace?
  let lanes: [Lane]
  /// The new names. Their numbers follow those that were told before.
  let texts: [String]
  let places: [Place]
  let tasks: [KernelTask]
  /// What the new places held before the first event, where the trace says so.
  let initialValues: [Place.ID: UInt64]
  private let list: EventList

  /// The events.
  var events: [Event] { list.events }

  /// What event `index` did, in order.
  func operations(of index: Int) -> ArraySlice<Operation> { list.operations(of: index) }

  /// Takes the events out of a trace, and the names behind those that were `told`.
  fileprivate init(_ trace: inout Trace, head: Trace?, told: NewsTaker.Counts) {
    self.head = head
    lanes = trace.lanes
    texts = (told.texts..<trace.strings.count).map { trace.strings[$0] }
    places = Array(trace.places[told.places...])
    tasks = Array(trace.tasks[told.tasks...])
    var values: [Place.ID: UInt64] = [:]
    for place in told.places..<trace.placeCount { values[place] = trace.initialValues[place] }
    initialValues = values
    list = trace.takeEvents()
  }
}

/// Takes the news out of one trace, and knows which of its names were told.
public struct NewsTaker: Sendable {
  fileprivate struct Counts {
    var texts = 0
    var places = 0
    var tasks = 0
  }

  private var told = Counts()
  private var toldHead = false

  /// Nothing was told yet.
  public init() {}

  /// What is new in `trace`, which goes on to be filled; nil when nothing happened.
  ///
  /// - Complexity: O(*new names*)
  public mutating func take(from trace: inout Trace) -> TraceNews? {
    guard !trace.events.isEmpty else { return nil }
    let news = TraceNews(&trace, head: toldHead ? nil : trace.head, told: told)
    told = Counts(
      texts: trace.strings.count, places: trace.placeCount, tasks: trace.taskCount)
    toldHead = true
    return news
  }
}
