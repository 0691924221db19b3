internal import RaceModel
internal import RaceTrace

/// A program, made ready for the search.
struct SearchCode: Sendable {
  /// One for each instruction of the program, at the same index.
  private(set) var operations: [Operation] = []
  let formulas: [FormulaOperation]
  let bounds: [ArrayBounds]
  /// For each lane, the operations where it can stand between steps, in the order of the text: the
  /// number of such a stop is what a packed state holds for the lane.
  private(set) var stops: [[Int32]] = []
  /// For each operation that is a stop, its number in its lane.
  private(set) var stopNumber: [Int32]
  /// The slots that hold locks.
  let lockSlots: [Int32]

  init(_ program: Program) {
    formulas = program.formulas
    bounds = program.arrays.map(\.bounds)
    stopNumber = Array(repeating: 0, count: program.instructions.count)
    lockSlots = (0..<program.placeSlots).compactMap { slot in
      guard let array = program.array(ofSlot: slot) else { return nil }
      let kind = program.arrays[array].kind
      return kind == .spinlock || kind == .rwsem ? Int32(slot) : nil
    }
    operations = program.instructions.map { Self.operation($0, program) }
    removeClearsOfZeros(program)
    link(program)
    for (lane, entry) in program.entries.enumerated() {
      let end =
        lane + 1 < program.entries.count ? program.entries[lane + 1] : program.instructions.count
      stops.append((entry..<end).filter { isStop($0, program) }.map(Int32.init))
      for (number, index) in stops[lane].enumerated() { stopNumber[Int(index)] = Int32(number) }
    }
  }

  private func isStop(_ index: Int, _ program: Program) -> Bool {
    switch program.instructions[index] {
    case .access, .end: true
    default: false
    }
  }

  // MARK: - Operations

  private static func operation(
    _ instruction: Program.Instruction, _ program: Program
  ) -> Operation {
    switch instruction {
    case .end: return Operation(code: .end)
    case .set(let slot, let formula):
      var result = Operation(code: .set)
      result.destination = slot
      result.value = operand(formula, program)
      return result
    case .test(let formula, _, _):
      var result = Operation(code: .test)
      result.value = operand(formula, program)
      return result
    // These two are never reached: ``link(_:)`` leads past them.
    case .jump, .row: return Operation(code: .end)
    case .access(let access): return operation(access, program)
    }
  }

  private static func operation(_ access: Access, _ program: Program) -> Operation {
    var result = Operation(code: .load)
    if access.array >= 0 {
      let bounds = program.arrays[access.array].bounds
      (result.slot, result.low, result.count) = (bounds.slot, bounds.low, bounds.count)
    }
    result.index = access.index.map { operand($0, program) } ?? .none
    if result.index.kind == .none { result.count = 1 }
    if result.index.kind == .number, result.index.first >= result.low,
      result.index.first < result.low + result.count
    {
      result.slot += result.index.first - result.low
      (result.index, result.count) = (.none, 1)
    }
    result.value = access.value.map { operand($0, program) } ?? .none
    result.expected = access.expected.map { operand($0, program) } ?? .none
    result.destination = access.destination
    switch access.kind {
    case .load: result.code = .load
    case .store: result.code = .store
    case .modify(let modification, let tellsNew):
      result.code = .modify
      result.flag = tellsNew
      result.modification = modification
    case .compareExchange: result.code = .compareExchange
    case .addUnless: result.code = .addUnless
    case .lock(let isExclusive): (result.code, result.flag) = (.lock, isExclusive)
    case .unlock(let isExclusive): (result.code, result.flag) = (.unlock, isExclusive)
    case .waitUntil(let condition):
      result.code = .waitUntil
      result.value = operand(condition, program)
    case .join: result.code = .join
    }
    return result
  }

  private static func operand(_ formula: Formula, _ program: Program) -> Operand {
    if formula.end == formula.start + 1 {
      let only = program.formulas[Int(formula.start)]
      if only.code == .number { return Operand(kind: .number, first: only.operand) }
      if only.code == .slot { return Operand(kind: .slot, first: only.operand) }
    }
    return Operand(kind: .formula, first: formula.start, end: formula.end)
  }

  // MARK: - Order

  /// Marks clears of registers that are zero already on every way to them, by making them write
  /// nowhere.
  private mutating func removeClearsOfZeros(_ program: Program) {
    for (lane, entry) in program.entries.enumerated() {
      let end =
        lane + 1 < program.entries.count ? program.entries[lane + 1] : program.instructions.count
      // Registers that may be other than zero when an instruction is reached; nil: never reached.
      var maybe: [Set<Int32>?] = Array(repeating: nil, count: end - entry + 1)
      maybe[0] = []
      func flow(_ set: Set<Int32>, to index: Int) {
        maybe[index - entry] = (maybe[index - entry] ?? []).union(set)
      }
      for index in entry..<end {
        guard var set = maybe[index - entry] else { continue }
        switch program.instructions[index] {
        case .set(let slot, _):
          if operations[index].value.kind == .number, operations[index].value.first == 0 {
            if set.remove(slot) == nil { operations[index].destination = -1 }
          } else {
            set.insert(slot)
          }
          flow(set, to: index + 1)
        case .access(let access):
          if access.destination >= 0 { set.insert(access.destination) }
          flow(set, to: index + 1)
        case .test(_, let otherwise, _):
          flow(set, to: otherwise)
          flow(set, to: index + 1)
        case .jump(let target): flow(set, to: target)
        case .row: flow(set, to: index + 1)
        case .end: break
        }
      }
    }
  }

  /// Where each operation goes on: past jumps, rows and writes to nowhere.
  private mutating func link(_ program: Program) {
    func real(_ start: Int) -> Int32 {
      var index = start
      while index < program.instructions.count {
        switch program.instructions[index] {
        case .jump(let target): index = target
        case .row: index += 1
        case .set where operations[index].destination < 0: index += 1
        default: return Int32(index)
        }
      }
      return Int32(index)
    }
    for index in operations.indices {
      operations[index].next = real(index + 1)
      if case .test(_, let otherwise, _) = program.instructions[index] {
        operations[index].otherwise = real(otherwise)
      }
    }
    entries = program.entries.map { real($0) }
  }

  /// The first operation of each lane.
  private(set) var entries: [Int32] = []
}
