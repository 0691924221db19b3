internal import RaceTrace

/// Runs a program, one step at a time. A step is one shared access of one lane, and the local
/// statements behind it up to the lane's next access.
public struct Machine: Sendable {
  /// What a lane can do next.
  public enum LaneStatus: Hashable, Sendable {
    /// It has ended.
    case ended
    /// Its next access can be made; `row` is the row that shows it.
    case ready(row: Int)
    /// Its next access has to wait.
    case blocked(Blocking)
  }

  /// What a lane waits for.
  public struct Blocking: Hashable, Sendable {
    /// The row that shows the access.
    public var row: Int
    /// The place, with its index; empty for none.
    public var place: String
    /// The lanes that hold the lock, or that have to end.
    public var holders: [Int]

    /// What the lane waits for, in words.
    public func words(_ program: Program) -> String {
      let lanes = holders.map { "CPU \($0)" }.joined(separator: " and ")
      if place.isEmpty { return "waits for \(lanes) to end" }
      return holders.isEmpty
        ? "waits: \(program.rows[row].text)" : "waits for \(place), held by \(lanes)"
    }
  }

  /// The program.
  public let program: Program
  private var evaluator: Evaluator

  /// A machine for `program`.
  public init(_ program: Program) {
    self.program = program
    evaluator = Evaluator(operations: program.formulas, arrays: program.arrays.map(\.bounds))
  }

  /// The state before the first step: each lane stands at its first access.
  public mutating func initialState() throws(Fault) -> [Int32] {
    var observer = NoObserver()
    return try initialState(&observer)
  }

  mutating func initialState(_ observer: inout some StepObserver) throws(Fault) -> [Int32] {
    var state = program.initialPlaces
    state.append(
      contentsOf: Array(repeating: 0, count: program.slotCount - program.initialPlaces.count))
    for lane in 0..<program.laneCount {
      state[program.counterSlot(lane)] = Int32(program.entries[lane])
      try runLocals(lane, &state, &observer)
    }
    return state
  }

  /// What `lane` can do in `state`.
  public mutating func status(of lane: Int, in state: [Int32]) throws(Fault) -> LaneStatus {
    guard case .access(let access) = instruction(of: lane, in: state) else { return .ended }
    let slot = try slot(of: access, in: state)
    if case .join = access.kind {
      let others = (0..<program.laneCount).filter { $0 != lane && !hasEnded($0, state) }
      guard !others.isEmpty else { return .ready(row: access.row) }
      return .blocked(Blocking(row: access.row, place: "", holders: others))
    }
    if try wouldWait(access, slot, lane, state) {
      var holders: [Int] = []
      if case .lock = access.kind {
        let word = LockWord(raw: UInt64(state[slot]))
        holders = (word.owner.map { [$0] } ?? []) + word.readers
      }
      return .blocked(Blocking(row: access.row, place: placeName(slot), holders: holders))
    }
    return .ready(row: access.row)
  }

  /// Whether `lane` stands at its end.
  public func hasEnded(_ lane: Int, _ state: [Int32]) -> Bool {
    if case .end = instruction(of: lane, in: state) { true } else { false }
  }

  /// The lanes that can move in `state`.
  public mutating func enabledLanes(in state: [Int32]) throws(Fault) -> [Int] {
    var found: [Int] = []
    for lane in 0..<program.laneCount {
      if case .ready = try status(of: lane, in: state) { found.append(lane) }
    }
    return found
  }

  /// Carries out the next step of `lane`, which must be ready.
  public mutating func step(_ lane: Int, _ state: inout [Int32]) throws(Fault) {
    var observer = NoObserver()
    try step(lane, &state, &observer)
  }

  mutating func step(
    _ lane: Int, _ state: inout [Int32], _ observer: inout some StepObserver
  ) throws(Fault) {
    guard case .access(let access) = instruction(of: lane, in: state) else {
      preconditionFailure("lane \(lane) has ended")
    }
    let slot = try slot(of: access, in: state)
    let value = try access.value.map { value throws(Fault) in try evaluate(value, state) } ?? 0
    let expected =
      try access.expected.map { value throws(Fault) in try evaluate(value, state) } ?? 0
    let old = slot >= 0 ? state[slot] : 0
    switch SequentialConsistency.effect(
      of: access.kind, on: old, value: value, expected: expected, lane: lane)
    {
    case .done(let new, let told):
      if slot >= 0 { state[slot] = new }
      if access.destination >= 0 { state[Int(access.destination)] = told }
      observer.access(access, lane: lane, slot: slot, old: old, new: new)
    case .waits: preconditionFailure("lane \(lane) is blocked")
    case .notHeld: throw .notHeld(lock: placeName(slot))
    case .overflow: throw .overflow
    }
    state[program.counterSlot(lane)] += 1
    try runLocals(lane, &state, &observer)
  }

  /// Whether `property` holds in `state`.
  public mutating func holds(
    _ property: Program.Property, in state: [Int32]
  ) throws(Fault) -> Bool {
    try evaluate(property.formula, state) != 0
  }

  /// The locks that somebody holds in `state`: place and lanes.
  public func heldLocks(in state: [Int32]) -> [(place: String, lanes: [Int])] {
    (0..<program.placeSlots).compactMap { slot in
      guard let array = program.array(ofSlot: slot) else { return nil }
      let kind = program.arrays[array].kind
      guard kind == .spinlock || kind == .rwsem, state[slot] != 0 else { return nil }
      let word = LockWord(raw: UInt64(state[slot]))
      return (placeName(slot), (word.owner.map { [$0] } ?? []) + word.readers)
    }
  }

  // MARK: - Parts

  private func instruction(of lane: Int, in state: [Int32]) -> Program.Instruction {
    program.instructions[Int(state[program.counterSlot(lane)])]
  }

  /// Runs up to the next access or the end. Jumps only go forward, so that this ends.
  private mutating func runLocals(
    _ lane: Int, _ state: inout [Int32], _ observer: inout some StepObserver
  ) throws(Fault) {
    let counter = program.counterSlot(lane)
    while true {
      let index = Int(state[counter])
      switch program.instructions[index] {
      case .access, .end: return
      case .set(let slot, let formula): state[Int(slot)] = try evaluate(formula, state)
      case .jump(let target):
        state[counter] = Int32(target)
        continue
      case .test(let formula, let otherwise, let row):
        let holds = try evaluate(formula, state) != 0
        if row >= 0 { observer.test(row, lane: lane, holds: holds) }
        if !holds {
          state[counter] = Int32(otherwise)
          continue
        }
      case .row(let row, let value):
        let shown = try value.map { value throws(Fault) in try evaluate(value, state) }
        observer.row(row, lane: lane, value: shown)
      }
      state[counter] += 1
    }
  }

  private mutating func slot(of access: Access, in state: [Int32]) throws(Fault) -> Int {
    guard access.array >= 0 else { return -1 }
    let bounds = program.arrays[access.array].bounds
    guard let index = access.index else { return Int(bounds.slot) }
    let value = try evaluate(index, state)
    guard value >= bounds.low, value < bounds.low + bounds.count else {
      throw .index(array: program.arrays[access.array].name, index: Int(value))
    }
    return Int(bounds.slot + value - bounds.low)
  }

  private mutating func wouldWait(
    _ access: Access, _ slot: Int, _ lane: Int, _ state: [Int32]
  ) throws(Fault) -> Bool {
    switch access.kind {
    case .waitUntil(let condition):
      var peek = state
      peek[Int(access.destination)] = state[slot]
      return try evaluate(condition, peek) == 0
    case .lock:
      let effect = SequentialConsistency.effect(
        of: access.kind, on: state[slot], value: 0, expected: 0, lane: lane)
      return effect == .waits
    default: return false
    }
  }

  private mutating func evaluate(_ formula: Formula, _ state: [Int32]) throws(Fault) -> Int32 {
    let value = evaluator.evaluate(formula, state)
    guard let failure = evaluator.failure else { return value }
    evaluator.clearFailure()
    switch failure {
    case .index(let array, let index):
      throw .index(array: program.arrays[array].name, index: index)
    case .calculation(let fault): throw fault
    }
  }

  func placeName(_ slot: Int) -> String {
    guard slot >= 0, let array = program.array(ofSlot: slot) else { return "" }
    let one = program.arrays[array]
    guard one.bounds.count > 1 else { return one.name }
    return "\(one.name)[\(slot - Int(one.bounds.slot) + Int(one.bounds.low))]"
  }
}
