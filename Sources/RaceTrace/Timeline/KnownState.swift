/// What is known at one place of a trace: the value of each place, and the calls that are open.
/// It moves forward an event at a time, and stands for all events before it.
struct KnownState: Sendable {
  /// How many open calls of a task are remembered, as deep as nesting is counted.
  static let callsMax = Int(UInt8.max)

  private var values = Remembered<UInt64?>(unknown: nil)
  /// The open calls of each task.
  private var calls = Remembered<[Subject?]>(unknown: [])
  /// Whether events were lost before.
  private var hasLoss = false

  /// Before any event, and with nothing known.
  init() {}

  /// The same state with other numbers for places and tasks; what has no number is forgotten.
  init(
    _ old: KnownState, places: [Int?], tasks: [Int?]
  ) {
    hasLoss = old.hasLoss
    for (place, value) in old.known {
      if let number = places[place] { values[number] = value }
    }
    for (task, open) in old.openCalls {
      if let number = tasks[task] { calls[number] = open }
    }
  }

  /// The values that are known.
  var known: [Place.ID: UInt64] {
    var result: [Place.ID: UInt64] = [:]
    for place in 0..<values.count { if let value = values[place] { result[place] = value } }
    return result
  }

  /// The calls of each task that are open, outermost first.
  var openCalls: [Int: [Subject?]] {
    var result: [Int: [Subject?]] = [:]
    for task in 0..<calls.count where !calls[task].isEmpty { result[task] = calls[task] }
    return result
  }

  /// Says what a place held before the first event; behind a loss that says nothing.
  mutating func begin(_ place: Place.ID, with value: UInt64) {
    if !hasLoss { values[place] = value }
  }

  /// Takes in what an event did, as ``History`` and ``Nesting`` do.
  mutating func apply(_ event: Event, _ operations: ArraySlice<Operation>) {
    for operation in operations {
      switch operation {
      case .load(let place, let value), .observe(let place, let value): values[place] = value
      case .store(let place, _, let new), .rmw(let place, _, let new): values[place] = new
      case .forget(let place): values[place] = nil
      case .lock(let place, let mode):
        values[place] = word(place).locked(by: event.lane, mode).raw
      case .unlock(let place, let mode):
        values[place] = word(place).unlocked(by: event.lane, mode).raw
      case .lost:
        hasLoss = true
        values.forgetAll()
        calls.forgetAll()
      case .call:
        if calls[event.task].count < Self.callsMax { calls[event.task].append(event.subject) }
      case .ret:
        _ = calls[event.task].popLast()
      case .fence, .branch, .mark: break
      }
    }
  }

  private func word(_ place: Place.ID) -> LockWord { LockWord(raw: values[place] ?? 0) }
}
