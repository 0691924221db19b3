internal import RaceTrace

extension Compiler {
  /// A value that is known when the model is read.
  mutating func constant(_ expression: Expression, _ what: String) throws(Parser.Abandoned) -> Int {
    let value = try pure(expression)
    guard let constant = value.constant else {
      throw fail(expression.offset, "\(what) must be known when the model is read")
    }
    return constant
  }

  /// An expression without a shared access and without a call.
  mutating func pure(_ expression: Expression) throws(Parser.Abandoned) -> Value {
    let allows = context.allowsEffect
    context.allowsEffect = false
    defer { context.allowsEffect = allows }
    return try value(expression)
  }

  /// The value of `expression`; its one access or call, if it has one, is emitted.
  mutating func value(_ expression: Expression) throws(Parser.Abandoned) -> Value {
    try spend(expression.offset)
    switch expression.form {
    case .number(let value): return .constant(value)
    case .name(let name): return try named(name, expression)
    case .index, .dereference:
      if let (slot, type) = try localElement(expression) { return .slot(slot, type) }
      return try plainLoad(expression)
    case .reference:
      throw fail(expression.offset, "a place (&…) can only be given to a function")
    case .unary(let sign, let operand):
      let value = try number(operand, "the operand of \(sign)")
      let code: FormulaOperation.Code = sign == "!" ? .not : sign == "-" ? .negate : .complement
      return fold(value.applying(code), [value])
    case .binary("&&", let left, let right): return try logical(left, right, isAnd: true)
    case .binary("||", let left, let right): return try logical(left, right, isAnd: false)
    case .binary(let sign, let left, let right):
      return try binary(sign, left, right)
    case .conditional(let condition, let then, let otherwise):
      return try conditional(condition, then, otherwise)
    case .call(let name, let arguments): return try call(name, arguments)
    }
  }

  /// A value that must be a number.
  mutating func number(
    _ expression: Expression, _ what: String
  ) throws(Parser.Abandoned) -> Value {
    let value = try value(expression)
    guard value.type == .number else {
      throw fail(expression.offset, "\(what) must be a number, and this is \(value.type.words)")
    }
    return value
  }

  private mutating func named(
    _ name: String, _ expression: Expression
  ) throws(Parser.Abandoned) -> Value {
    switch lookup(name) {
    case .constant(let value), .round(let value): return .constant(value)
    case .register(let slot, let type): return .slot(slot, type)
    case .place: return try plainLoad(expression)
    case .registers: throw fail(expression.offset, "expected one element of \(name): […]")
    case .opaque: throw fail(expression.offset, "\"\(name)\" is only a name here, without a value")
    case nil: throw fail(expression.offset, unknown(name))
    }
  }

  func unknown(_ name: String) -> String {
    var known: Set<String> = []
    for scope in scopes { known.formUnion(scope.keys) }
    let near = known.filter { Self.distance($0, name) <= min(2, name.utf8.count / 3) }.min()
    return "\"\(name)\" is not declared" + (near.map { "; did you mean \"\($0)\"?" } ?? "")
  }

  /// How many letters must be changed, at most.
  private static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left.utf8.prefix(64)), Array(right.utf8.prefix(64)))
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in right.enumerated() {
        let cost = min(row[j + 1] + 1, row[j] + 1, diagonal + (a == b ? 0 : 1))
        diagonal = row[j + 1]
        row[j + 1] = cost
      }
    }
    return row[right.count]
  }

  private mutating func logical(
    _ left: Expression, _ right: Expression, isAnd: Bool
  ) throws(Parser.Abandoned) -> Value {
    let first = try number(left, "a condition")
    if let known = first.constant {
      if (known != 0) != isAnd { return .constant(isAnd ? 0 : 1) }
      let second = try number(right, "a condition")
      return fold(second.applying(.truth), [second])
    }
    let allows = context.allowsEffect
    context.allowsEffect = false
    defer { context.allowsEffect = allows }
    let second = try number(right, "a condition").applying(.truth)
    var operations = isAnd ? first.operations : first.applying(.not).operations
    operations.append(jump(.jumpIfZero, second.operations.count + 1))
    operations += second.operations
    operations.append(jump(.jump, 1))
    operations.append(FormulaOperation(code: .number, operand: isAnd ? 0 : 1))
    return Value(operations: operations, type: .number)
  }

  private func jump(_ code: FormulaOperation.Code, _ distance: Int) -> FormulaOperation {
    FormulaOperation(code: code, operand: Int32(distance))
  }

  private mutating func conditional(
    _ condition: Expression, _ then: Expression, _ otherwise: Expression
  ) throws(Parser.Abandoned) -> Value {
    let test = try number(condition, "a condition")
    if let known = test.constant { return try value(known != 0 ? then : otherwise) }
    let allows = context.allowsEffect
    context.allowsEffect = false
    defer { context.allowsEffect = allows }
    let (first, second) = (try value(then), try value(otherwise))
    guard first.type == second.type else {
      throw fail(otherwise.offset, "expected \(first.type.words), as before the colon")
    }
    var operations = test.operations
    operations.append(jump(.jumpIfZero, first.operations.count + 1))
    operations += first.operations
    operations.append(jump(.jump, second.operations.count))
    operations += second.operations
    return Value(operations: operations, type: first.type)
  }

  private static let codes: [String: FormulaOperation.Code] = [
    "+": .add, "-": .subtract, "*": .multiply, "/": .divide, "%": .remainder, "&": .and, "|": .or,
    "^": .xor, "<<": .shiftLeft, ">>": .shiftRight, "==": .equal, "!=": .unequal, "<": .less,
    "<=": .lessOrEqual, ">": .greater, ">=": .greaterOrEqual,
  ]

  private mutating func binary(
    _ sign: String, _ left: Expression, _ right: Expression
  ) throws(Parser.Abandoned) -> Value {
    let (first, second) = (try value(left), try value(right))
    return try joined(sign, (first, left), (second, right))
  }

  /// Two values and an operator that always looks at both.
  mutating func joined(
    _ sign: String, _ left: (Value, Expression), _ right: (Value, Expression)
  ) throws(Parser.Abandoned) -> Value {
    let ((first, left), (second, right)) = (left, right)
    guard let code = Self.codes[sign] else { throw fail(left.offset, "no operator \(sign)") }
    if sign == "==" || sign == "!=" {
      guard first.type == second.type || first.constant == 0 || second.constant == 0 else {
        throw fail(
          right.offset, "cannot compare \(first.type.words) with \(second.type.words)")
      }
    } else {
      for (value, side) in [(first, left), (second, right)] where value.type != .number {
        throw fail(side.offset, "the operand of \(sign) must be a number, not \(value.type.words)")
      }
    }
    let operation = FormulaOperation(code: code, operand: 0)
    return fold(
      Value(operations: first.operations + second.operations + [operation], type: .number),
      [first, second])
  }

  /// `value` as a constant when everything that it is made of is known.
  func fold(_ value: Value, _ parts: [Value]) -> Value {
    guard parts.allSatisfy({ $0.constant != nil }) else { return value }
    var evaluator = Evaluator(operations: value.operations, arrays: [])
    guard let result = evaluator.constant() else { return value }
    return .constant(Int(result), value.type)
  }

  /// The register of an element of a local array, if `expression` is one.
  mutating func localElement(
    _ expression: Expression
  ) throws(Parser.Abandoned) -> (slot: Int32, type: ValueType)? {
    guard case .index(let array, let index) = expression.form, case .name(let name) = array.form,
      case .registers(let slot, let count, let type)? = lookup(name)
    else { return nil }
    let element = try constant(index, "the index of a local array")
    guard (0..<count).contains(element) else {
      throw fail(index.offset, "\(name) has the elements 0 to \(count - 1), not \(element)")
    }
    return (slot + Int32(element), type)
  }

  // MARK: - Places

  /// The place that `expression` names: `x`, `a[i]`, `*p`.
  mutating func place(_ expression: Expression) throws(Parser.Abandoned) -> PlaceReference {
    switch expression.form {
    case .dereference(let pointer): return try place(pointer)
    case .name(let name):
      guard case .place(let place)? = lookup(name) else {
        throw fail(
          expression.offset, lookup(name) == nil ? unknown(name) : "\"\(name)\" is no shared place")
      }
      return place
    case .index(let array, let index):
      let base = try place(array)
      guard base.index == nil else {
        throw fail(expression.offset, "\(text(of: array)) is no array")
      }
      let bounds = program.arrays[base.array].bounds
      let index = try pure(index)
      guard index.type == .number else { throw fail(expression.offset, "an index is a number") }
      if let known = index.constant, !(Int(bounds.low)..<Int(bounds.low + bounds.count) ~= known) {
        let last = bounds.low + bounds.count - 1
        throw fail(
          expression.offset,
          "\(program.arrays[base.array].name) has the elements \(bounds.low) to \(last), not \(known)"
        )
      }
      return PlaceReference(array: base.array, index: index)
    default: throw fail(expression.offset, "expected a shared place")
    }
  }

  /// One element, not a whole array.
  mutating func element(_ expression: Expression) throws(Parser.Abandoned) -> PlaceReference {
    let found = try place(expression)
    guard found.index != nil else {
      throw fail(expression.offset, "expected one element of this array: […]")
    }
    return found
  }

  /// A plain C read of a place.
  private mutating func plainLoad(_ expression: Expression) throws(Parser.Abandoned) -> Value {
    let place = try element(expression)
    try refuseLock(place, expression.offset)
    return try access(.load, place, ordering: .plain, at: expression.offset)
  }

  mutating func refuseLock(_ place: PlaceReference, _ offset: Int) throws(Parser.Abandoned) {
    let array = program.arrays[place.array]
    if array.kind == .spinlock || array.kind == .rwsem {
      throw fail(offset, "\(array.name) is a lock: it is only taken and let go")
    }
  }

  /// Emits an access and returns what it told.
  mutating func access(
    _ kind: Access.Kind, _ place: PlaceReference?, value: Value? = nil, expected: Value? = nil,
    ordering: AccessOrdering, at offset: Int
  ) throws(Parser.Abandoned) -> Value {
    try effect(offset)
    let register = newRegister()
    emit(
      .access(
        Access(
          kind: kind, array: place?.array ?? -1,
          index: place?.index.flatMap { index in
            index.constant == 0 && place.map { program.arrays[$0.array].bounds.low == 0 } == true
              ? nil : formula(index)
          },
          value: value.map { formula($0) }, expected: expected.map { formula($0) },
          destination: register, ordering: ordering, row: row(.access))))
    let type = place.map { Self.type(of: program.arrays[$0.array].kind) } ?? .number
    return .slot(register, type)
  }

  /// Notes the one access or call of a statement.
  mutating func effect(_ offset: Int) throws(Parser.Abandoned) {
    guard context.allowsEffect else {
      throw fail(
        offset,
        "a shared access or a call cannot stand here: read it into a variable first")
    }
    guard !context.hasEffect else {
      throw fail(
        offset,
        "a statement makes one shared access or one call; this is its second: split it")
    }
    context.hasEffect = true
  }
}
