/// What an expression's value is.
enum ValueType: Hashable {
  case number
  /// A page-table entry.
  case pte

  var words: String {
    switch self {
    case .number: "a number"
    case .pte: "a page-table entry"
    }
  }
}

/// A compiled expression.
struct Value {
  var operations: [FormulaOperation]
  var type: ValueType
  /// Its value when that is known.
  var constant: Int?

  static func constant(_ value: Int, _ type: ValueType = .number) -> Value {
    Value(
      operations: [FormulaOperation(code: .number, operand: Int32(truncatingIfNeeded: value))],
      type: type, constant: value)
  }

  static func slot(_ slot: Int32, _ type: ValueType) -> Value {
    Value(operations: [FormulaOperation(code: .slot, operand: slot)], type: type, constant: nil)
  }

  func applying(_ code: FormulaOperation.Code) -> Value {
    Value(operations: operations + [FormulaOperation(code: code, operand: 0)], type: .number)
  }
}

/// A place as an argument or an operand: an array and which element.
struct PlaceReference {
  var array: Int
  /// nil for a place that is no array.
  var index: Value?
}

extension FunctionItem {
  var returnsValue: Bool { type != "void" }
  var resultType: ValueType { type == "pte_t" ? .pte : .number }
}
