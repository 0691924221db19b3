internal import RaceTrace

/// YAML → ``Vocabulary``.
struct VocabularyParser {
  static let versionMax = 1

  private static let keys = [
    "racelanes", "version", "name", "about", "lanes", "places", "fold", "events", "verdicts",
  ]

  private var laneOfAnchor: [String: Int] = [:]
  private var anchors: [YamlValue] = []

  /// The vocabulary; nil when something that must be there is not.
  mutating func parse(_ root: YamlValue, _ problems: inout DocumentProblems) -> Vocabulary? {
    // Of another kind of document, or another version, nothing else would be right either.
    guard let fields = root.fields("a vocabulary", known: Self.keys, &problems),
      head(fields, &problems)
    else { return nil }
    let name = problems.required("name", fields) { value throws(DocumentError) in
      try value.words("the name")
    }
    let about = problems.optional("about", fields) { value throws(DocumentError) in
      try value.text("about")
    }
    let places = parsePlaces(fields, &problems)
    let lanes = parseLanes(fields, &problems)
    let fold = problems.optional("fold", fields) { value throws(DocumentError) in
      try parseFold(value)
    }
    // Events name places, and verdicts both: what names something unknown is not to blame for that.
    guard let places, let events = parseEvents(fields, places, &problems) else { return nil }
    let verdicts = RuleParser(harness: events.harness, places: Set(places.map(\.name)))
    let rules = problems.items("verdicts", fields).compactMap { verdicts.parse($0, &problems) }
    guard let name, let lanes else { return nil }
    return Vocabulary(
      name: name, about: about ?? "", lanes: lanes, places: places, fold: fold, rules: rules,
      events: events.rules)
  }

  /// Whether it is a vocabulary of a version that is known.
  private func head(_ fields: YamlFields, _ problems: inout DocumentProblems) -> Bool {
    let kind: Void? = problems.required("racelanes", fields) { kind throws(DocumentError) in
      guard kind.scalar == "vocabulary" else {
        throw kind.error("this is no vocabulary: expected \"racelanes: vocabulary\"")
      }
    }
    let version: Void? = problems.required("version", fields) { version throws(DocumentError) in
      let number = try version.number("version").value
      guard number > 0 else { throw version.error("version must be 1") }
      guard number <= Self.versionMax else {
        throw version.error("version \(number) was written for a newer racelanes; this one reads 1")
      }
    }
    return kind != nil && version != nil
  }

  // MARK: - Places

  /// The places, those that are wrong in something included; nil when nobody knows their names.
  private func parsePlaces(
    _ fields: YamlFields, _ problems: inout DocumentProblems
  ) -> [PlaceDeclaration]? {
    guard let value = fields["places"] else { return fields.isWhole ? [] : nil }
    let pairs = problems.reading { () throws(DocumentError) in try value.pairs("places") }
    return pairs?.map { key, value in
      let name = problems.reading { () throws(DocumentError) in try placeName(key) }
      return parsePlace(value, named: name ?? key.scalar ?? "", &problems)
    }
  }

  private func placeName(_ key: YamlValue) throws(DocumentError) -> String {
    let name = try key.words("the name of a place")
    guard name.utf8.allSatisfy({ $0.isWordByte || $0 == .dot || $0 == .minus }) else {
      throw key.error("the name of a place may hold letters, digits, \"_\", \".\" and \"-\"")
    }
    return name
  }

  private func parsePlace(
    _ value: YamlValue, named name: String, _ problems: inout DocumentProblems
  ) -> PlaceDeclaration {
    var place = PlaceDeclaration(name: name, kind: .word, isLoud: false, isFullyRecorded: true)
    let known = ["kind", "loud", "fully_recorded"]
    guard let fields = value.fields("a place", known: known, &problems) else { return place }
    let kind = problems.required("kind", fields) { kind throws(DocumentError) in
      guard let known = kind.scalar.flatMap(PlaceKind.init) else {
        let kinds = PlaceKind.allCases.map(\.description).joined(separator: ", ")
        throw kind.error("unknown kind \"\(kind.scalar ?? "")\"; expected one of: \(kinds)")
      }
      return known
    }
    func flag(_ name: String) -> Bool? {
      problems.optional(name, fields) { value throws(DocumentError) in try value.flag(name) }
    }
    place.kind = kind ?? place.kind
    place.isLoud = flag("loud") ?? place.isLoud
    place.isFullyRecorded = flag("fully_recorded") ?? place.isFullyRecorded
    return place
  }

  // MARK: - Lanes

  private mutating func parseLanes(
    _ fields: YamlFields, _ problems: inout DocumentProblems
  ) -> [Vocabulary.LaneRule]? {
    let values = problems.required("lanes", fields) { value throws(DocumentError) in
      let values = try value.list("lanes")
      guard (1...Trace.lanesMax).contains(values.count) else {
        throw value.error("there must be one lane or two, not \(values.count)")
      }
      return values
    }
    return values?.enumerated().compactMap { parseLane($1, index: $0, &problems) }
  }

  private mutating func parseLane(
    _ value: YamlValue, index: Int, _ problems: inout DocumentProblems
  ) -> Vocabulary.LaneRule? {
    let known = ["title", "anchors"]
    guard let fields = value.fields("a lane", known: known, &problems) else { return nil }
    let title = problems.required("title", fields) { value throws(DocumentError) in
      try value.words("the title of a lane")
    }
    let values = problems.required("anchors", fields) { value throws(DocumentError) in
      try value.list("anchors")
    }
    let names = values?.compactMap { anchor in
      problems.reading { () throws(DocumentError) in try takeAnchor(anchor, lane: index) }
    }
    guard let title, let names else { return nil }
    return Vocabulary.LaneRule(title: title, anchors: names)
  }

  private mutating func takeAnchor(
    _ anchor: YamlValue, lane: Int
  ) throws(DocumentError) -> String {
    let name = try anchor.words("an anchor")
    guard laneOfAnchor.updateValue(lane, forKey: name) == nil else {
      throw anchor.error("\"\(name)\" is an anchor already")
    }
    anchors.append(anchor)
    return name
  }

  // MARK: - Events

  private func parseFold(_ value: YamlValue) throws(DocumentError) -> FoldWords {
    let fields = try value.fields("fold", known: ["one", "many"])
    let many = try fields.required("many")
    let words = FoldWords(
      one: try fields.required("one").words("the word for one"),
      many: try many.words("the word for many"))
    guard words.many.contains("{n}") else { throw many.error("\"many\" must hold {n}") }
    return words
  }

  /// The rules, and for every event that has a name, whether it is marked harness; nil when there is
  /// no mapping of events.
  private func parseEvents(
    _ fields: YamlFields, _ places: [PlaceDeclaration], _ problems: inout DocumentProblems
  ) -> (rules: [EventRule], harness: [String: Bool])? {
    let pairs = problems.required("events", fields) { value throws(DocumentError) in
      let pairs = try value.pairs("events")
      guard !pairs.isEmpty else { throw value.error("a vocabulary needs at least one event") }
      return pairs
    }
    guard let pairs else { return nil }
    var rules: [EventRule] = []
    var harness: [String: Bool] = [:]
    for (key, value) in pairs {
      let name = problems.reading { () throws(DocumentError) in
        try key.words("the name of an event")
      }
      guard let name else { continue }
      var parser = EventRuleParser(name: name, places: places)
      var rule = parser.parse(value, &problems)
      rule?.lane = laneOfAnchor[name]
      harness.merge([name: rule?.isHarness ?? false]) { $0 || $1 }
      if let rule { rules.append(rule) }
    }
    for anchor in anchors where harness[anchor.scalar?.trimmedBlanks ?? ""] == nil {
      problems.add(
        anchor.error("the anchor \"\(anchor.scalar ?? "")\" is no event of this vocabulary"))
    }
    return (rules, harness)
  }
}

extension String {
  /// The text with each run of white space as one blank and none at its ends.
  var trimmedBlanks: String {
    split { $0 == " " || $0 == "\n" || $0 == "\t" }.joined(separator: " ")
  }
}
