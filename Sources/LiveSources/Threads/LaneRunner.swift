internal import CCpu
internal import Glibc
internal import RaceModel
internal import Synchronization

/// Carries out one lane on the thread that calls it: on real memory, without an allocation.
///
/// Where an access would have to wait it returns, and tries again when it is called again.
struct LaneRunner: @unchecked Sendable {
  enum Stop {
    case ended, waits
    /// The model is wrong there: see ``failure``.
    case failed
  }

  private let lane: Int32
  private let memory: SharedMemory
  private let operations: UnsafeMutablePointer<FlatOperation>
  private let formulas: UnsafeMutablePointer<FormulaOperation>
  /// One for each slot of the program; only the lane's own are used.
  private let registers: UnsafeMutablePointer<Int32>
  private let own: Range<Int>
  private let stack: UnsafeMutablePointer<Int32>
  private let entry: Int32
  private let records: Bool
  private var position: Int32 = 0
  /// After so many accesses the CPU is given away once; never when it is negative.
  private var fuse: Int32 = -1
  private(set) var ring: AccessRing
  private(set) var failure = RoundEnd.complete
  /// How many operations a round can have at most: jumps only go forward.
  let lengthMax: Int
  /// The instruction at which it stands.
  var instruction: Int32 { position }

  init(_ program: Program, lane: Int, _ memory: SharedMemory, records: Bool) {
    var code = FlatCode(program)
    code.link(program, keepsFences: true)
    let instructions = program.instructions(ofLane: lane)
    Self.check(code.operations[instructions], program, registers: program.registers[lane])
    self.lane = Int32(lane)
    self.memory = memory
    self.records = records
    operations = UnsafeMutablePointer(copying: code.operations)
    formulas = UnsafeMutablePointer(copying: program.formulas)
    own = program.registers[lane]
    registers = .allocate(capacity: program.slotCount)
    registers.initialize(repeating: 0, count: program.slotCount)
    stack = .allocate(capacity: program.formulas.count + 1)
    entry = code.entries[lane]
    lengthMax = instructions.count
    ring = AccessRing(roundMax: lengthMax)
    begin(fuse: -1)
  }

  /// A lane's own formulas read nothing but its registers: places are touched by accesses alone.
  private static func check(
    _ operations: ArraySlice<FlatOperation>, _ program: Program, registers: Range<Int>
  ) {
    func check(_ operand: FlatOperation.Operand) {
      switch operand.kind {
      case .none, .number: break
      case .slot: precondition(registers.contains(Int(operand.first)), "no register of this lane")
      case .formula:
        for part in program.formulas[Int(operand.first)..<Int(operand.end)] {
          precondition(part.code != .element, "a lane's formula reads an array of places")
          guard part.code == .slot else { continue }
          precondition(registers.contains(Int(part.operand)), "no register of this lane")
        }
      }
    }
    for operation in operations {
      for operand in [operation.index, operation.value, operation.expected] { check(operand) }
    }
  }

  func free() {
    operations.deallocate()
    formulas.deallocate()
    registers.deallocate()
    stack.deallocate()
    ring.free()
  }

  /// Goes back to the beginning of the lane.
  mutating func begin(fuse: Int32) {
    for slot in own { registers[slot] = 0 }
    position = entry
    self.fuse = fuse
    failure = .complete
  }

  /// Goes on until the lane ends or has to wait.
  mutating func run() -> Stop {
    while true {
      let operation = operations + Int(position)
      switch operation.pointee.code {
      case .set:
        registers[Int(operation.pointee.destination)] = value(operation.pointee.value)
        position = operation.pointee.next
      case .test:
        let holds = value(operation.pointee.value) != 0
        position = holds ? operation.pointee.next : operation.pointee.otherwise
      case .fence:
        Self.fence(operation.pointee.ordering)
        position = operation.pointee.next
      case .end: return .ended
      default:
        guard access(operation) else { return failure == .complete ? .waits : .failed }
        position = operation.pointee.next
        if fuse >= 0 {
          if fuse == 0 { sched_yield() }
          fuse -= 1
        }
      }
      if failure != .complete { return .failed }
    }
  }

  @inline(__always)
  private static func fence(_ ordering: AccessOrdering) {
    switch ordering {
    case .acquire: atomicMemoryFence(ordering: .acquiring)
    case .release: atomicMemoryFence(ordering: .releasing)
    case .plain, .once, .full: atomicMemoryFence(ordering: .sequentiallyConsistent)
    }
  }

  // MARK: - Accesses

  /// Makes an access; false when it has to wait or has failed.
  @inline(__always)
  private mutating func access(_ operation: UnsafeMutablePointer<FlatOperation>) -> Bool {
    if operation.pointee.code == .join {
      guard memory.ended(1 - Int(lane)).pointee.load(.acquire) != 0 else { return false }
      note(-1, 0, 0)
      return true
    }
    let slot = slot(operation)
    guard slot >= 0 else { return false }
    let word = memory.place(slot)
    let ordering = operation.pointee.ordering
    var (seen, written, told): (Int32, Int32, Int32) = (0, 0, 0)
    switch operation.pointee.code {
    case .load:
      seen = word.pointee.load(ordering)
      (written, told) = (seen, seen)
    case .store:
      written = value(operation.pointee.value)
      word.pointee.store(written, ordering)
    case .modify:
      let by = value(operation.pointee.value)
      seen = word.pointee.modify(operation.pointee.modification, by: by, ordering)
      written = result(operation.pointee.modification, seen, by)
      told = operation.pointee.flag ? written : seen
    case .compareExchange:
      let expected = value(operation.pointee.expected)
      let new = value(operation.pointee.value)
      seen = word.pointee.compareExchange(expected, new, ordering)
      (written, told) = (seen == expected ? new : seen, seen)
    case .addUnless:
      (seen, written) = addUnless(operation, word)
      told = seen == value(operation.pointee.expected) ? 0 : 1
    case .lock:
      guard let taken = lock(word, operation.pointee.flag, ordering) else { return false }
      (seen, written) = taken
    case .unlock:
      guard let left = unlock(word, operation.pointee.flag, ordering) else { return false }
      (seen, written) = left
    default:
      seen = word.pointee.load(ordering)
      let register = registers + Int(operation.pointee.destination)
      let before = register.pointee
      register.pointee = seen
      guard value(operation.pointee.value) != 0 else {
        register.pointee = before
        return false
      }
      (written, told) = (seen, seen)
    }
    note(Int32(slot), seen, written)
    if operation.pointee.destination >= 0 {
      registers[Int(operation.pointee.destination)] = told
    }
    return true
  }

  @inline(__always)
  private mutating func note(_ slot: Int32, _ seen: Int32, _ written: Int32) {
    guard records else { return }
    ring.put(
      RecordedAccess(
        stamp: ccpu_stamp(), instruction: position, slot: slot, seen: seen, written: written))
  }

  @inline(__always)
  private mutating func slot(_ operation: UnsafeMutablePointer<FlatOperation>) -> Int {
    guard operation.pointee.index.kind != .none else { return Int(operation.pointee.slot) }
    let index = value(operation.pointee.index)
    guard index >= operation.pointee.low,
      index - operation.pointee.low < operation.pointee.count
    else {
      failure = .badIndex
      return -1
    }
    return Int(operation.pointee.slot + index - operation.pointee.low)
  }

  private mutating func addUnless(
    _ operation: UnsafeMutablePointer<FlatOperation>, _ word: UnsafeMutablePointer<SharedWord>
  ) -> (seen: Int32, written: Int32) {
    let (unless, by) = (value(operation.pointee.expected), value(operation.pointee.value))
    var old = word.pointee.load(.once)
    while old != unless {
      let new = result(.add, old, by)
      let found = word.pointee.compareExchange(old, new, operation.pointee.ordering)
      if found == old { return (old, new) }
      old = found
    }
    return (old, old)
  }

  /// Takes a lock if that is possible now. The word is that of `LockWord`.
  private func lock(
    _ word: UnsafeMutablePointer<SharedWord>, _ isExclusive: Bool, _ ordering: AccessOrdering
  ) -> (seen: Int32, written: Int32)? {
    var old = word.pointee.load(.once)
    while true {
      let readers = old >> 8
      let isFree = old & 0xFF == 0 && (!isExclusive || readers == 0)
      guard isFree, readers >> lane & 1 == 0 else { return nil }
      let new = isExclusive ? old | (lane + 1) : old | 1 << (8 + lane)
      let found = word.pointee.compareExchange(old, new, ordering)
      if found == old { return (old, new) }
      old = found
    }
  }

  /// Lets a lock go. Whoever holds it alone needs no more than a store, as in the kernel.
  private mutating func unlock(
    _ word: UnsafeMutablePointer<SharedWord>, _ isExclusive: Bool, _ ordering: AccessOrdering
  ) -> (seen: Int32, written: Int32)? {
    let old = word.pointee.load(.once)
    guard isExclusive ? old & 0xFF == lane + 1 : old >> (8 + lane) & 1 == 1 else {
      failure = .notHeld
      return nil
    }
    if isExclusive {
      word.pointee.store(0, ordering)
      return (old, 0)
    }
    let bit: Int32 = 1 << (8 + lane)
    let seen = word.pointee.modify(.andNot, by: bit, ordering)
    return (seen, seen & ~bit)
  }

  @inline(__always)
  private mutating func result(
    _ modification: Access.Modification, _ old: Int32, _ by: Int32
  ) -> Int32 {
    do throws(Fault) {
      return try modification.value(old, by: by)
    } catch {
      fail(error)
      return old
    }
  }

  private mutating func fail(_ fault: Fault) {
    failure = fault == .division ? .division : .overflow
  }

  // MARK: - Formulas

  @inline(__always)
  private mutating func value(_ operand: FlatOperation.Operand) -> Int32 {
    switch operand.kind {
    case .none: 0
    case .number: operand.first
    case .slot: registers[Int(operand.first)]
    case .formula: evaluate(Int(operand.first), Int(operand.end))
    }
  }

  private mutating func evaluate(_ start: Int, _ end: Int) -> Int32 {
    do throws(FormulaOperation.Failure) {
      return try FormulaOperation.value(
        of: formulas, from: start, to: end, stack: stack, read: { registers[$0] },
        element: { _, _ in preconditionFailure("a lane's formula reads an array of places") })
    } catch {
      failure = error == .calculation(.division) ? .division : .overflow
      return 0
    }
  }
}
