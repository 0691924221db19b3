internal import RaceTrace

extension EventRuleParser {
  private static let actions = [
    "load", "observe", "store", "rmw", "forget", "lock", "unlock", "fence", "call", "ret",
    "branch", "mark",
  ]

  /// One item of `do:`.
  mutating func parseOperation(_ value: YamlValue) throws(DocumentError) -> OperationRule {
    switch value.scalar {
    case "call": return OperationRule(action: .call)
    case "ret": return OperationRule(action: .ret(nil))
    case "mark": return OperationRule(action: .mark)
    case .some(let word):
      throw value.error("unknown operation \"\(word)\"; alone there can be: call, ret, mark")
    case nil: break
    }
    for (key, argument) in try value.pairs("an operation") {
      guard let action = key.scalar, Self.actions.contains(action) else { continue }
      return try parse(action, argument, value)
    }
    throw value.error(
      "an operation needs one of the keys \(Self.actions.joined(separator: ", "))")
  }

  private mutating func parse(
    _ action: String, _ argument: YamlValue, _ value: YamlValue
  ) throws(DocumentError) -> OperationRule {
    switch action {
    case "load", "observe", "store", "rmw", "forget", "lock", "unlock":
      return try parsePlaceOperation(action, argument, value)
    case "fence":
      let keys = try value.fields("a fence", known: ["fence", "if"])
      guard let fence = argument.scalar.flatMap(Operation.Fence.init) else {
        let all = Operation.Fence.allCases.map(\.rawValue).joined(separator: ", ")
        throw argument.error("unknown fence \"\(argument.scalar ?? "")\"; expected \(all)")
      }
      return OperationRule(action: .fence(fence), tests: try tests(keys))
    case "ret":
      let keys = try value.fields("a ret", known: ["ret", "if"])
      return OperationRule(
        action: .ret(try valueOperand(argument, "ret")), tests: try tests(keys))
    case "branch":
      let keys = try value.fields("a branch", known: ["branch", "words", "if"])
      let operand = try valueOperand(argument, "branch")
      return OperationRule(
        action: .branch(operand), tests: try tests(keys), words: try words(keys["words"]))
    default:
      let keys = try value.fields("a \(action)", known: [action, "if"])
      guard try argument.flag(action) else {
        throw argument.error("\(action) can only be true; leave it out otherwise")
      }
      return OperationRule(action: action == "call" ? .call : .mark, tests: try tests(keys))
    }
  }

  private mutating func parsePlaceOperation(
    _ action: String, _ argument: YamlValue, _ value: YamlValue
  ) throws(DocumentError) -> OperationRule {
    var known = [action, "of", "at", "if"]
    switch action {
    case "load", "observe": known += ["value", "bit"]
    case "store", "rmw": known += ["old", "new", "bit"]
    case "lock", "unlock": known += ["mode"]
    default: break
    }
    let keys = try value.fields("a \(action)", known: known)
    var rule = OperationRule(
      action: try self.action(action, keys), declaration: try declaration(argument),
      tests: try tests(keys))
    if let of = keys["of"] { rule.space = try operand(of, "of") }
    if let at = keys["at"] { rule.address = try operand(at, "at") }
    if let bit = keys["bit"] {
      let number = try bit.number("bit")
      guard (0...63).contains(number.value) else { throw bit.error("bit must be 0 to 63") }
      rule.bit = Int(number.bits)
    }
    return rule
  }

  private mutating func action(
    _ name: String, _ keys: YamlFields
  ) throws(DocumentError) -> OperationRule.Action {
    var old: Operand?
    if let value = keys["old"] { old = try valueOperand(value, "old") }
    switch name {
    case "load": return .load(try valueOperand(try keys.required("value"), "value"))
    case "observe": return .observe(try valueOperand(try keys.required("value"), "value"))
    case "store": return .store(old: old, new: try valueOperand(try keys.required("new"), "new"))
    case "rmw": return .rmw(old: old, new: try valueOperand(try keys.required("new"), "new"))
    case "forget": return .forget
    default:
      let mode = keys["mode"]
      guard let lockMode = LockWord.Mode(rawValue: mode?.scalar ?? "exclusive") else {
        throw (mode ?? keys.place).error("mode must be exclusive or shared")
      }
      return name == "lock" ? .lock(lockMode) : .unlock(lockMode)
    }
  }

  /// `if: {retry: 1, flags: "& 0x40000"}`.
  private mutating func tests(_ keys: YamlFields) throws(DocumentError) -> [FieldTest] {
    guard let value = keys["if"] else { return [] }
    var tests: [FieldTest] = []
    for (key, bound) in try value.pairs("if") {
      let slot = try slot(key)
      let written = bound.scalar?.trimmedBlanks ?? ""
      if written == "present" {
        tests.append(
          FieldTest(slot: slot, comparison: .equal, bound: FieldNumber(bits: 0), isPresence: true))
        continue
      }
      let comparison = FieldTest.Comparison.allCases.first { written.hasPrefix($0.rawValue) }
      let number = String(written.dropFirst(comparison?.rawValue.count ?? 0)).trimmedBlanks
      guard let bound = FieldNumber(text: number) else {
        let signs = FieldTest.Comparison.allCases.map(\.rawValue).joined(separator: " ")
        throw bound.error(
          "expected a number, one of \(signs) and a number in quotes, or \"present\"")
      }
      tests.append(FieldTest(slot: slot, comparison: comparison ?? .equal, bound: bound))
    }
    return tests
  }

  private func words(_ value: YamlValue?) throws(DocumentError) -> [OperationRule.Words] {
    guard let value else { return [] }
    var words: [OperationRule.Words] = []
    for (key, text) in try value.pairs("words") {
      words.append(
        OperationRule.Words(
          outcome: try key.number("an outcome"), text: try text.words("the words for an outcome")))
    }
    return words
  }
}
