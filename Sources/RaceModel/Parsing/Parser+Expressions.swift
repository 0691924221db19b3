extension Parser {
  /// `expr: or ('?' expr ':' expr)?`
  mutating func expression() throws(Abandoned) -> Expression {
    try counted { parser throws(Abandoned) in
      let condition = try parser.binary(0)
      guard parser.take("?") else { return condition }
      let then = try parser.expression()
      try parser.expect(":", "and the other value")
      let otherwise = try parser.expression()
      return Expression(form: .conditional(condition, then, otherwise), offset: condition.offset)
    }
  }

  /// An expression without comparisons, for bounds.
  mutating func sum() throws(Abandoned) -> Expression {
    try counted { parser throws(Abandoned) in try parser.binary(7) }
  }

  /// Bounds what an expression may hold: the tree of one is as deep as it has operators.
  private mutating func counted(
    _ body: (inout Parser) throws(Abandoned) -> Expression
  ) throws(Abandoned) -> Expression {
    if expressionDepth == 0 { operands = 0 }
    expressionDepth += 1
    defer { expressionDepth -= 1 }
    return try nested(body)
  }

  private mutating func countOperand() throws(Abandoned) {
    operands += 1
    guard operands <= Self.operandsMax else {
      throw fail("more than \(Self.operandsMax) names and numbers in one expression")
    }
  }

  /// C's operators, loosest first.
  private static let levels: [[String]] = [
    ["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<", "<=", ">", ">="], ["<<", ">>"],
    ["+", "-"], ["*", "/", "%"],
  ]

  /// How tightly an operator binds, for printing.
  static func level(of sign: String) -> Int {
    levels.firstIndex { $0.contains(sign) } ?? levels.count
  }

  private mutating func binary(_ level: Int) throws(Abandoned) -> Expression {
    guard level < Self.levels.count else { return try unary() }
    var left = try binary(level + 1)
    while case .sign(let sign) = token.kind, Self.levels[level].contains(sign) {
      advance()
      let right = try binary(level + 1)
      left = Expression(form: .binary(sign, left, right), offset: left.offset)
    }
    return left
  }

  /// `unary: ('!' | '-' | '~' | '*' | '&') unary | postfix`
  private mutating func unary() throws(Abandoned) -> Expression {
    let offset = token.range.lowerBound
    guard case .sign(let sign) = token.kind, ["!", "-", "~", "*", "&"].contains(sign) else {
      return try postfix()
    }
    advance()
    let operand = try nested { parser throws(Abandoned) in try parser.unary() }
    switch sign {
    case "*": return Expression(form: .dereference(operand), offset: offset)
    case "&": return Expression(form: .reference(operand), offset: offset)
    default: return Expression(form: .unary(sign, operand), offset: offset)
    }
  }

  /// `postfix: primary ('[' expr ']')?`
  private mutating func postfix() throws(Abandoned) -> Expression {
    var value = try primary()
    if take("[") {
      let index = try expression()
      try expect("]", "behind the index")
      value = Expression(form: .index(value, index), offset: value.offset)
    }
    return value
  }

  /// `primary: NUMBER | 'true' | 'false' | NAME ('(' expr,* ')')? | '(' expr ')'`
  private mutating func primary() throws(Abandoned) -> Expression {
    let offset = token.range.lowerBound
    try countOperand()
    if take("(") {
      let value = try expression()
      try expect(")", "to close the bracket")
      return value
    }
    switch token.kind {
    case .number(let value):
      advance()
      return Expression(form: .number(value), offset: offset)
    case .name("true"), .name("false"):
      let value = token.isName("true") ? 1 : 0
      advance()
      return Expression(form: .number(value), offset: offset)
    case .name(let text) where !Self.reserved.contains(text):
      advance()
      guard take("(") else { return Expression(form: .name(text), offset: offset) }
      var arguments: [Expression] = []
      if !take(")") {
        repeat { arguments.append(try expression()) } while take(",")
        try expect(")", "behind the arguments")
      }
      return Expression(form: .call(Name(text: text, offset: offset), arguments), offset: offset)
    default: throw fail("expected a value, found \(token.words)")
    }
  }
}
