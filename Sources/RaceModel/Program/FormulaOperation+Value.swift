extension FormulaOperation {
  /// Why a formula has no value.
  package enum Failure: Error, Hashable {
    /// An array, by its number, has no such index.
    case index(array: Int, index: Int)
    case calculation(Fault)
  }

  /// What the operations from `start` up to `end` come to, for whoever carries out a program at speed:
  /// with slots as they lie in memory there, and without an allocation. The tests hold it against
  /// ``Evaluator``, which is plain and checked.
  ///
  /// - Parameters:
  ///   - stack: room for as many values as there are operations, and one.
  ///   - read: the value of a slot.
  ///   - element: the value at an index of an array of places.
  package static func value(
    of operations: UnsafePointer<FormulaOperation>, from start: Int, to end: Int,
    stack: UnsafeMutablePointer<Int32>, read: (Int) -> Int32,
    element: (_ array: Int, _ index: Int32) throws(Failure) -> Int32
  ) throws(Failure) -> Int32 {
    var (index, top) = (start, -1)
    while index < end {
      let operation = operations[index]
      index += 1
      switch operation.code {
      case .number:
        top += 1
        stack[top] = operation.operand
      case .slot:
        top += 1
        stack[top] = read(Int(operation.operand))
      case .element: stack[top] = try element(Int(operation.operand), stack[top])
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
        do throws(Fault) {
          stack[top] = try operation.code.value(stack[top], stack[top + 1])
        } catch { throw .calculation(error) }
      }
    }
    return top >= 0 ? stack[top] : 0
  }
}
