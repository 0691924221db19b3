internal import CCpu
internal import Glibc
internal import RaceModel
internal import RaceTrace
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
  private let operations: UnsafeMutablePointer<LaneOperation>
  private let formulas: UnsafeMutablePointer<FormulaOperation>
  private let registers: UnsafeMutablePointer<Int32>
  private let registerCount: Int
  private let stack: UnsafeMutablePointer<Int32>
  private let entry: Int32
  private let records: Bool
  private var position: Int32 = 0
  /// After so many accesses the CPU is given away once; never when it is negative.
  private var fuse: Int32 = -1
  private(set) var ring: AccessRing
  private(set) var failure = RoundEnd.complete
  /// How many operations a round can have at most.
  let lengthMax: Int
  /// The instruction at which it stands.
  var instruction: Int32 { operations[Int(position)].instruction }

  init(_ program: Program, lane: Int, _ memory: SharedMemory, records: Bool) {
    let code = LaneCode(program, lane: lane)
    self.lane = Int32(lane)
    self.memory = memory
    self.records = records
    operations = Self.copy(code.operations)
    formulas = Self.copy(code.formulas)
    registerCount = code.registerCount
    registers = .allocate(capacity: max(1, registerCount))
    stack = .allocate(capacity: code.formulas.count + 1)
    entry = code.entry
    lengthMax = code.lengthMax
    ring = AccessRing(roundMax: code.lengthMax)
    begin(fuse: -1)
  }

  private static func copy<Element>(_ array: [Element]) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, array.count))
    memory.initialize(from: array, count: array.count)
    return memory
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
    registers.update(repeating: 0, count: registerCount)
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
        Self.fence(operation.pointee.barrier)
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
  private static func fence(_ barrier: RaceTrace.Operation.Fence) {
    switch barrier {
    case .mb: atomicMemoryFence(ordering: .sequentiallyConsistent)
    case .rmb: atomicMemoryFence(ordering: .acquiring)
    case .wmb: atomicMemoryFence(ordering: .releasing)
    }
  }

  // MARK: - Accesses

  /// Makes an access; false when it has to wait or has failed.
  @inline(__always)
  private mutating func access(_ operation: UnsafeMutablePointer<LaneOperation>) -> Bool {
    if operation.pointee.code == .join {
      guard memory.ended(1 - Int(lane)).pointee.load(.acquire) != 0 else { return false }
      note(operation, -1, 0, 0)
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
    note(operation, Int32(slot), seen, written)
    if operation.pointee.destination >= 0 {
      registers[Int(operation.pointee.destination)] = told
    }
    return true
  }

  @inline(__always)
  private mutating func note(
    _ operation: UnsafeMutablePointer<LaneOperation>, _ slot: Int32, _ seen: Int32, _ written: Int32
  ) {
    guard records else { return }
    ring.put(
      RecordedAccess(
        stamp: ccpu_stamp(), instruction: operation.pointee.instruction, slot: slot, seen: seen,
        written: written))
  }

  @inline(__always)
  private mutating func slot(_ operation: UnsafeMutablePointer<LaneOperation>) -> Int {
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
    _ operation: UnsafeMutablePointer<LaneOperation>, _ word: UnsafeMutablePointer<SharedWord>
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
  private mutating func value(_ operand: LaneOperation.Operand) -> Int32 {
    switch operand.kind {
    case .none: 0
    case .number: operand.first
    case .register: registers[Int(operand.first)]
    case .formula: evaluate(Int(operand.first), Int(operand.end))
    }
  }

  private mutating func evaluate(_ start: Int, _ end: Int) -> Int32 {
    var (index, top) = (start, -1)
    while index < end {
      let operation = formulas[index]
      index += 1
      switch operation.code {
      case .number:
        top += 1
        stack[top] = operation.operand
      case .slot:
        top += 1
        stack[top] = registers[Int(operation.operand)]
      case .jumpIfZero:
        if stack[top] == 0 { index += Int(operation.operand) }
        top -= 1
      case .jump: index += Int(operation.operand)
      case .truth: stack[top] = stack[top] != 0 ? 1 : 0
      case .not: stack[top] = stack[top] == 0 ? 1 : 0
      case .negate: stack[top] = 0 &- stack[top]
      case .complement: stack[top] = ~stack[top]
      default:
        top -= 1
        stack[top] = binary(operation.code, stack[top], stack[top + 1])
      }
    }
    return top >= 0 ? stack[top] : 0
  }

  private mutating func binary(
    _ code: FormulaOperation.Code, _ left: Int32, _ right: Int32
  ) -> Int32 {
    do throws(Fault) {
      return try code.value(left, right)
    } catch {
      fail(error)
      return 0
    }
  }
}
