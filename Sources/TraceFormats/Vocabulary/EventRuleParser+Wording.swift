extension EventRuleParser {
  /// A text, or `{by: field, 0: …, 1: …, else: …}`.
  mutating func parseWording(
    _ value: YamlValue, _ what: String, needsAll: Bool
  ) throws(DocumentError) -> Wording {
    guard value.isMapping else { return .one(try parseTemplate(value, what)) }
    var slot: Int?
    var cases: [Wording.Case] = []
    var otherwise: Template?
    for (key, text) in try value.pairs(what) {
      switch key.scalar {
      case "by": slot = try self.slot(text)
      case "else": otherwise = try parseTemplate(text, what)
      default:
        guard let scalar = key.scalar, let number = FieldNumber(text: scalar) else {
          throw key.error("\(what) by a field has the keys by, else and numbers")
        }
        cases.append(Wording.Case(value: number, template: try parseTemplate(text, what)))
      }
    }
    guard let slot else { throw value.error("\(what) needs the key \"by\", the name of a field") }
    if needsAll, otherwise == nil {
      throw value.error("\(what) needs the key \"else\": every event must have a text")
    }
    return .byField(slot: slot, cases: cases, otherwise: otherwise)
  }

  private mutating func parseTemplate(
    _ value: YamlValue, _ what: String
  ) throws(DocumentError) -> Template {
    let text = try value.words(what)
    var pieces: [Template.Piece] = []
    var plain = ""
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "{") {
      plain += rest[..<open]
      rest = rest[rest.index(after: open)...]
      guard let close = rest.firstIndex(of: "}") else {
        throw value.error("\(what) has a \"{\" without its \"}\"")
      }
      let name = String(rest[..<close])
      guard isFieldName(name) else {
        throw value.error("\(what) has \"{\(name)}\", which is not the name of a field")
      }
      if !plain.isEmpty { pieces.append(.text(plain)) }
      plain = ""
      pieces.append(.field(slot(named: name)))
      rest = rest[rest.index(after: close)...]
    }
    plain += rest
    if !plain.isEmpty { pieces.append(.text(plain)) }
    return Template(pieces: pieces)
  }
}
