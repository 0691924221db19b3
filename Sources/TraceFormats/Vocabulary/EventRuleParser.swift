internal import RaceTrace

/// One entry of `events:` → ``EventRule``.
struct EventRuleParser {
  let name: String
  let places: [PlaceDeclaration]
  private var fields: [String] = []

  init(name: String, places: [PlaceDeclaration]) {
    self.name = name
    self.places = places
  }

  /// The rule; nil when it has no text.
  mutating func parse(_ value: YamlValue, _ problems: inout DocumentProblems) -> EventRule? {
    let known = ["text", "note", "about", "marks", "do"]
    guard let keys = value.fields("the event \(name)", known: known, &problems) else { return nil }
    let text = problems.required("text", keys) { value throws(DocumentError) in
      try parseWording(value, "text", needsAll: true)
    }
    let note = problems.optional("note", keys) { value throws(DocumentError) in
      try parseWording(value, "note", needsAll: false)
    }
    let about = problems.optional("about", keys) { value throws(DocumentError) in
      try parseSubject(value)
    }
    let operations = problems.items("do", keys).compactMap { operation in
      problems.reading { () throws(DocumentError) in try parseOperation(operation) }
    }
    guard let text else { return nil }
    var rule = EventRule(name: name, fields: fields, text: text, operations: operations)
    rule.note = note
    rule.about = about
    for mark in problems.items("marks", keys) {
      _ = problems.reading { () throws(DocumentError) in try take(mark, into: &rule) }
    }
    return rule
  }

  /// The slot of a field.
  mutating func slot(_ value: YamlValue) throws(DocumentError) -> Int {
    guard let name = value.scalar, isFieldName(name) else {
      throw value.error("expected the name of a field")
    }
    return slot(named: name)
  }

  mutating func slot(named name: String) -> Int {
    if let slot = fields.firstIndex(of: name) { return slot }
    fields.append(name)
    return fields.count - 1
  }

  func isFieldName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !first.isDigit else { return false }
    return name.utf8.allSatisfy { $0.isWordByte || $0 == .dot }
  }

  /// The index of the place that is meant.
  func declaration(_ value: YamlValue) throws(DocumentError) -> Int {
    guard let index = places.firstIndex(where: { $0.name == value.scalar }) else {
      let names = places.map(\.name).joined(separator: ", ")
      throw value.error(
        "the event \(name) refers to the place \"\(value.scalar ?? "")\", which is not declared; "
          + "declared are: \(names.isEmpty ? "none" : names)")
    }
    return index
  }

  /// A field, a number, `{pfn_of: field}` or `{last: place}`.
  mutating func operand(_ value: YamlValue, _ what: String) throws(DocumentError) -> Operand {
    if value.isMapping {
      let keys = try value.fields(what, known: ["pfn_of", "last"])
      if let field = keys["pfn_of"], keys["last"] == nil { return .pageFrame(try slot(field)) }
      if let place = keys["last"], keys["pfn_of"] == nil {
        return .last(declaration: try declaration(place))
      }
      throw value.error("\(what) needs either pfn_of or last")
    }
    guard let scalar = value.scalar else {
      throw value.error("\(what) must be the name of a field or a number")
    }
    if let number = FieldNumber(text: scalar) { return .literal(number) }
    guard isFieldName(scalar) else {
      throw value.error("\(what) must be the name of a field or a number, not \"\(scalar)\"")
    }
    return .field(slot(named: scalar))
  }

  /// An operand of a value, which must not be `last`: a value has to be recorded.
  mutating func valueOperand(_ value: YamlValue, _ what: String) throws(DocumentError) -> Operand {
    let operand = try operand(value, what)
    if case .last = operand { throw value.error("\(what) cannot be taken from another place") }
    return operand
  }

  private mutating func parseSubject(_ value: YamlValue) throws(DocumentError) -> SubjectRule {
    let keys = try value.fields("about", known: ["space", "start", "end", "pages"])
    var space: Operand?
    if let value = keys["space"] { space = try valueOperand(value, "space") }
    let start = try valueOperand(try keys.required("start"), "start")
    var extent = SubjectRule.Extent.onePage
    if let end = keys["end"] {
      guard keys["pages"] == nil else { throw value.error("about has either end or pages") }
      extent = .end(try valueOperand(end, "end"))
    } else if let pages = keys["pages"] {
      extent = .pages(try valueOperand(pages, "pages"))
    }
    return SubjectRule(space: space, start: start, extent: extent)
  }

  private func take(_ mark: YamlValue, into rule: inout EventRule) throws(DocumentError) {
    switch mark.scalar {
    case "harness": rule.isHarness = true
    case "counted": rule.isCounted = true
    case "starts_episode": rule.startsEpisode = true
    default:
      throw mark.error(
        "unknown mark \"\(mark.scalar ?? "")\"; expected harness, counted or starts_episode")
    }
  }
}
