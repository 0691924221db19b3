internal import RaceTrace

/// `verdicts:` → rules, each name in them checked.
struct RuleParser {
  private let harness: [String: Bool]
  private let places: Set<String>

  init(events: [EventRule], places: [PlaceDeclaration]) {
    harness = Dictionary(events.map { ($0.name, $0.isHarness) }, uniquingKeysWith: { $0 || $1 })
    self.places = Set(places.map(\.name))
  }

  func parse(_ value: YamlValue?) throws(DocumentError) -> [VerdictRule] {
    guard let value else { return [] }
    var rules: [VerdictRule] = []
    for value in try value.list("verdicts") {
      let keys = try value.fields("a verdict", known: ["name", "tone", "when", "words"])
      let tone = try keys.required("tone")
      guard let verdictTone = tone.scalar.flatMap(VerdictRule.Tone.init) else {
        let all = VerdictRule.Tone.allCases.map(\.rawValue).joined(separator: ", ")
        throw tone.error("unknown tone \"\(tone.scalar ?? "")\"; expected one of: \(all)")
      }
      var conditions: [Condition] = []
      for sentence in try keys.required("when").list("when") {
        conditions.append(try parseCondition(sentence))
      }
      let words = try keys.required("words")
      let text = try words.words("the words of a verdict")
      try check(text, at: words)
      rules.append(
        VerdictRule(
          name: try keys.required("name").words("the name of a verdict"), tone: verdictTone,
          words: text, conditions: conditions))
    }
    return rules
  }

  private func parseCondition(_ value: YamlValue) throws(DocumentError) -> Condition {
    let sentence = try value.words("a condition")
    guard let condition = Condition(sentence) else {
      throw value.error(
        "\"\(sentence)\" is no condition; the forms are: last EVENT is 1, "
          + "some EVENT with PLACE >= 1024, no EVENT, EVENT before EVENT, EVENT and EVENT share PLACE"
      )
    }
    for name in condition.eventNames { try check(event: name, at: value) }
    return condition
  }

  private func check(event name: String, at value: YamlValue) throws(DocumentError) {
    guard let isHarness = harness[name] else {
      throw value.error("a verdict speaks of \"\(name)\", which is no event of this vocabulary")
    }
    guard !isHarness else {
      throw value.error("a verdict must not rest on \"\(name)\": it is marked harness")
    }
  }

  /// `{EVENT}` and `{EVENT.PLACE}` in the words.
  private func check(_ text: String, at value: YamlValue) throws(DocumentError) {
    for part in text.split(separator: "{", omittingEmptySubsequences: false).dropFirst() {
      guard let close = part.firstIndex(of: "}") else {
        throw value.error("the words have a \"{\" without its \"}\"")
      }
      let names = part[..<close].split(separator: ".", maxSplits: 1).map(String.init)
      try check(event: names.first ?? "", at: value)
      if names.count == 2, !places.contains(names[1]) {
        throw value.error("the words name the place \"\(names[1])\", which is not declared")
      }
    }
  }
}
