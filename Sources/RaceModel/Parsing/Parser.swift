/// Turns tokens into a tree. After an error it goes on at the next statement or item, so that one
/// run tells of several errors.
///
/// The grammar is in the article *Grammar*; each function here is one of its rules.
struct Parser {
  /// How many errors are told in one run.
  static let errorsMax = 20
  /// How deep brackets and blocks may nest.
  static let depthMax = 64
  /// How many names, numbers and operators one expression may have.
  static let operandsMax = 256
  /// How many things a model may declare.
  static let itemsMax = 1000
  /// How many lines of `///` may stand in front of one thing.
  static let remarksMax = 64

  /// What ends the parsing of one statement or item; the error is recorded by then.
  struct Abandoned: Error {}

  let source: SourceText
  private let tokens: [Token]
  private var index = 0
  var errors: [ModelError]
  var tree = SyntaxTree()
  var depth = 0
  /// How deep in expressions the parser is, and how much it has taken of the outermost.
  var expressionDepth = 0
  var operands = 0
  /// The remarks in front of the current token.
  private var pendingRemarks: [String] = []

  init(_ source: SourceText) {
    self.source = source
    var lexer = Lexer(source)
    tokens = lexer.run()
    errors = lexer.errors
    skipRemarks()
  }

  /// The tree of `source`.
  ///
  /// - Complexity: O(*bytes*)
  static func parse(_ source: SourceText) throws(ModelErrors) -> SyntaxTree {
    guard source.bytes.count <= SourceText.bytesMax else {
      throw ModelErrors([ModelError(source, at: 0, "the model is larger than 1 MiB")])
    }
    var parser = Parser(source)
    // What follows on the line of a bad character is no error of its own.
    let bad = parser.errors
    let lines = Set(bad.map(\.line))
    parser.model()
    guard parser.errors.isEmpty else {
      throw ModelErrors(
        bad + parser.errors.dropFirst(bad.count).filter { !lines.contains($0.line) })
    }
    return parser.tree
  }

  // MARK: - Tokens

  var token: Token { tokens[index] }
  var following: Token { tokens[min(index + 1, tokens.count - 1)] }
  /// Where the last token that was taken ends.
  var previousEnd: Int { index == 0 ? 0 : tokens[index - 1].range.upperBound }

  mutating func advance() {
    if index < tokens.count - 1 { index += 1 }
    skipRemarks()
  }

  private mutating func skipRemarks() {
    pendingRemarks = []
    while case .remark(let text) = token.kind {
      pendingRemarks.append(text)
      if pendingRemarks.count == Self.remarksMax + 1 {
        _ = fail("a remark has at most \(Self.remarksMax) lines")
      }
      index += 1
    }
  }

  /// The remarks in front of the current token, which are then used up.
  mutating func takeRemarks() -> [String] {
    defer { pendingRemarks = [] }
    return pendingRemarks
  }

  mutating func fail(_ message: String, at offset: Int? = nil) -> Abandoned {
    if errors.count < Self.errorsMax {
      errors.append(ModelError(source, at: offset ?? token.range.lowerBound, message))
    }
    return Abandoned()
  }

  mutating func take(_ sign: String) -> Bool {
    guard token.isSign(sign) else { return false }
    advance()
    return true
  }

  mutating func takeName(_ name: String) -> Bool {
    guard token.isName(name) else { return false }
    advance()
    return true
  }

  mutating func expect(_ sign: String, _ place: String) throws(Abandoned) {
    guard !take(sign) else { return }
    // A missing semicolon is an error where it is missing, not at the next line's word.
    let offset = sign == ";" ? previousEnd : token.range.lowerBound
    throw fail("expected \"\(sign)\" \(place), found \(token.words)", at: offset)
  }

  mutating func name(_ what: String) throws(Abandoned) -> Name {
    guard case .name(let text) = token.kind else {
      throw fail("expected \(what), found \(token.words)")
    }
    let name = Name(text: text, offset: token.range.lowerBound)
    if Self.reserved.contains(text) {
      throw fail("\"\(text)\" is a word of the language and cannot be \(what)")
    }
    advance()
    return name
  }

  mutating func text(_ what: String) throws(Abandoned) -> String {
    guard case .string(let text) = token.kind else {
      throw fail("expected \(what) in quotes, found \(token.words)")
    }
    advance()
    return text
  }

  mutating func onOrOff() throws(Abandoned) -> Bool {
    if takeName("on") { return true }
    if takeName("off") { return false }
    throw fail("expected on or off, found \(token.words)")
  }

  mutating func nested<Result>(
    _ body: (inout Parser) throws(Abandoned) -> Result
  ) throws(Abandoned) -> Result {
    guard depth < Self.depthMax else {
      throw fail("nested more than \(Self.depthMax) levels deep")
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  /// Goes behind the next semicolon, or in front of the bracket that closes the block.
  mutating func skipStatement() {
    var open = 0
    while token.kind != .end {
      if token.isSign("{") { open += 1 }
      if token.isSign("}") {
        if open == 0 { return }
        open -= 1
        if open == 0 {
          advance()
          return
        }
      }
      if token.isSign(";"), open == 0 {
        advance()
        return
      }
      advance()
    }
  }

  static let reserved: Set<String> = [
    "model", "param", "const", "switch", "kernel", "shared", "loud", "partly", "lane", "always",
    "finally", "if", "else", "for", "return", "break", "continue", "join", "in", "on", "off",
    "inline", "void", "int", "bool", "pte_t", "true", "false",
  ]
}
