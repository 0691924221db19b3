/// What is known at one place of a trace: the value of each place, and the calls that are open.
/// It moves forward an event at a time, and stands for all events before it.
struct KnownState: Sendable {
  /// How many open calls of a task are remembered, as deep as nesting is counted.
  static let callsMax = Int(UInt8.max)

  /// Something that was known when so many losses had been: a loss makes all that is older void,
  /// without a look at each of them.
  private struct Known<Value: Sendable>: Sendable {
    var value: Value
    var lossCount: Int
  }

  private var values: [Known<UInt64?>] = []
  /// The open calls of each task.
  private var calls: [Known<[Subject?]>] = []
  private var lossCount = 0

  /// Before any event, and with nothing known.
  init() {}

  /// The same state with other numbers for places and tasks; what has no number is forgotten.
  init(
    _ old: KnownState, places: [Int?], tasks: [Int?]
  ) {
    lossCount = old.lossCount
    for (place, value) in old.known {
      if let number = places[place] { set(value, in: number) }
    }
    for (task, open) in old.openCalls {
      guard let number = tasks[task] else { continue }
      reach(number)
      calls[number].value = open
    }
  }

  /// The values that are known.
  var known: [Place.ID: UInt64] {
    var result: [Place.ID: UInt64] = [:]
    for (place, known) in values.enumerated() where known.lossCount == lossCount {
      if let value = known.value { result[place] = value }
    }
    return result
  }

  /// The calls of each task that are open, outermost first.
  var openCalls: [Int: [Subject?]] {
    var result: [Int: [Subject?]] = [:]
    for (task, open) in calls.enumerated() where open.lossCount == lossCount {
      if !open.value.isEmpty { result[task] = open.value }
    }
    return result
  }

  /// Says what a place held before the first event; behind a loss that says nothing.
  mutating func begin(_ place: Place.ID, with value: UInt64) {
    if lossCount == 0 { set(value, in: place) }
  }

  private mutating func set(_ value: UInt64?, in place: Place.ID) {
    while values.count <= place { values.append(Known(value: nil, lossCount: 0)) }
    values[place] = Known(value: value, lossCount: lossCount)
  }

  /// Takes in what an event did, as ``History`` and ``Nesting`` do.
  mutating func apply(_ event: Event, _ operations: ArraySlice<Operation>) {
    for operation in operations {
      switch operation {
      case .load(let place, let value), .observe(let place, let value): set(value, in: place)
      case .store(let place, _, let new), .rmw(let place, _, let new): set(new, in: place)
      case .forget(let place): set(nil, in: place)
      case .lock(let place, let mode):
        set(word(place).locked(by: event.lane, mode).raw, in: place)
      case .unlock(let place, let mode):
        set(word(place).unlocked(by: event.lane, mode).raw, in: place)
      case .lost: lossCount += 1
      case .call:
        reach(event.task)
        if calls[event.task].value.count < Self.callsMax {
          calls[event.task].value.append(event.subject)
        }
      case .ret:
        reach(event.task)
        _ = calls[event.task].value.popLast()
      case .fence, .branch, .mark: break
      }
    }
  }

  /// Makes room for the calls of a task, without those from before a loss.
  private mutating func reach(_ task: Int) {
    while calls.count <= task { calls.append(Known(value: [], lossCount: lossCount)) }
    if calls[task].lossCount != lossCount { calls[task] = Known(value: [], lossCount: lossCount) }
  }

  private func word(_ place: Place.ID) -> LockWord {
    guard place < values.count, values[place].lossCount == lossCount else {
      return LockWord(raw: 0)
    }
    return LockWord(raw: values[place].value ?? 0)
  }
}
