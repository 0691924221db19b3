/// Evaluates formulas. Its stack is reused: no allocation for each formula.
struct Evaluator {
  private let operations: [FormulaOperation]
  private let arrays: [ArrayBounds]
  private var stack: [Int32] = []
  /// What went wrong first since the last look, as an array (or -1) and an index.
  private(set) var failure: Failure?

  enum Failure: Hashable {
    case index(array: Int, index: Int)
    case calculation(Fault)
  }

  init(operations: [FormulaOperation], arrays: [ArrayBounds]) {
    self.operations = operations
    self.arrays = arrays
    stack.reserveCapacity(64)
  }

  mutating func clearFailure() { failure = nil }

  /// All operations, which read no slot; nil when that fails.
  mutating func constant() -> Int32? {
    let result = evaluate(Formula(start: 0, end: Int32(operations.count)), [])
    return failure == nil ? result : nil
  }

  /// The value of `formula` in `state`; 0 after a failure.
  ///
  /// - Complexity: O(*operations of the formula*)
  mutating func evaluate(_ formula: Formula, _ state: [Int32]) -> Int32 {
    stack.removeAll(keepingCapacity: true)
    var index = Int(formula.start)
    let end = Int(formula.end)
    while index < end {
      let operation = operations[index]
      index += 1
      switch operation.code {
      case .number: stack.append(operation.operand)
      case .slot: stack.append(state[Int(operation.operand)])
      case .element: stack.append(element(operation.operand, state))
      case .jumpIfZero: if stack.removeLast() == 0 { index += Int(operation.operand) }
      case .jump: index += Int(operation.operand)
      case .truth: stack.append(stack.removeLast() != 0 ? 1 : 0)
      case .not: stack.append(stack.removeLast() == 0 ? 1 : 0)
      case .negate: stack.append(0 &- stack.removeLast())
      case .complement: stack.append(~stack.removeLast())
      default:
        let right = stack.removeLast()
        stack.append(binary(operation.code, stack.removeLast(), right))
      }
    }
    return stack.last ?? 0
  }

  private mutating func element(_ array: Int32, _ state: [Int32]) -> Int32 {
    let bounds = arrays[Int(array)]
    let index = stack.removeLast()
    guard index >= bounds.low, index < bounds.low + bounds.count else {
      fail(.index(array: Int(array), index: Int(index)))
      return 0
    }
    return state[Int(bounds.slot + index - bounds.low)]
  }

  private mutating func fail(_ what: Failure) { if failure == nil { failure = what } }

  private mutating func binary(
    _ code: FormulaOperation.Code, _ left: Int32, _ right: Int32
  ) -> Int32 {
    do throws(Fault) {
      return try code.value(left, right)
    } catch {
      fail(.calculation(error))
      return 0
    }
  }
}
