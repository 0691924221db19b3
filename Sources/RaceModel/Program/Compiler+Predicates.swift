internal import RaceTrace

extension Compiler {
  /// A formula over the whole state, for properties: places are read directly, and there are
  /// `done(LANE)`, `forall(i, COUNT, f)`, `exists(i, COUNT, f)` and `count(i, COUNT, f)`.
  mutating func statePredicate(_ expression: Expression) throws(Parser.Abandoned) -> Value {
    try spend(expression.offset)
    switch expression.form {
    case .name(let name):
      guard case .place = lookup(name) else { return try pure(expression) }
      return try directLoad(expression)
    case .index, .dereference: return try directLoad(expression)
    case .unary(let sign, let operand):
      let value = try statePredicate(operand)
      return fold(
        value.applying(sign == "!" ? .not : sign == "-" ? .negate : .complement), [value])
    case .binary(let sign, let left, let right):
      let (first, second) = (try statePredicate(left), try statePredicate(right))
      switch sign {
      case "&&": return choose(first, second.applying(.truth), .constant(0))
      case "||": return choose(first, .constant(1), second.applying(.truth))
      default: return try joined(sign, (first, left), (second, right))
      }
    case .conditional(let condition, let then, let otherwise):
      let (test, a, b) = (
        try statePredicate(condition), try statePredicate(then), try statePredicate(otherwise)
      )
      return choose(test, a, b)
    case .call(let name, let arguments): return try predicateCall(name, arguments)
    case .number, .reference: return try pure(expression)
    }
  }

  private mutating func predicateCall(
    _ name: Name, _ arguments: [Expression]
  ) throws(Parser.Abandoned) -> Value {
    switch name.text {
    case "forall", "exists", "count":
      guard arguments.count == 3, case .name(let variable) = arguments[0].form else {
        throw fail(name.offset, "expected \(name.text)(NAME, COUNT, FORMULA)")
      }
      let count = try constant(arguments[1], "the count")
      guard (0...256).contains(count) else {
        throw fail(arguments[1].offset, "a count of 0 to 256, not \(count)")
      }
      var total = Value.constant(name.text == "forall" ? 1 : 0)
      for index in 0..<count {
        scopes.append([variable: .constant(index)])
        defer { scopes.removeLast() }
        let part = try statePredicate(arguments[2]).applying(.truth)
        let sign: FormulaOperation.Code =
          name.text == "forall" ? .and : name.text == "exists" ? .or : .add
        total = Value(
          operations: total.operations + part.operations
            + [FormulaOperation(code: sign, operand: 0)], type: .number)
      }
      return total
    case "done":
      guard arguments.count == 1 else { throw fail(name.offset, "expected done(LANE)") }
      let lane = try constant(arguments[0], "the lane")
      guard program.entries.indices.contains(lane) else {
        throw fail(name.offset, "there is no lane \(lane)")
      }
      // A lane that has ended stands at its last instruction.
      let end = program.instructions(ofLane: lane).upperBound - 1
      return Value(
        operations: [
          FormulaOperation(code: .slot, operand: Int32(program.counterSlot(lane))),
          FormulaOperation(code: .number, operand: Int32(end)),
          FormulaOperation(code: .equal, operand: 0),
        ], type: .number)
    default:
      var values: [Value] = []
      for argument in arguments { values.append(try statePredicate(argument)) }
      return try builtin(name, values)
    }
  }

  private mutating func directLoad(_ expression: Expression) throws(Parser.Abandoned) -> Value {
    let found: PlaceReference
    if case .index(let array, let index) = expression.form {
      let base = try place(array)
      guard base.index == nil else { throw fail(expression.offset, "this is no array") }
      found = PlaceReference(array: base.array, index: try statePredicate(index))
    } else {
      found = try element(expression)
    }
    let array = program.arrays[found.array]
    let type = Self.type(of: array.kind)
    let index = found.index ?? .constant(0)
    if let known = index.constant {
      guard Int(array.bounds.low)..<Int(array.bounds.low + array.bounds.count) ~= known else {
        throw fail(expression.offset, "\(array.name) has no element \(known)")
      }
      return .slot(array.bounds.slot + Int32(known) - array.bounds.low, type)
    }
    return Value(
      operations: index.operations
        + [FormulaOperation(code: .element, operand: Int32(found.array))], type: type)
  }

  private func choose(_ test: Value, _ then: Value, _ otherwise: Value) -> Value {
    var operations = test.operations
    operations.append(
      FormulaOperation(code: .jumpIfZero, operand: Int32(then.operations.count + 1)))
    operations += then.operations
    operations.append(FormulaOperation(code: .jump, operand: Int32(otherwise.operations.count)))
    operations += otherwise.operations
    return Value(operations: operations, type: then.type)
  }
}
