internal import RaceTrace

/// `verdicts:` → rules, each name in them checked.
struct RuleParser {
  /// For each event whether it is marked harness, and so no ground for a verdict.
  let harness: [String: Bool]
  let places: Set<String>

  /// A verdict; nil when something that must be there is not right.
  func parse(_ value: YamlValue, _ problems: inout DocumentProblems) -> VerdictRule? {
    let known = ["name", "tone", "when", "words"]
    guard let keys = value.fields("a verdict", known: known, &problems) else { return nil }
    let name = problems.required("name", keys) { value throws(DocumentError) in
      try value.words("the name of a verdict")
    }
    let tone = problems.required("tone", keys) { tone throws(DocumentError) in
      guard let known = tone.scalar.flatMap(VerdictRule.Tone.init) else {
        let all = VerdictRule.Tone.allCases.map(\.rawValue).joined(separator: ", ")
        throw tone.error("unknown tone \"\(tone.scalar ?? "")\"; expected one of: \(all)")
      }
      return known
    }
    let sentences = problems.required("when", keys) { value throws(DocumentError) in
      try value.list("when")
    }
    let conditions = sentences.map { sentences in
      sentences.compactMap { sentence in
        problems.reading { () throws(DocumentError) in try parseCondition(sentence) }
      }
    }
    let words = problems.required("words", keys) { value throws(DocumentError) in
      let text = try value.words("the words of a verdict")
      try check(text, at: value)
      return text
    }
    guard let name, let tone, let conditions, let words else { return nil }
    return VerdictRule(name: name, tone: tone, words: words, conditions: conditions)
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
