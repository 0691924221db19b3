extension Parser {
  /// `model: 'model' NAME TEXT ';' item*`
  mutating func model() {
    tree.remarks = takeRemarks()
    do throws(Abandoned) {
      guard takeName("model") else {
        throw fail("a model begins with: model NAME \"TITLE\"; found \(token.words)")
      }
      tree.name = try name("the model's name").text
      tree.title = try text("the model's title")
      try expect(";", "behind the title")
    } catch { skipItem() }
    var items = 0
    while token.kind != .end {
      let start = token.range
      items += 1
      guard items <= Self.itemsMax else {
        _ = fail("a model declares at most \(Self.itemsMax) things")
        return
      }
      do throws(Abandoned) { try item() } catch { skipItem() }
      if token.range == start, token.kind != .end { advance() }
    }
  }

  /// Goes to the next word that begins an item at the outermost level.
  private mutating func skipItem() {
    var open = 0
    while token.kind != .end {
      if token.isSign("{") { open += 1 }
      if token.isSign("}") { open = max(0, open - 1) }
      if open == 0, token.isSign(";") || token.isSign("}") {
        advance()
        return
      }
      advance()
    }
  }

  private static let items =
    "param, const, switch, kernel, shared, lane, always, finally or a function"

  private mutating func item() throws(Abandoned) {
    let remarks = takeRemarks()
    guard case .name(let word) = token.kind else {
      throw fail("expected \(Self.items), found \(token.words)")
    }
    switch word {
    case "param": try parameter()
    case "const": try constant()
    case "switch": try switchItem()
    case "kernel": try kernel()
    case "shared": try place()
    case "lane": try lane()
    case "always", "finally": try property(isFinal: word == "finally")
    case "inline", "void", "int", "bool", "pte_t": try function(remarks)
    default: throw fail("expected \(Self.items), found \"\(word)\"")
    }
  }

  /// `'param' NAME '=' expr 'in' expr '..' expr TEXT ';'`
  private mutating func parameter() throws(Abandoned) {
    advance()
    let name = try name("the parameter's name")
    try expect("=", "and a default")
    let value = try sum()
    guard takeName("in") else { throw fail("expected in LOW..HIGH, found \(token.words)") }
    let low = try sum()
    try expect("..", "between the bounds")
    let high = try sum()
    let help = try text("what the parameter means")
    try expect(";", "behind the parameter")
    tree.parameters.append(
      ParameterItem(name: name, value: value, low: low, high: high, help: help))
  }

  /// `'const' NAME '=' expr ';'`
  private mutating func constant() throws(Abandoned) {
    advance()
    let name = try name("the constant's name")
    try expect("=", "and a value")
    let value = try expression()
    try expect(";", "behind the constant")
    tree.constants.append(ConstantItem(name: name, value: value))
  }

  /// `'switch' NAME '=' ('on' | 'off') TEXT ';'`
  private mutating func switchItem() throws(Abandoned) {
    advance()
    let name = try name("the switch's name")
    try expect("=", "and on or off")
    let isOn = try onOrOff()
    let help = try text("what the switch removes")
    try expect(";", "behind the switch")
    tree.switches.append(SwitchItem(name: name, isOn: isOn, help: help))
  }

  /// `'kernel' TEXT TEXT '{' (NAME '=' ('on' | 'off') ';' | 'name' NAME '=' TEXT ';')* '}'`
  private mutating func kernel() throws(Abandoned) {
    advance()
    let offset = token.range.lowerBound
    let name = try text("the kernel's name")
    let help = try text("what this kernel does")
    var item = KernelItem(name: name, offset: offset, help: help, settings: [], shownNames: [])
    try expect("{", "and the switches of this kernel")
    while !token.isSign("}"), token.kind != .end {
      do throws(Abandoned) {
        if token.isName("name"), case .name = following.kind {
          advance()
          let name = try self.name("a name")
          try expect("=", "and how it is shown")
          item.shownNames.append((name, try text("how the name is shown")))
        } else {
          let name = try self.name("a switch")
          try expect("=", "and on or off")
          item.settings.append((name, try onOrOff()))
        }
        try expect(";", "behind the setting")
      } catch { skipStatement() }
    }
    try expect("}", "at the end of the kernel")
    tree.kernels.append(item)
  }

  /// `'shared' 'loud'? 'partly'? TYPE NAME ('[' (expr '..')? expr ']')? ('=' expr)? ';'`
  private mutating func place() throws(Abandoned) {
    advance()
    let isLoud = takeName("loud")
    let isPartly = takeName("partly")
    let type = try name("the place's type")
    let name = try name("the place's name")
    var (low, count): (Expression?, Expression?)
    if take("[") {
      count = try expression()
      if take("..") {
        low = count
        count = try expression()
      }
      try expect("]", "behind the count")
    }
    let value = take("=") ? try expression() : nil
    try expect(";", "behind the place")
    tree.places.append(
      PlaceItem(
        name: name, type: type, isLoud: isLoud, isPartlyRecorded: isPartly, low: low, count: count,
        value: value))
  }

  /// `'lane' TEXT block`
  private mutating func lane() throws(Abandoned) {
    let offset = token.range.lowerBound
    advance()
    let title = try text("the lane's title")
    tree.lanes.append(LaneItem(title: title, offset: offset, body: try block()))
  }

  /// `('always' | 'finally') NAME TEXT '=' expr ';'`
  private mutating func property(isFinal: Bool) throws(Abandoned) {
    advance()
    let name = try name("the property's name")
    let sentence = try text("the property as a sentence")
    try expect("=", "and the formula")
    let formula = try expression()
    try expect(";", "behind the property")
    tree.properties.append(
      PropertyItem(name: name, isFinal: isFinal, sentence: sentence, formula: formula))
  }

  /// `'inline'? ('void' | 'int' | 'bool' | 'pte_t') NAME '(' (TYPE '*'? NAME),* ')' TEXT? block`
  private mutating func function(_ remarks: [String]) throws(Abandoned) {
    let isInline = takeName("inline")
    guard case .name(let type) = token.kind, ["void", "int", "bool", "pte_t"].contains(type) else {
      throw fail("expected void, int, bool or pte_t, found \(token.words)")
    }
    advance()
    let name = try name("the function's name")
    try expect("(", "and the function's parameters")
    var parameters: [FunctionItem.Parameter] = []
    if !take(")") {
      repeat {
        guard case .name(let text) = token.kind else {
          throw fail("expected the type of a parameter, found \(token.words)")
        }
        let type = Name(text: text, offset: token.range.lowerBound)
        advance()
        let isPlace = take("*")
        parameters.append(
          .init(type: type, isPlace: isPlace, name: try self.name("a parameter's name")))
      } while take(",")
      try expect(")", "behind the parameters")
    }
    var shownCall: String?
    if case .string = token.kind { shownCall = try text("how a call is shown") }
    tree.functions.append(
      FunctionItem(
        name: name, type: type, isInline: isInline, parameters: parameters,
        shownCall: shownCall, body: try block(), remarks: remarks))
  }
}
