/// The numbers that the texts, places and tasks of one trace have in another.
struct Renumbering: Sendable {
  private var strings: [Int32] = []
  private var placeNumbers: [Int32] = []
  private var taskNumbers: [Int32] = []
  private var isNew: [Bool] = []
  /// Whether events that named places are gone: what a place held at first says nothing then.
  var isLater = false

  /// The place's number, which is added if it is new.
  mutating func place(_ id: Place.ID, _ source: Trace, _ target: inout Trace) -> Place.ID {
    while placeNumbers.count <= id {
      placeNumbers.append(-1)
      isNew.append(true)
    }
    if placeNumbers[id] < 0 { placeNumbers[id] = Int32(target.intern(source.place(id))) }
    return Int(placeNumbers[id])
  }

  /// Whether a place of the source is asked for the first time.
  mutating func takeNew(_ id: Place.ID) -> Bool {
    guard isNew[id] else { return false }
    isNew[id] = false
    return true
  }

  /// Gives an event the numbers of `target`.
  mutating func translate(_ event: inout Event, _ source: Trace, _ target: inout Trace) {
    event.name = text(event.name, source, &target)
    event.text = text(event.text, source, &target)
    event.note = text(event.note, source, &target)
    guard event.task < source.taskCount else { return event.task = 0 }
    while taskNumbers.count <= event.task { taskNumbers.append(-1) }
    if taskNumbers[event.task] < 0 {
      taskNumbers[event.task] = Int32(target.intern(source.task(event.task)))
    }
    event.task = Int(taskNumbers[event.task])
  }

  /// An operation with the numbers of `target`; `place` is the number of its place there.
  mutating func translate(
    _ operation: Operation, to place: Place.ID?, _ source: Trace, _ target: inout Trace
  ) -> Operation {
    switch operation {
    case .load(let id, let value): .load(place ?? id, value)
    case .observe(let id, let value): .observe(place ?? id, value)
    case .store(let id, let old, let new): .store(place ?? id, old: old, new: new)
    case .rmw(let id, let old, let new): .rmw(place ?? id, old: old, new: new)
    case .forget(let id): .forget(place ?? id)
    case .lock(let id, let mode): .lock(place ?? id, mode)
    case .unlock(let id, let mode): .unlock(place ?? id, mode)
    case .branch(let outcome, let words):
      .branch(outcome: outcome, words: text(words, source, &target))
    case .fence, .call, .ret, .mark, .lost: operation
    }
  }

  private mutating func text(
    _ id: StringTable.ID, _ source: Trace, _ target: inout Trace
  ) -> StringTable.ID {
    while strings.count <= id { strings.append(-1) }
    if strings[id] < 0 { strings[id] = Int32(target.intern(source.strings[id])) }
    return Int(strings[id])
  }

  /// The new number of each place of `source`, or nil.
  func places(of source: Trace) -> [Int?] { Self.list(placeNumbers, source.placeCount) }

  /// The new number of each task of `source`, or nil.
  func tasks(of source: Trace) -> [Int?] { Self.list(taskNumbers, source.taskCount) }

  private static func list(_ numbers: [Int32], _ count: Int) -> [Int?] {
    (0..<count).map { $0 < numbers.count && numbers[$0] >= 0 ? Int(numbers[$0]) : nil }
  }
}
