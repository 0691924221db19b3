extension Compiler {
  mutating func statements(_ list: [Statement]) {
    var labels: Set<String> = []
    for statement in list {
      if let label = statement.label, !labels.insert(label.text).inserted {
        error(label.offset, "there is a label \"\(label.text)\" in this block already")
      }
      guard !isExhausted, (try? spend(statement.offset)) != nil else { return }
      self.statement(statement)
    }
  }

  private mutating func statement(_ statement: Statement) {
    let saved = context
    enter(statement)
    do throws(Parser.Abandoned) { try form(statement) } catch {}
    let hadEffect = context.hasEffect
    context = saved
    // Inside a function that shows its call, each statement has an effect of its own.
    if inlineDepth > 0, hadEffect { context.hasEffect = saved.hasEffect }
  }

  /// What rows of this statement show. In an inline function that is the statement with the call.
  private mutating func enter(_ statement: Statement) {
    let remark = statement.remarks.joined(separator: " ")
    let label = statement.label?.text ?? ""
    if inlineDepth > 0 {
      if context.remark.isEmpty { context.remark = remark }
      if context.label.isEmpty { context.label = label }
      context.hasEffect = false
      context.allowsEffect = true
      return
    }
    context = StatementContext(
      text: text(of: statement), label: label, remark: remark,
      line: source.line(of: statement.offset), offset: statement.offset)
  }

  /// An expression as the lanes show it.
  func text(of expression: Expression) -> String { Printer(compiler: self).text(expression) }

  private func text(of statement: Statement) -> String {
    let printer = Printer(compiler: self)
    switch statement.form {
    case .declare(_, let name, let value?): return "\(name.text) = \(printer.text(value))"
    case .declare(_, let name, nil), .declareArray(_, let name, _): return name.text
    case .assign(let target, let sign, let value):
      if sign == "++" || sign == "--" { return printer.text(target) + sign }
      return "\(printer.text(target)) \(sign) \(printer.text(value))"
    case .evaluate(let value): return printer.text(value)
    case .test(let condition, _, _): return "if (\(printer.text(condition)))"
    case .leave(let value): return "return" + (value.map { " " + printer.text($0) } ?? "")
    case .join: return "join"
    case .exitLoop: return "break"
    case .nextRound: return "continue"
    case .loop, .block, .empty: return ""
    }
  }

  private mutating func form(_ statement: Statement) throws(Parser.Abandoned) {
    switch statement.form {
    case .empty: break
    case .block(let list): scoped { $0.statements(list) }
    case .declare(let type, let name, let value): try declare(type, name, value)
    case .declareArray(let type, let name, let count): try declareArray(type, name, count)
    case .assign(let target, let sign, let value):
      try withTemporaries { compiler throws(Parser.Abandoned) in
        try compiler.assign(target, sign, value)
      }
    case .evaluate(let expression):
      try withTemporaries { compiler throws(Parser.Abandoned) in
        try compiler.evaluate(expression)
      }
    case .test(let condition, let then, let otherwise):
      try test(condition, then, otherwise, of: statement)
    case .loop(let variable, let from, let condition, let step, let body):
      try loop(variable, from, condition, step, body)
    case .leave(let value):
      try withTemporaries { compiler throws(Parser.Abandoned) in
        try compiler.leave(value, at: statement.offset)
      }
    case .exitLoop, .nextRound:
      guard !loopLabels.isEmpty else {
        throw fail(statement.offset, "break and continue stand in a loop")
      }
      if case .exitLoop = statement.form {
        let index = jump()
        loopLabels[loopLabels.count - 1].exit.jumps.append(index)
      } else {
        let index = jump()
        loopLabels[loopLabels.count - 1].next.jumps.append(index)
      }
    case .join:
      try withTemporaries { compiler throws(Parser.Abandoned) in
        _ = try compiler.access(.join, nil, ordering: .full, at: statement.offset)
      }
    }
  }

  /// Runs `body`; the registers that it took are zero and free again behind it.
  private mutating func withTemporaries(
    _ body: (inout Compiler) throws(Parser.Abandoned) -> Void
  ) throws(Parser.Abandoned) {
    let (mark, high) = (nextRegister, highRegister)
    highRegister = nextRegister
    defer {
      clearRegisters(from: mark)
      nextRegister = mark
      highRegister = max(high, highRegister)
    }
    try body(&self)
  }

  private mutating func declare(
    _ type: Name, _ name: Name, _ value: Expression?
  ) throws(Parser.Abandoned) {
    let register = newRegister()
    let valueType: ValueType = type.text == "pte_t" ? .pte : .number
    defer { scopes[scopes.count - 1][name.text] = .register(register, valueType) }
    try checkNew(name)
    guard let value else { return }
    try withTemporaries { compiler throws(Parser.Abandoned) in
      let result = try compiler.value(value)
      try compiler.checkStore(result, valueType, value.offset, name.text)
      compiler.set(register, result)
      compiler.localRow()
    }
  }

  private mutating func checkNew(_ name: Name) throws(Parser.Abandoned) {
    if pointers.contains(name.text) {
      throw fail(name.offset, "\"\(name.text)\" is a parameter already")
    }
    if scopes[scopes.count - 1][name.text] != nil {
      throw fail(name.offset, "\"\(name.text)\" is declared twice in this block")
    }
  }

  private mutating func declareArray(
    _ type: Name, _ name: Name, _ count: Expression
  ) throws(Parser.Abandoned) {
    let count = try constant(count, "the count")
    try checkNew(name)
    guard (1...256).contains(count) else {
      throw fail(name.offset, "an array has 1 to 256 elements, this one \(count)")
    }
    let first = newRegister()
    for _ in 1..<count { _ = newRegister() }
    scopes[scopes.count - 1][name.text] = .registers(
      first, count: count, type.text == "pte_t" ? .pte : .number)
  }

  private mutating func checkStore(
    _ value: Value, _ type: ValueType, _ offset: Int, _ target: String
  ) throws(Parser.Abandoned) {
    guard value.type != type, value.constant != 0 else { return }
    throw fail(offset, "\(target) holds \(type.words), and this is \(value.type.words)")
  }

  /// A row for a statement without an access that has something to say.
  private mutating func localRow() {
    guard !context.hasEffect, inlineDepth == 0, !context.label.isEmpty || !context.remark.isEmpty
    else { return }
    emit(.row(row(.local), value: nil))
  }

  private func isFixed(_ name: String) -> Bool {
    switch lookup(name) {
    case .constant, .round: true
    default: false
    }
  }

  /// The register that `target` names, if it names one.
  private mutating func register(
    _ target: Expression
  ) throws(Parser.Abandoned) -> (slot: Int32, type: ValueType)? {
    if case .name(let name) = target.form, case .register(let slot, let type)? = lookup(name) {
      return (slot, type)
    }
    return try localElement(target)
  }

  private mutating func assign(
    _ target: Expression, _ sign: String, _ value: Expression
  ) throws(Parser.Abandoned) {
    if let (slot, type) = try register(target) {
      let name = text(of: target)
      var result = try self.value(value)
      if sign != "=" {
        let code: FormulaOperation.Code = sign.first == "+" ? .add : .subtract
        result = Value(
          operations: Value.slot(slot, type).operations + result.operations
            + [FormulaOperation(code: code, operand: 0)], type: result.type)
      }
      try checkStore(result, type, value.offset, name)
      set(slot, result)
      return localRow()
    }
    if case .name(let name) = target.form, isFixed(name) {
      throw fail(target.offset, "\"\(name)\" has a value that is fixed here")
    }
    let place = try element(target)
    try refuseLock(place, target.offset)
    let array = program.arrays[place.array]
    let text = context.text
    if sign == "=" {
      let result = try pure(value)
      try checkStore(result, Self.type(of: array.kind), value.offset, array.name)
      _ = try access(.store, place, value: result, ordering: .plain, at: target.offset)
      return
    }
    // Plain C: one access reads, another one writes, and anything may happen between them.
    let amount = try pure(value)
    guard Self.type(of: array.kind) == .number, amount.type == .number else {
      throw fail(value.offset, "\(sign) counts, and \(array.name) is a page-table entry")
    }
    context.text = text + "  (reads)"
    let old = try access(.load, place, ordering: .plain, at: target.offset)
    context.text = text + "  (writes)"
    context.hasEffect = false
    let code: FormulaOperation.Code = sign.first == "+" ? .add : .subtract
    let sum = Value(
      operations: old.operations + amount.operations
        + [FormulaOperation(code: code, operand: 0)], type: .number)
    _ = try access(.store, place, value: sum, ordering: .plain, at: target.offset)
    context.text = text
  }

  private mutating func evaluate(_ expression: Expression) throws(Parser.Abandoned) {
    if case .call(let name, let arguments) = expression.form,
      let fence = Primitive.fences[name.text]
    {
      guard arguments.isEmpty else { throw fail(name.offset, "\(name.text)() takes nothing") }
      return emit(.row(row(.fence(fence)), value: nil))
    }
    _ = try value(expression)
    guard context.hasEffect else {
      throw fail(expression.offset, "this statement does nothing: expected an access or a call")
    }
  }

  private mutating func test(
    _ condition: Expression, _ then: [Statement], _ otherwise: [Statement], of whole: Statement
  ) throws(Parser.Abandoned) {
    let (mark, high) = (nextRegister, highRegister)
    highRegister = nextRegister
    let value = try number(condition, "a condition")
    if let known = value.constant, !context.hasEffect {
      highRegister = max(high, highRegister)
      return scoped { $0.statements(known != 0 ? whole.saying(then) : otherwise) }
    }
    var toOtherwise = Label()
    var toEnd = Label()
    toOtherwise.jumps.append(program.instructions.count)
    emit(.test(formula(value), otherwise: -1, row: outcomeRow(then, otherwise)))
    let temporaries = highRegister
    func clear(_ compiler: inout Compiler) {
      for slot in mark..<max(mark, temporaries) { compiler.set(slot, .constant(0)) }
    }
    nextRegister = mark
    clear(&self)
    scoped { $0.statements(then) }
    toEnd.jumps.append(jump())
    bind(toOtherwise)
    clear(&self)
    scoped { $0.statements(otherwise) }
    bind(toEnd)
    highRegister = max(high, highRegister)
  }

  private mutating func outcomeRow(_ then: [Statement], _ otherwise: [Statement]) -> Int {
    guard inlineDepth == 0 else { return -1 }
    let outcomes = [words(then, "yes"), words(otherwise, "no")]
    if context.hasEffect { return row(.outcome, outcomes: outcomes) }
    guard !context.label.isEmpty || !context.remark.isEmpty else { return -1 }
    return row(.local, outcomes: outcomes)
  }

  private func words(_ branch: [Statement], _ other: String) -> String {
    switch branch.first?.form {
    case .leave, .exitLoop, .nextRound: "\(other): \(text(of: branch[0]))"
    default: other
    }
  }

  private mutating func loop(
    _ variable: Name, _ from: Expression, _ condition: Expression, _ step: Int, _ body: [Statement]
  ) throws(Parser.Abandoned) {
    var value = try constant(from, "the first value of a loop's variable")
    loopLabels.append((Label(), Label()))
    defer { loopLabels.removeLast() }
    let outer = context
    var rounds = 0
    while true {
      scopes.append([variable.text: .round(value)])
      defer { scopes.removeLast() }
      context = outer
      guard try constant(condition, "the condition of a loop") != 0 else { break }
      rounds += 1
      guard rounds <= Self.roundsMax else {
        throw fail(
          condition.offset, "this loop has no end within \(Self.roundsMax) rounds")
      }
      scoped { compiler in
        compiler.statements(body)
        compiler.bind(compiler.loopLabels[compiler.loopLabels.count - 1].next)
        compiler.loopLabels[compiler.loopLabels.count - 1].next = Label()
      }
      value += step
      guard errors.isEmpty else { break }
    }
    // A round that is left by break has cleared nothing: do it here for all rounds.
    let exit = loopLabels[loopLabels.count - 1].exit
    if !exit.jumps.isEmpty {
      bind(exit)
      clearRegisters(from: nextRegister)
    }
  }

  private mutating func leave(_ value: Expression?, at offset: Int) throws(Parser.Abandoned) {
    if let target = returnRegister {
      guard let value else { throw fail(offset, "this function returns a value") }
      let result = try self.value(value)
      try checkStore(result, target.type, value.offset, "the function's value")
      set(target.slot, result)
      returnRow(value: .slot(target.slot, target.type))
    } else {
      if let value { throw fail(value.offset, "this function returns nothing") }
      if !callStack.isEmpty { returnRow(value: nil) }
    }
    let index = jump()
    returnLabel.jumps.append(index)
  }

  /// A return that a statement of its own makes has a row; any other belongs to the row before it.
  mutating func returnRow(value: Value?) {
    guard inlineDepth == 0, !callStack.isEmpty else { return }
    let text = context.text.hasPrefix("return ") && !context.hasEffect ? context.text : ""
    let compiled = value.map { formula($0) }
    emit(.row(row(.leave, text: text), value: compiled))
  }
}
