extension Parser {
  /// `block: '{' statement* '}'`
  mutating func block() throws(Abandoned) -> [Statement] {
    try nested { parser throws(Abandoned) in
      try parser.expect("{", "to begin a block")
      var statements: [Statement] = []
      while !parser.token.isSign("}"), parser.token.kind != .end {
        let start = parser.token.range
        do throws(Abandoned) {
          statements.append(try parser.statement())
        } catch { parser.skipStatement() }
        if parser.token.range == start, !parser.token.isSign("}") { parser.advance() }
      }
      try parser.expect("}", "to end the block")
      return statements
    }
  }

  /// `statement: (NAME ':')? (local | test | loop | jump | block | expr (assign expr)?) ';'`
  mutating func statement() throws(Abandoned) -> Statement {
    let remarks = takeRemarks()
    var label: Name?
    if case .name(let text) = token.kind, following.isSign(":"), !Self.reserved.contains(text) {
      label = try name("a label")
      advance()
    }
    let offset = token.range.lowerBound
    let form = try nested { parser throws(Abandoned) in try parser.form() }
    return Statement(form: form, offset: offset, label: label, remarks: remarks)
  }

  private mutating func form() throws(Abandoned) -> Statement.Form {
    if token.isSign("{") { return .block(try block()) }
    if take(";") { return .empty }
    guard case .name(let word) = token.kind else { return try simple() }
    switch word {
    case "int", "bool", "pte_t": return try local()
    case "if": return try test()
    case "for": return try loop()
    case "return":
      advance()
      let value = token.isSign(";") ? nil : try expression()
      try expect(";", "behind return")
      return .leave(value)
    case "break": return try ended(.exitLoop)
    case "continue": return try ended(.nextRound)
    case "join": return try ended(.join)
    case "while", "do", "goto", "switch":
      throw fail(
        "there is no \"\(word)\" here: use if, or a for loop with bounds that are known")
    default: return try simple()
    }
  }

  private mutating func ended(_ form: Statement.Form) throws(Abandoned) -> Statement.Form {
    advance()
    try expect(";", "behind the statement")
    return form
  }

  /// `local: TYPE NAME ('[' expr ']' | '=' expr)? ';'`
  private mutating func local() throws(Abandoned) -> Statement.Form {
    guard case .name(let text) = token.kind else { throw fail("expected a type") }
    let type = Name(text: text, offset: token.range.lowerBound)
    advance()
    let name = try name("the variable's name")
    if take("[") {
      let count = try expression()
      try expect("]", "behind the count")
      try expect(";", "behind the variable")
      return .declareArray(type: type, name: name, count: count)
    }
    let value = take("=") ? try expression() : nil
    try expect(";", "behind the variable")
    return .declare(type: type, name: name, value: value)
  }

  /// `test: 'if' '(' expr ')' statement ('else' statement)?`
  private mutating func test() throws(Abandoned) -> Statement.Form {
    advance()
    try expect("(", "behind if")
    let condition = try expression()
    try expect(")", "behind the condition")
    let then = try body()
    let otherwise = takeName("else") ? try body() : []
    return .test(condition, then: then, otherwise: otherwise)
  }

  private mutating func body() throws(Abandoned) -> [Statement] {
    token.isSign("{") ? try block() : [try statement()]
  }

  /// `loop: 'for' '(' 'int' NAME '=' expr ';' expr ';' NAME ('++' | '--') ')' statement`
  private mutating func loop() throws(Abandoned) -> Statement.Form {
    advance()
    let (variable, from, condition, step): (Name, Expression, Expression, Int)
    do throws(Abandoned) {
      (variable, from, condition, step) = try loopHead()
    } catch {
      // The semicolons of a head are not the ends of statements.
      while !token.isSign(")"), !token.isSign("{"), !token.isSign("}"), token.kind != .end {
        advance()
      }
      throw error
    }
    return .loop(
      variable: variable, from: from, condition: condition, step: step, body: try body())
  }

  private mutating func loopHead() throws(Abandoned) -> (Name, Expression, Expression, Int) {
    try expect("(", "behind for")
    guard takeName("int") else {
      throw fail("expected \"int NAME = …\": a loop has a variable of its own")
    }
    let variable = try name("the loop's variable")
    try expect("=", "and its first value")
    let from = try expression()
    try expect(";", "behind the first value")
    let condition = try expression()
    try expect(";", "behind the condition")
    let stepped = try name("the loop's variable")
    guard stepped.text == variable.text else {
      throw fail("a loop steps its own variable, \(variable.text)", at: stepped.offset)
    }
    let step = take("++") ? 1 : take("--") ? -1 : 0
    guard step != 0 else { throw fail("expected ++ or --, found \(token.words)") }
    try expect(")", "behind the loop's head")
    return (variable, from, condition, step)
  }

  private mutating func simple() throws(Abandoned) -> Statement.Form {
    let target = try expression()
    let form: Statement.Form
    if take("=") {
      form = .assign(target: target, sign: "=", value: try expression())
    } else if take("+=") {
      form = .assign(target: target, sign: "+=", value: try expression())
    } else if take("-=") {
      form = .assign(target: target, sign: "-=", value: try expression())
    } else if take("++") {
      form = .assign(
        target: target, sign: "++", value: Expression(form: .number(1), offset: target.offset))
    } else if take("--") {
      form = .assign(
        target: target, sign: "--", value: Expression(form: .number(1), offset: target.offset))
    } else {
      form = .evaluate(target)
    }
    try expect(";", "behind the statement")
    return form
  }
}
