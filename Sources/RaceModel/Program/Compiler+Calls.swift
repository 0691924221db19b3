internal import RaceTrace

extension Compiler {
  /// A call as a value; a call of a function without one gives the number 0.
  mutating func call(_ name: Name, _ arguments: [Expression]) throws(Parser.Abandoned) -> Value {
    if Self.isBuiltin(name.text) {
      var values: [Value] = []
      for argument in arguments { values.append(try value(argument)) }
      return try builtin(name, values)
    }
    if name.text == "wait_until" { return try waitUntil(name, arguments) }
    if let primitive = Primitive.all[name.text] {
      return try self.primitive(primitive, name, arguments)
    }
    if Primitive.fences[name.text] != nil {
      throw fail(name.offset, "\(name.text)() is a statement of its own")
    }
    guard let function = functions[name.text] else {
      let known = Set(functions.keys).union(Primitive.all.keys)
      let near = known.filter { $0.lowercased() == name.text.lowercased() }.min()
      throw fail(
        name.offset,
        "there is no function \"\(name.text)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
    }
    return try inlined(function, name, arguments)
  }

  private func wrongCount(_ name: Name, _ wanted: Int, _ found: Int) -> String {
    "\(name.text)() takes \(wanted) argument\(wanted == 1 ? "" : "s"), not \(found)"
  }

  // MARK: - Pure functions

  private static let builtins: [String: Int] = [
    "pte_present": 1, "pte_write": 1, "pte_young": 1, "pte_dirty": 1, "pte_none": 1, "pte_pfn": 1,
    "pte_val": 1, "pte_same": 2, "pte_wrprotect": 1, "pte_mkwrite": 1, "pte_mkold": 1,
    "pte_mkyoung": 1, "pte_mkdirty": 1, "pte_mkclean": 1, "mk_pte": 1, "pte_access_permitted": 2,
  ]

  static func isBuiltin(_ name: String) -> Bool { builtins[name] != nil }

  /// The functions of page-table entries. Source: include/linux/pgtable.h.
  mutating func builtin(_ name: Name, _ values: [Value]) throws(Parser.Abandoned) -> Value {
    guard let count = Self.builtins[name.text] else {
      throw fail(name.offset, "\"\(name.text)\" cannot be called here")
    }
    guard values.count == count else {
      throw fail(name.offset, wrongCount(name, count, values.count))
    }
    let wanted: [ValueType] =
      name.text == "mk_pte" ? [.number] : name.text == "pte_same" ? [.pte, .pte] : [.pte, .number]
    for (value, wanted) in zip(values, wanted) where value.type != wanted {
      throw fail(name.offset, "\(name.text)() takes \(wanted.words), not \(value.type.words)")
    }
    let value = values[0]
    func with(_ number: Int, _ code: FormulaOperation.Code, _ type: ValueType) -> Value {
      Value(
        operations: value.operations + [
          FormulaOperation(code: .number, operand: Int32(number)),
          FormulaOperation(code: code, operand: 0),
        ], type: type)
    }
    func has(_ bit: Int) -> Value { with(bit, .and, .number).applying(.truth) }
    var result: Value
    switch name.text {
    case "pte_present": result = has(PteBits.present)
    case "pte_write": result = has(PteBits.write)
    case "pte_young": result = has(PteBits.accessed)
    case "pte_dirty": result = has(PteBits.dirty)
    case "pte_none": result = value.applying(.not)
    case "pte_pfn": result = with(PteBits.frameShift, .shiftRight, .number)
    case "pte_val": result = value
    case "pte_same":
      result = Value(
        operations: value.operations + values[1].operations
          + [FormulaOperation(code: .equal, operand: 0)], type: .number)
    case "pte_access_permitted":
      guard let write = values[1].constant else {
        throw fail(name.offset, "\(name.text)() must know whether to write when the model is read")
      }
      // User pages are all that a model has.
      let bits = Int32(PteBits.present | (write != 0 ? PteBits.write : 0))
      result = with(Int(bits), .and, .number)
      result.operations += [
        FormulaOperation(code: .number, operand: bits), FormulaOperation(code: .equal, operand: 0),
      ]
    case "pte_wrprotect": result = with(~PteBits.write, .and, .pte)
    case "pte_mkwrite": result = with(PteBits.write, .or, .pte)
    case "pte_mkold": result = with(~PteBits.accessed, .and, .pte)
    case "pte_mkyoung": result = with(PteBits.accessed, .or, .pte)
    case "pte_mkdirty": result = with(PteBits.dirty, .or, .pte)
    case "pte_mkclean": result = with(~PteBits.dirty, .and, .pte)
    default:
      let flags = PteBits.present | PteBits.write | PteBits.accessed | PteBits.dirty
      result = with(PteBits.frameShift, .shiftLeft, .number)
      result.operations += [
        FormulaOperation(code: .number, operand: Int32(flags)),
        FormulaOperation(code: .or, operand: 0),
      ]
      result.type = .pte
    }
    return fold(result, values)
  }

  // MARK: - Primitives

  private mutating func primitive(
    _ primitive: Primitive, _ name: Name, _ arguments: [Expression]
  ) throws(Parser.Abandoned) -> Value {
    guard arguments.count == primitive.arguments.count else {
      throw fail(
        name.offset,
        wrongCount(name, primitive.arguments.count, arguments.count))
    }
    var reference: PlaceReference?
    var values: [Value] = []
    var bit = 0
    for (kind, argument) in zip(primitive.arguments, arguments) {
      switch kind {
      case .place: reference = try pointer(argument, of: name)
      case .lvalue: reference = try element(argument)
      case .value: values.append(try pure(argument))
      case .bit:
        bit = try constant(argument, "the bit")
        guard (0...30).contains(bit) else {
          throw fail(argument.offset, "a bit is 0 to 30, not \(bit)")
        }
      }
    }
    guard let place = reference else { throw fail(name.offset, "expected a place") }
    try check(primitive, name, place, values, arguments)
    if primitive.arguments.contains(.bit) { values.append(.constant(1 << bit)) }
    if let value = primitive.value { values.append(.constant(value)) }
    if let expected = primitive.expected { values.append(.constant(expected)) }
    let isExchange = primitive.kind == .compareExchange
    let told = try access(
      primitive.kind, place, value: isExchange ? values[1] : values.first,
      expected: isExchange ? values[0] : values.dropFirst().first, ordering: primitive.ordering,
      at: name.offset)
    switch primitive.result {
    case .nothing: return .constant(0)
    case .told: return told
    case .isZero: return told.applying(.not)
    case .bit:
      var value = told
      value.operations += [
        FormulaOperation(code: .number, operand: 1 << Int32(bit)),
        FormulaOperation(code: .and, operand: 0),
      ]
      return value.applying(.truth)
    }
  }

  private mutating func check(
    _ primitive: Primitive, _ name: Name, _ place: PlaceReference, _ values: [Value],
    _ arguments: [Expression]
  ) throws(Parser.Abandoned) {
    let array = program.arrays[place.array]
    let isLock = array.kind == .spinlock || array.kind == .rwsem
    if primitive.isLocking {
      let wanted = name.text.hasPrefix("spin") ? "spinlock" : "rwsem"
      guard array.kind.description == wanted else {
        throw fail(
          name.offset, "\(name.text)() takes a \(wanted), and \(array.name) is a \(array.kind)")
      }
    } else if isLock {
      throw fail(name.offset, "\(array.name) is a lock: it is only taken and let go")
    }
    let type = Self.type(of: array.kind)
    if primitive.isPte, type != .pte {
      throw fail(
        name.offset,
        "\(name.text)() takes a page-table entry, and \(array.name) is a \(array.kind)")
    }
    if primitive.isArithmetic, type == .pte {
      throw fail(name.offset, "\(name.text)() counts, and \(array.name) is a page-table entry")
    }
    for (value, argument) in zip(values, arguments.suffix(values.count))
    where value.type != type && value.constant != 0 {
      throw fail(
        argument.offset, "\(array.name) holds \(type.words), and this is \(value.type.words)")
    }
  }

  /// `&x`, or the name of a parameter that is a pointer to a place.
  private mutating func pointer(
    _ argument: Expression, of name: Name
  ) throws(Parser.Abandoned) -> PlaceReference {
    switch argument.form {
    case .reference(let target): return try element(target)
    case .name(let text):
      if case .place(let place)? = lookup(text), pointers.contains(text) {
        guard place.index != nil else { throw fail(argument.offset, "expected one element") }
        return place
      }
      throw fail(argument.offset, "\(name.text)() takes a place: &\(text)")
    default: throw fail(argument.offset, "\(name.text)() takes a place: &…")
    }
  }

  private mutating func waitUntil(
    _ name: Name, _ arguments: [Expression]
  ) throws(Parser.Abandoned) -> Value {
    guard arguments.count == 1 else { throw fail(name.offset, "expected wait_until(CONDITION)") }
    let condition = try number(arguments[0], "a condition")
    guard case .access(var access)? = program.instructions.last, case .load = access.kind,
      context.hasEffect
    else { throw fail(arguments[0].offset, "the condition must read one shared place") }
    access.kind = .waitUntil(formula(condition))
    program.instructions[program.instructions.count - 1] = .access(access)
    return .constant(0)
  }

  // MARK: - Functions of the model

  private mutating func inlined(
    _ function: FunctionItem, _ name: Name, _ arguments: [Expression]
  ) throws(Parser.Abandoned) -> Value {
    guard arguments.count == function.parameters.count else {
      throw fail(
        name.offset,
        wrongCount(name, function.parameters.count, arguments.count))
    }
    guard !callStack.contains(name.text) else {
      throw fail(name.offset, "\(name.text)() calls itself: a model has no recursion")
    }
    guard callStack.count < Self.callDepthMax else {
      throw fail(name.offset, "calls nest more than \(Self.callDepthMax) deep")
    }
    try effect(name.offset)
    let callText = text(of: Expression(form: .call(name, arguments), offset: name.offset))
    let bindings = try self.bindings(function, arguments)
    let result = function.returnsValue ? newRegister() : nil
    let saved = (context, returnLabel, returnRegister, loopLabels, scopes, inlineDepth, pointers)
    if !function.isInline, inlineDepth == 0 { emit(.row(row(.call, text: callText), value: nil)) }
    if function.isInline { inlineDepth += 1 }
    callStack.append(name.text)
    returnLabel = Label()
    loopLabels = []
    let type: ValueType = function.resultType
    returnRegister = result.map { ($0, type) }
    scopes = [scopes[0]]
    pointers = Set(function.parameters.filter(\.isPlace).map(\.name.text))
    scoped { compiler in
      for (parameter, binding) in zip(function.parameters, bindings) {
        compiler.scopes[compiler.scopes.count - 1][parameter.name.text] =
          compiler.received(binding)
      }
      compiler.statements(function.body)
      if !function.returnsValue || !compiler.endsInReturn(function.body) {
        compiler.returnRow(value: nil)
      }
      compiler.bind(compiler.returnLabel)
    }
    callStack.removeLast()
    (context, returnLabel, returnRegister, loopLabels, scopes, inlineDepth, pointers) = saved
    return result.map { .slot($0, type) } ?? .constant(0)
  }

  private mutating func bindings(
    _ function: FunctionItem, _ arguments: [Expression]
  ) throws(Parser.Abandoned) -> [Argument] {
    var found: [Argument] = []
    for (parameter, argument) in zip(function.parameters, arguments) {
      guard parameter.isPlace else {
        guard ["int", "bool", "pte_t"].contains(parameter.type.text) else {
          throw fail(
            parameter.type.offset, "a value is an int, a bool or a pte_t, no \(parameter.type.text)"
          )
        }
        let wanted: ValueType = parameter.type.text == "pte_t" ? .pte : .number
        let value = try pure(argument)
        guard value.type == wanted || value.constant == 0 else {
          throw fail(argument.offset, "expected \(wanted.words), found \(value.type.words)")
        }
        found.append(.value(value, wanted))
        continue
      }
      guard Self.isPlaceType(parameter.type.text) else {
        found.append(.opaque)
        continue
      }
      let place = try pointer(argument, of: function.name)
      let kind = program.arrays[place.array].kind
      guard Self.kind(named: parameter.type.text) == kind else {
        throw fail(argument.offset, "expected a \(parameter.type.text), found a \(kind)")
      }
      found.append(.place(place))
    }
    return found
  }

  /// What a parameter stands for: a known value stays known, any other gets a register.
  private mutating func received(_ argument: Argument) -> Binding {
    switch argument {
    case .opaque: return .opaque
    case .place(var place):
      guard let index = place.index, index.constant == nil else { return .place(place) }
      let register = newRegister()
      set(register, index)
      place.index = .slot(register, .number)
      return .place(place)
    case .value(let value, let type):
      if let known = value.constant { return .constant(known) }
      let register = newRegister()
      set(register, value)
      return .register(register, type)
    }
  }

  private func endsInReturn(_ body: [Statement]) -> Bool {
    if case .leave? = body.last?.form { return true }
    return false
  }

  /// An evaluated argument.
  private enum Argument {
    case value(Value, ValueType)
    case place(PlaceReference)
    case opaque
  }
}
