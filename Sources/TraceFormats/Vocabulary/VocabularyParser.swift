internal import RaceTrace

/// YAML → ``Vocabulary``.
struct VocabularyParser {
  static let versionMax = 1

  private var places: [PlaceDeclaration] = []
  private var laneOfAnchor: [String: Int] = [:]

  mutating func parse(_ root: YamlValue) throws(DocumentError) -> Vocabulary {
    let fields = try root.fields(
      "a vocabulary",
      known: [
        "racelanes", "version", "name", "about", "lanes", "places", "fold", "events", "verdicts",
      ])
    try checkKind(fields)
    let name = try fields.required("name").words("the name")
    let about = try fields["about"].map { value throws(DocumentError) in try value.text("about") }
    places = try parsePlaces(fields["places"])
    let lanes = try parseLanes(try fields.required("lanes"))
    let eventsValue = try fields.required("events")
    let events = try parseEvents(eventsValue)
    try checkAnchors(try fields.required("lanes"), events)
    let rules = try RuleParser(events: events, places: places).parse(fields["verdicts"])
    return Vocabulary(
      name: name, about: about ?? "", lanes: lanes, places: places,
      fold: try parseFold(fields["fold"]), rules: rules, events: events)
  }

  private func checkKind(_ fields: YamlFields) throws(DocumentError) {
    let kind = try fields.required("racelanes")
    guard kind.scalar == "vocabulary" else {
      throw kind.error("this is no vocabulary: expected \"racelanes: vocabulary\"")
    }
    let version = try fields.required("version")
    let number = try version.number("version").value
    guard number > 0 else { throw version.error("version must be 1") }
    guard number <= Self.versionMax else {
      throw version.error("version \(number) was written for a newer racelanes; this one reads 1")
    }
  }

  private func parsePlaces(_ value: YamlValue?) throws(DocumentError) -> [PlaceDeclaration] {
    guard let value else { return [] }
    var places: [PlaceDeclaration] = []
    for (key, value) in try value.pairs("places") {
      let name = try key.words("the name of a place")
      guard name.utf8.allSatisfy({ $0.isWordByte || $0 == .dot || $0 == .minus }) else {
        throw key.error("the name of a place may hold letters, digits, \"_\", \".\" and \"-\"")
      }
      let fields = try value.fields("a place", known: ["kind", "loud", "fully_recorded"])
      let kind = try fields.required("kind")
      guard let placeKind = kind.scalar.flatMap(PlaceKind.init) else {
        let kinds = PlaceKind.allCases.map(\.description).joined(separator: ", ")
        throw kind.error("unknown kind \"\(kind.scalar ?? "")\"; expected one of: \(kinds)")
      }
      places.append(
        PlaceDeclaration(
          name: name, kind: placeKind, isLoud: try flag(fields, "loud", otherwise: false),
          isFullyRecorded: try flag(fields, "fully_recorded", otherwise: true)))
    }
    return places
  }

  private func flag(
    _ fields: YamlFields, _ name: String, otherwise: Bool
  ) throws(DocumentError) -> Bool {
    guard let value = fields[name] else { return otherwise }
    return try value.flag(name)
  }

  private mutating func parseLanes(
    _ value: YamlValue
  ) throws(DocumentError) -> [Vocabulary.LaneRule] {
    var lanes: [Vocabulary.LaneRule] = []
    let values = try value.list("lanes")
    guard (1...Trace.lanesMax).contains(values.count) else {
      throw value.error("there must be one lane or two, not \(values.count)")
    }
    for (index, value) in values.enumerated() {
      let fields = try value.fields("a lane", known: ["title", "anchors"])
      var anchors: [String] = []
      for anchor in try fields.required("anchors").list("anchors") {
        let name = try anchor.words("an anchor")
        guard laneOfAnchor.updateValue(index, forKey: name) == nil else {
          throw anchor.error("\"\(name)\" is an anchor already")
        }
        anchors.append(name)
      }
      lanes.append(
        Vocabulary.LaneRule(
          title: try fields.required("title").words("the title of a lane"), anchors: anchors))
    }
    return lanes
  }

  private func checkAnchors(_ lanes: YamlValue, _ events: [EventRule]) throws(DocumentError) {
    let names = Set(events.map(\.name))
    for lane in try lanes.list("lanes") {
      let fields = try lane.fields("a lane", known: ["title", "anchors"])
      for anchor in try fields.required("anchors").list("anchors")
      where !names.contains(anchor.scalar?.trimmedBlanks ?? "") {
        throw anchor.error("the anchor \"\(anchor.scalar ?? "")\" is no event of this vocabulary")
      }
    }
  }

  private func parseFold(_ value: YamlValue?) throws(DocumentError) -> FoldWords? {
    guard let value else { return nil }
    let fields = try value.fields("fold", known: ["one", "many"])
    let many = try fields.required("many")
    let words = FoldWords(
      one: try fields.required("one").words("the word for one"),
      many: try many.words("the word for many"))
    guard words.many.contains("{n}") else { throw many.error("\"many\" must hold {n}") }
    return words
  }

  private func parseEvents(_ value: YamlValue) throws(DocumentError) -> [EventRule] {
    var events: [EventRule] = []
    for (key, value) in try value.pairs("events") {
      let name = try key.words("the name of an event")
      var parser = EventRuleParser(name: name, places: places)
      var event = try parser.parse(value)
      event.lane = laneOfAnchor[name]
      events.append(event)
    }
    guard !events.isEmpty else { throw value.error("a vocabulary needs at least one event") }
    return events
  }
}

extension String {
  /// The text with each run of white space as one blank and none at its ends.
  var trimmedBlanks: String {
    split { $0 == " " || $0 == "\n" || $0 == "\t" }.joined(separator: " ")
  }
}
