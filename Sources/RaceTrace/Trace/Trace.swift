internal import OrderedCollections

/// What happened: events of at most two lanes, in the order in which they were recorded, with the
/// places that they touch. A value; it knows nothing of where it came from or how it is shown.
///
/// Memory: about 90 bytes for an event and 40 for an operation.
public struct Trace: Hashable, Sendable {
  /// How many lanes a trace may have.
  public static let lanesMax = 2

  /// What the trace shows, in a few words.
  public var title: String
  /// Where it comes from, a line each.
  public var provenance: [String]
  /// The columns.
  public private(set) var lanes: [Lane]
  /// What its stamps count.
  public var clock: Clock
  /// The names and kinds of its places.
  public private(set) var declarations: [PlaceDeclaration] = []
  /// How its folded lines read, if it has a subject to fold by.
  public var fold: FoldWords?
  /// What can be concluded from it, in the order in which the rules are tried.
  public var rules: [VerdictRule] = []
  /// Events that nobody could interpret: how many of each name.
  public var unknown: [UnknownEvents] = []
  /// What places hold before the first event, where that is known.
  public private(set) var initialValues: [Place.ID: UInt64] = [:]
  /// How many events there were before the first one here: of a trace that grows only the newest are
  /// kept. Steps are counted with them, so that an event keeps its number.
  public internal(set) var droppedCount = 0
  /// The calls of each task that are open before the first event: what each is about, outermost
  /// first.
  public internal(set) var openCalls: [Int: [Subject?]] = [:]
  /// Whether more may follow: of the last attempt nothing is concluded yet.
  public var isGrowing = false
  /// All texts.
  public private(set) var strings = StringTable()

  private var placeSet: OrderedSet<Place> = []
  private var taskSet: OrderedSet<KernelTask> = []
  private(set) var operationStarts: [UInt32] = [0]
  private(set) var allOperations: [Operation] = []
  /// The events, in the order in which they were recorded.
  public private(set) var events: [Event] = []

  /// An empty trace of one or two lanes.
  public init(title: String, provenance: [String] = [], lanes: [Lane], clock: Clock = Clock()) {
    precondition(!lanes.isEmpty, "a trace needs a lane")
    precondition(lanes.count <= Self.lanesMax, "\(lanes.count) lanes")
    self.title = title
    self.provenance = provenance
    self.lanes = lanes
    self.clock = clock
  }

  /// The places, each of one declaration.
  public var places: [Place] { placeSet.elements }

  /// The tasks.
  public var tasks: [KernelTask] { taskSet.elements }

  /// How many operations all events have together.
  public var operationCount: Int { allOperations.count }

  /// Names a lane: which CPU it was is known only once its first event is there.
  public mutating func rename(lane: Int, to name: String) { lanes[lane].name = name }

  /// How many places there are.
  public var placeCount: Int { placeSet.count }

  /// How many tasks there are.
  public var taskCount: Int { taskSet.count }

  /// The place with that number.
  public func place(_ id: Place.ID) -> Place { placeSet[id] }

  /// The task with that number.
  public func task(_ index: Int) -> KernelTask { taskSet[index] }

  /// What event `index` did, in order.
  public func operations(of index: Int) -> ArraySlice<Operation> {
    allOperations[Int(operationStarts[index])..<Int(operationStarts[index + 1])]
  }

  /// The kind of a place.
  public func kind(of place: Place.ID) -> PlaceKind {
    declarations[placeSet[place].declaration].kind
  }

  /// The declaration that a place is of.
  public func declaration(of place: Place.ID) -> PlaceDeclaration {
    declarations[placeSet[place].declaration]
  }

  /// The number of a place that is there.
  public func id(of place: Place) -> Place.ID? { placeSet.firstIndex(of: place) }

  /// Adds a declaration and returns its index.
  public mutating func declare(_ declaration: PlaceDeclaration) -> Int {
    declarations.append(declaration)
    return declarations.count - 1
  }

  /// The number of `place`, which is added if it is new.
  public mutating func intern(_ place: Place) -> Place.ID {
    precondition(declarations.indices.contains(place.declaration), "no such declaration")
    return placeSet.append(place).index
  }

  /// Says what a place holds before the first event.
  public mutating func begin(_ place: Place.ID, with value: UInt64) {
    precondition(place < placeCount, "no such place")
    initialValues[place] = value
  }

  /// The number of `task`, which is added if it is new.
  public mutating func intern(_ task: KernelTask) -> Int { taskSet.append(task).index }

  /// The number of `text`, which is added if it is new.
  public mutating func intern(_ text: String) -> StringTable.ID { strings.intern(text) }

  /// Adds an event behind all others. Not generic, for the readers: they add millions.
  public mutating func append(_ event: Event, _ operations: [Operation]) {
    precondition(lanes.indices.contains(event.lane), "lane \(event.lane)")
    events.append(event)
    for operation in operations { allOperations.append(operation) }
    operationStarts.append(UInt32(allOperations.count))
  }

  /// Adds an event behind all others.
  public mutating func append(_ event: Event, _ operations: some Sequence<Operation>) {
    precondition(lanes.indices.contains(event.lane), "lane \(event.lane)")
    events.append(event)
    allOperations.append(contentsOf: operations)
    operationStarts.append(UInt32(allOperations.count))
  }

  /// A row for a line that cannot be read, to be appended with the operation `mark`. Nothing is
  /// concluded from it.
  public mutating func unreadable(
    _ text: String, why: String?, lane: Int, cpu: Int, line: Int
  ) -> Event {
    Event(
      lane: lane, cpu: cpu, name: intern("unreadable_line"), text: intern(text),
      note: intern("A line that cannot be read\(why.map { ": " + $0 } ?? "")."),
      task: intern(KernelTask(name: "", pid: 0)),
      line: line, marks: .harness)
  }

  /// Takes all events out; what they name stays.
  public mutating func removeEvents() { _ = takeEvents() }

  /// The same trace without names and events.
  var head: Trace {
    var head = Trace(title: title, provenance: provenance, lanes: lanes, clock: clock)
    head.declarations = declarations
    head.fold = fold
    head.rules = rules
    return head
  }

  /// Takes all events out and leaves room for as many.
  mutating func takeEvents() -> EventList {
    let list = EventList(events: events, operations: allOperations, starts: operationStarts)
    (events, allOperations, operationStarts) = ([], [], [])
    events.reserveCapacity(list.events.count)
    allOperations.reserveCapacity(list.operations.count)
    operationStarts.reserveCapacity(list.starts.count)
    operationStarts.append(0)
    return list
  }

  /// Drops the first events, and keeps the memory that they had for those to come.
  ///
  /// - Complexity: O(*events that stay*)
  mutating func dropFirst(_ count: Int) {
    let first = operationStarts[count]
    events.removeFirst(count)
    allOperations.removeFirst(Int(first))
    operationStarts.removeFirst(count)
    for index in operationStarts.indices { operationStarts[index] -= first }
    droppedCount += count
  }

  /// Puts other events in the place of those from `start` on.
  mutating func replaceEvents(from start: Int, with all: [Event], _ operations: [[Operation]]) {
    events.removeSubrange(start...)
    allOperations.removeSubrange(Int(operationStarts[start])...)
    operationStarts.removeSubrange((start + 1)...)
    for (event, own) in zip(all, operations) { append(event, own) }
  }

  /// Says more of an event that is there.
  mutating func mark(event index: Int, _ mark: Event.Marks) { events[index].marks.insert(mark) }

  /// The same trace with none but the events of `range`, and with what places hold before them.
  func slice(_ range: Range<Int>, initialValues: [Place.ID: UInt64]) -> Trace {
    var copy = self
    let first = operationStarts[range.lowerBound]
    copy.allOperations = Array(
      allOperations[Int(first)..<Int(operationStarts[range.upperBound])])
    copy.events = Array(events[range])
    copy.operationStarts = operationStarts[range.lowerBound...range.upperBound].map { $0 - first }
    copy.initialValues = initialValues
    copy.droppedCount = droppedCount + range.lowerBound
    return copy
  }
}
