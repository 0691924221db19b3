internal import RaceModel

/// One lane of a program, made ready for a thread. Registers are numbered from 0.
struct LaneCode {
  /// One for each instruction of the lane, in the same order.
  private(set) var operations: [LaneOperation] = []
  private(set) var formulas: [FormulaOperation] = []
  let registerCount: Int
  private(set) var entry: Int32 = 0
  /// How many accesses and operations one round may have at most: jumps only go forward.
  var lengthMax: Int { operations.count }

  private let firstRegister: Int
  private let firstInstruction: Int

  init(_ program: Program, lane: Int) {
    let start = program.entries[lane]
    let end =
      lane + 1 < program.entries.count ? program.entries[lane + 1] : program.instructions.count
    firstRegister = program.registers[lane].lowerBound
    registerCount = program.registers[lane].count
    firstInstruction = start
    for index in start..<end {
      var operation = operation(program.instructions[index], program)
      operation.instruction = Int32(index)
      operations.append(operation)
    }
    link(program, start..<end)
  }

  private mutating func operation(
    _ instruction: Program.Instruction, _ program: Program
  ) -> LaneOperation {
    switch instruction {
    case .end: return LaneOperation(code: .end)
    case .set(let slot, let formula):
      var result = LaneOperation(code: .set)
      result.destination = register(slot)
      result.value = operand(formula, program)
      return result
    case .test(let formula, _, _):
      var result = LaneOperation(code: .test)
      result.value = operand(formula, program)
      return result
    case .row(let row, _):
      var result = LaneOperation(code: .fence)
      if case .fence(let fence) = program.rows[row].kind { result.barrier = fence }
      return result
    // Never reached: ``link(_:_:)`` leads past it.
    case .jump: return LaneOperation(code: .end)
    case .access(let access): return operation(access, program)
    }
  }

  private mutating func operation(_ access: Access, _ program: Program) -> LaneOperation {
    var result = LaneOperation(code: .load)
    if access.array >= 0 {
      let bounds = program.arrays[access.array].bounds
      (result.slot, result.low, result.count) = (bounds.slot, bounds.low, bounds.count)
    }
    result.index = access.index.map { operand($0, program) } ?? .none
    if result.index.kind == .number, result.index.first >= result.low,
      result.index.first - result.low < result.count
    {
      result.slot += result.index.first - result.low
      result.index = .none
    }
    result.value = access.value.map { operand($0, program) } ?? .none
    result.expected = access.expected.map { operand($0, program) } ?? .none
    result.destination = register(access.destination)
    result.ordering = access.ordering
    switch access.kind {
    case .load: result.code = .load
    case .store: result.code = .store
    case .modify(let modification, let tellsNew):
      (result.code, result.modification, result.flag) = (.modify, modification, tellsNew)
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

  private func register(_ slot: Int32) -> Int32 { slot < 0 ? -1 : slot - Int32(firstRegister) }

  /// The formula, with registers for slots. A lane's own formulas read nothing but its registers.
  private mutating func operand(_ formula: Formula, _ program: Program) -> LaneOperation.Operand {
    let start = formulas.count
    for operation in program.formulas[Int(formula.start)..<Int(formula.end)] {
      precondition(operation.code != .element, "a lane's formula reads an array of places")
      var own = operation
      if own.code == .slot {
        own.operand = register(own.operand)
        precondition((0..<Int32(registerCount)).contains(own.operand), "no register of this lane")
      }
      formulas.append(own)
    }
    if formulas.count == start + 1 {
      let only = formulas[start]
      if only.code == .number || only.code == .slot {
        formulas.removeLast()
        return LaneOperation.Operand(
          kind: only.code == .number ? .number : .register, first: only.operand)
      }
    }
    return LaneOperation.Operand(
      kind: .formula, first: Int32(start), end: Int32(formulas.count))
  }

  /// Where each operation goes on: past jumps and rows.
  private mutating func link(_ program: Program, _ range: Range<Int>) {
    func real(_ start: Int) -> Int32 {
      var index = start
      while index < range.upperBound {
        switch program.instructions[index] {
        case .jump(let target): index = target
        case .row(let row, _):
          if case .fence = program.rows[row].kind { return Int32(index - firstInstruction) }
          index += 1
        default: return Int32(index - firstInstruction)
        }
      }
      return Int32(index - firstInstruction)
    }
    for index in range {
      operations[index - firstInstruction].next = real(index + 1)
      if case .test(_, let otherwise, _) = program.instructions[index] {
        operations[index - firstInstruction].otherwise = real(otherwise)
      }
    }
    entry = real(range.lowerBound)
  }
}
