extension FormulaOperation.Code {
  /// The value of an operation on two values; one that takes another number of them traps.
  @inlinable
  package func value(_ left: Int32, _ right: Int32) throws(Fault) -> Int32 {
    switch self {
    case .add: return try checked(left.addingReportingOverflow(right))
    case .subtract: return try checked(left.subtractingReportingOverflow(right))
    case .multiply: return try checked(left.multipliedReportingOverflow(by: right))
    case .divide, .remainder:
      guard right != 0 else { throw .division }
      return try checked(
        self == .divide
          ? left.dividedReportingOverflow(by: right)
          : left.remainderReportingOverflow(dividingBy: right))
    case .and: return left & right
    case .or: return left | right
    case .xor: return left ^ right
    case .shiftLeft: return left << right
    case .shiftRight: return left >> right
    case .equal: return left == right ? 1 : 0
    case .unequal: return left != right ? 1 : 0
    case .less: return left < right ? 1 : 0
    case .lessOrEqual: return left <= right ? 1 : 0
    case .greater: return left > right ? 1 : 0
    case .greaterOrEqual: return left >= right ? 1 : 0
    case .number, .slot, .element, .not, .negate, .complement, .jumpIfZero, .jump, .truth:
      preconditionFailure("an operation that takes no two values")
    }
  }
}

extension Access.Modification {
  /// What an atomic access leaves in a place that held `old`.
  @inlinable
  package func value(_ old: Int32, by value: Int32) throws(Fault) -> Int32 {
    switch self {
    case .add: try checked(old.addingReportingOverflow(value))
    case .subtract: try checked(old.subtractingReportingOverflow(value))
    case .and: old & value
    case .andNot: old & ~value
    case .or: old | value
    case .xor: old ^ value
    case .exchange: value
    }
  }
}

@inlinable
package func checked(
  _ result: (partialValue: Int32, overflow: Bool)
) throws(Fault) -> Int32 {
  guard !result.overflow else { throw .overflow }
  return result.partialValue
}
