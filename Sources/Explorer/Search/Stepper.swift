internal import RaceModel

/// Carries out steps on packed states: the same rules as ``Machine`` and
/// `SequentialConsistency`, without a trace and without an allocation. The tests hold the two
/// against each other.
struct Stepper: @unchecked Sendable {
  enum Result {
    case done
    /// The lane has ended, or has to wait.
    case cannotMove
    /// The model is wrong there.
    case fault
    /// A slot got a value that its field has no room for: see ``missing``.
    case missing
  }

  private let operations: UnsafeMutablePointer<FlatOperation>
  private let formulas: UnsafeMutablePointer<FormulaOperation>
  private let bounds: UnsafeMutablePointer<ArrayBounds>
  private let stops: UnsafeMutablePointer<UnsafeMutablePointer<Int32>>
  private let stopNumber: UnsafeMutablePointer<Int32>
  private let fields: UnsafeMutablePointer<Layout.Field>
  private let values: UnsafeMutablePointer<Int32>
  private let words: Int
  private let counters: UnsafeMutablePointer<Int>
  private let lockSlots: UnsafeMutableBufferPointer<Int32>
  let laneCount: Int
  private let stack: UnsafeMutablePointer<Int32>
  private let layout: Layout
  /// Whether new values may be added to the layout's lists here and now.
  private let mayAdd: Bool
  /// Which operations have run.
  let ran: UnsafeMutablePointer<Bool>
  private var hasFailed = false
  /// The value that had no room, and its slot.
  private(set) var missing: (slot: Int, value: Int32) = (0, 0)

  init(
    _ arena: CodeArena, _ layout: Layout, mayAdd: Bool, ran: UnsafeMutablePointer<Bool>,
    stack: UnsafeMutablePointer<Int32>
  ) {
    operations = arena.operations
    formulas = arena.formulas
    bounds = arena.bounds
    stops = arena.stops
    stopNumber = arena.stopNumber
    fields = layout.fields.baseAddress.unsafelyUnwrapped
    values = layout.values.baseAddress.unsafelyUnwrapped
    words = layout.words
    counters = arena.counters
    lockSlots = arena.lockSlots
    laneCount = arena.laneCount
    self.layout = layout
    self.mayAdd = mayAdd
    self.ran = ran
    self.stack = stack
  }

  // MARK: - Slots

  /// The number of the stop where `lane` stands.
  @inline(__always)
  func stop(_ lane: Int, _ state: UnsafePointer<UInt64>) -> Int { number(counters[lane], state) }

  @inline(__always)
  private func number(_ slot: Int, _ state: UnsafePointer<UInt64>) -> Int {
    let field = fields[slot]
    return Int(state[Int(field.word)] >> UInt64(field.shift) & field.mask)
  }

  @inline(__always)
  func read(_ slot: Int, _ state: UnsafePointer<UInt64>) -> Int32 {
    let field = fields[slot]
    return values[
      Int(field.base) + Int(state[Int(field.word)] >> UInt64(field.shift) & field.mask)]
  }

  @inline(__always)
  private func put(_ number: Int, _ slot: Int, _ state: UnsafeMutablePointer<UInt64>) {
    let field = fields[slot]
    let word = Int(field.word)
    state[word] =
      state[word] & ~(field.mask << UInt64(field.shift)) | UInt64(number) << UInt64(field.shift)
  }

  /// Writes a value; false when its field has no room for it.
  @inline(__always)
  private mutating func write(
    _ value: Int32, _ slot: Int, _ state: UnsafeMutablePointer<UInt64>
  ) -> Bool {
    let (base, count) = (Int(fields[slot].base), Int(fields[slot].count))
    // What counts up from its first value is found at once.
    let guess = Int(value) - Int(values[base])
    if guess >= 0, guess < count, values[base + guess] == value {
      put(guess, slot, state)
      return true
    }
    for number in 0..<count where values[base + number] == value {
      put(number, slot, state)
      return true
    }
    return add(value, slot, state)
  }

  @inline(never)
  private mutating func add(
    _ value: Int32, _ slot: Int, _ state: UnsafeMutablePointer<UInt64>
  ) -> Bool {
    guard mayAdd, layout.add(value, to: slot) else {
      missing = (slot, value)
      return false
    }
    put(Int(fields[slot].count) - 1, slot, state)
    return true
  }

  // MARK: - Steps

  /// Whether all lanes have ended.
  func isComplete(_ state: UnsafePointer<UInt64>) -> Bool {
    for lane in 0..<laneCount where !hasEnded(lane, state) { return false }
    return true
  }

  @inline(__always)
  func hasEnded(_ lane: Int, _ state: UnsafePointer<UInt64>) -> Bool {
    operations[Int(stops[lane][stop(lane, state)])].code == .end
  }

  /// Makes the next step of `lane` in `source`; `target`, which may be the same memory, is then the
  /// state behind it. After anything but `done` its contents mean nothing.
  mutating func step(
    _ lane: Int, _ source: UnsafePointer<UInt64>, into target: UnsafeMutablePointer<UInt64>
  ) -> Result {
    let at = Int(stops[lane][stop(lane, source)])
    let operation = operations[at]
    if operation.code == .end { return .cannotMove }
    let slot = slot(operation, source)
    if hasFailed { return failed() }
    let old = slot >= 0 ? read(slot, source) : 0
    var (new, told) = (old, old)
    switch operation.code {
    case .load: break
    case .store:
      new = value(operation.value, source)
      told = 0
    case .modify:
      let by = value(operation.value, source)
      new = modified(operation.modification, old, by)
      if operation.flag { told = new }
    case .compareExchange:
      let (wanted, by) = (value(operation.expected, source), value(operation.value, source))
      if old == wanted { new = by }
    case .addUnless:
      let (unless, by) = (value(operation.expected, source), value(operation.value, source))
      told = old == unless ? 0 : 1
      if old != unless { new = modified(.add, old, by) }
    case .lock:
      let readers = old >> 8
      guard old & 0xFF == 0, !operation.flag || readers == 0, readers >> Int32(lane) & 1 == 0
      else { return .cannotMove }
      new = operation.flag ? old | Int32(lane + 1) : old | 1 << Int32(8 + lane)
      told = 0
    case .unlock:
      let holds = operation.flag ? old & 0xFF == Int32(lane + 1) : old >> Int32(8 + lane) & 1 == 1
      guard holds else { return .fault }
      new = operation.flag ? old & ~0xFF : old & ~(1 << Int32(8 + lane))
      told = 0
    case .waitUntil: break
    case .join:
      for other in 0..<laneCount where other != lane && !hasEnded(other, source) {
        return .cannotMove
      }
    case .end, .set, .test, .fence: return .cannotMove
    }
    if hasFailed { return failed() }
    if UnsafePointer(target) != source { for word in 0..<words { target[word] = source[word] } }
    if operation.code == .waitUntil {
      // The condition speaks of the register that the load would fill.
      guard write(old, Int(operation.destination), target) else { return .missing }
      let holds = value(operation.value, target) != 0
      if hasFailed { return failed() }
      if !holds { return .cannotMove }
    } else {
      if new != old, !write(new, slot, target) { return .missing }
      if operation.destination >= 0, !write(told, Int(operation.destination), target) {
        return .missing
      }
    }
    ran[at] = true
    return runLocals(lane, from: Int(operation.next), target)
  }

  /// Runs `lane` from an operation up to its next stop.
  mutating func runLocals(
    _ lane: Int, from start: Int, _ state: UnsafeMutablePointer<UInt64>
  ) -> Result {
    var at = start
    while true {
      let operation = operations[at]
      switch operation.code {
      case .set:
        let value = value(operation.value, state)
        if hasFailed { return failed() }
        if !write(value, Int(operation.destination), state) { return .missing }
        ran[at] = true
        at = Int(operation.next)
      case .test:
        let holds = value(operation.value, state) != 0
        if hasFailed { return failed() }
        ran[at] = true
        at = Int(holds ? operation.next : operation.otherwise)
      default:
        put(Int(stopNumber[at]), counters[lane], state)
        return .done
      }
    }
  }

  private mutating func failed() -> Result {
    hasFailed = false
    return .fault
  }

  @inline(__always)
  private mutating func modified(
    _ modification: Access.Modification, _ old: Int32, _ by: Int32
  ) -> Int32 {
    if let new = try? modification.value(old, by: by) { return new }
    hasFailed = true
    return old
  }

  /// The slot that an access touches, -1 for none.
  @inline(__always)
  mutating func slot(_ operation: FlatOperation, _ state: UnsafePointer<UInt64>) -> Int {
    guard operation.index.kind != .none else { return Int(operation.slot) }
    let index = value(operation.index, state)
    guard index >= operation.low, index - operation.low < operation.count else {
      hasFailed = true
      return -1
    }
    return Int(operation.slot + index - operation.low)
  }

  /// The next access of `lane` and the slot that it touches: -1 for none, -2 for an error.
  mutating func next(_ lane: Int, _ state: UnsafePointer<UInt64>) -> (FlatOperation, slot: Int) {
    let operation = operations[Int(stops[lane][stop(lane, state)])]
    let slot = slot(operation, state)
    guard !hasFailed else {
      hasFailed = false
      return (operation, -2)
    }
    return (operation, slot)
  }

  func copy(_ source: UnsafePointer<UInt64>, to target: UnsafeMutablePointer<UInt64>) {
    for word in 0..<words { target[word] = source[word] }
  }

  // MARK: - Formulas

  @inline(__always)
  private mutating func value(_ operand: FlatOperation.Operand, _ state: UnsafePointer<UInt64>)
    -> Int32
  {
    switch operand.kind {
    case .none: return 0
    case .number: return operand.first
    case .slot: return read(Int(operand.first), state)
    case .formula: return evaluate(Int(operand.first), Int(operand.end), state)
    }
  }

  /// Whether a formula holds in a state; a formula that fails does not.
  mutating func holds(_ formula: FlatOperation.Operand, _ state: UnsafePointer<UInt64>) -> Bool {
    let result = value(formula, state) != 0
    if hasFailed {
      hasFailed = false
      return false
    }
    return result
  }

  /// The locks that somebody holds.
  func holdsLock(_ state: UnsafePointer<UInt64>) -> Bool {
    for slot in lockSlots where read(Int(slot), state) != 0 { return true }
    return false
  }

  private mutating func evaluate(
    _ start: Int, _ end: Int, _ state: UnsafePointer<UInt64>
  ) -> Int32 {
    do throws(FormulaOperation.Failure) {
      return try FormulaOperation.value(
        of: formulas, from: start, to: end, stack: stack, read: { read($0, state) },
        element: { array, index throws(FormulaOperation.Failure) in
          let bounds = bounds[array]
          guard index >= bounds.low, index - bounds.low < bounds.count else {
            throw .index(array: array, index: Int(index))
          }
          return read(Int(bounds.slot + index - bounds.low), state)
        })
    } catch {
      hasFailed = true
      return 0
    }
  }
}
