internal import RaceModel
internal import RaceTrace

extension Program {
  /// How it differs from `other`, in what a lane may come to.
  ///
  /// - Complexity: O(*instructions*)
  func difference(from other: Program) -> Mutation.Difference {
    guard steps == other.steps, arrays == other.arrays, registers == other.registers,
      initialPlaces == other.initialPlaces, checks == other.checks
    else { return .steps }
    return orders == other.orders ? .none : .order
  }

  /// An instruction without what is only shown, without ordering, and with its formulas written out:
  /// where these lie also depends on what a switch that is off has left behind.
  private struct Step: Hashable {
    enum Code { case access, wait, set, jump, test, end }
    var code: Code
    var access: Access?
    /// Where it leads, or what it sets.
    var number = 0
    var formulas: [[FormulaOperation]] = []
  }

  private func code(_ formula: Formula?) -> [FormulaOperation] {
    formula.map { Array(formulas[Int($0.start)..<Int($0.end)]) } ?? []
  }

  private var steps: [Step] {
    let number = stepNumbers
    return reachableInstructions.compactMap { instruction in
      switch instruction {
      case .row: return nil
      case .access(let access): return step(access)
      case .jump(let target): return Step(code: .jump, number: number[target])
      case .test(let formula, let otherwise, _):
        return Step(code: .test, number: number[otherwise], formulas: [code(formula)])
      case .set(let slot, let formula):
        return Step(code: .set, number: Int(slot), formulas: [code(formula)])
      case .end: return Step(code: .end)
      }
    }
  }

  private func step(_ access: Access) -> Step {
    var bare = access
    (bare.index, bare.value, bare.expected) = (nil, nil, nil)
    (bare.row, bare.ordering) = (0, .plain)
    var step = Step(code: .access, access: bare)
    step.formulas = [code(access.index), code(access.value), code(access.expected)]
    if case .waitUntil(let condition) = access.kind {
      step.code = .wait
      step.access?.kind = .load
      step.formulas.append(code(condition))
    }
    return step
  }

  private var reachableInstructions: [Instruction] {
    zip(instructions, reachable).filter(\.1).map(\.0)
  }

  /// For each instruction, how many steps stand before it; rows are none, nor is what no lane comes
  /// to.
  private var stepNumbers: [Int] {
    var number = [0]
    for (instruction, isReachable) in zip(instructions, reachable) {
      var isStep = isReachable
      if case .row = instruction { isStep = false }
      number.append(number[number.count - 1] + (isStep ? 1 : 0))
    }
    return number
  }

  /// What is asked of each state. A formula asks whether a lane is done by the number of its last
  /// instruction, which moves with the rows before it.
  private var checks: [[FormulaOperation]] {
    let number = stepNumbers
    return properties.map { property in
      var code = code(property.formula)
      for index in code.indices.dropLast()
      where code[index].code == .slot && code[index].operand >= counterSlot(0) {
        code[index + 1].operand = Int32(number[Int(code[index + 1].operand)])
      }
      return code
    }
  }

  /// The barriers and the ordering of the accesses, in the order of the text.
  private var orders: [String] {
    reachableInstructions.compactMap { instruction in
      switch instruction {
      case .access(let access): return access.ordering.rawValue
      case .row(let row, _):
        guard case .fence(let fence) = rows[row].kind else { return nil }
        return fence.rawValue
      default: return nil
      }
    }
  }
}
