internal import RaceModel
public import TraceFormats

extension Scenario {
  /// How long a title may be, in characters.
  public static let titleMax = 60

  static let keys = [
    "racelanes", "version", "order", "title", "model", "kernel", "switches", "parameters",
    "objective", "schedule", "chapters", "notes", "moral", "expect",
  ]

  /// The scenario that `yaml` describes.
  ///
  /// - Throws: everything that is wrong, each with its line and column.
  public static func parse(yaml: String) throws(DocumentErrors) -> Scenario {
    var problems = DocumentProblems()
    let fields = YamlDocument.parse(yaml, &problems).flatMap { root in
      root.fields("a scenario", known: keys, &problems)
    }
    // Of another kind of document, or another version, nothing else would be right either.
    guard let fields, head(fields, &problems), let scenario = read(fields, &problems),
      problems.errors.isEmpty
    else { throw DocumentErrors(problems.errors) }
    return scenario
  }

  /// Whether it is a scenario of a version that is known.
  private static func head(_ fields: YamlFields, _ problems: inout DocumentProblems) -> Bool {
    let kind: Void? = problems.required("racelanes", fields) { kind throws(DocumentError) in
      guard kind.scalar == "scenario" else {
        throw kind.error("this is no scenario: expected \"racelanes: scenario\"")
      }
    }
    let version: Void? = problems.required("version", fields) { version throws(DocumentError) in
      guard version.scalar == "1" else {
        throw version.error("this racelanes reads version 1 of scenarios")
      }
    }
    return kind != nil && version != nil
  }

  /// Everything below the head; nil when something that must be there is not.
  private static func read(_ fields: YamlFields, _ problems: inout DocumentProblems) -> Scenario? {
    let title = problems.required("title", fields) { title throws(DocumentError) in
      let words = try title.words("the title")
      guard words.count <= titleMax else {
        throw title.error("the title has \(words.count) characters; at most \(titleMax) fit a list")
      }
      return words
    }
    let order = problems.optional("order", fields) { value throws(DocumentError) in
      try value.whole("order", in: 1...1_000_000)
    }
    let model = problems.required("model", fields) { model throws(DocumentError) in
      model.located(try fileName(model))
    }
    let (choice, choicePlaces) = Self.choice(fields, &problems)
    let objective = problems.required("objective", fields) { value throws(DocumentError) in
      try value.words("the objective")
    }
    let moral = problems.required("moral", fields) { value throws(DocumentError) in
      try value.words("the moral")
    }
    let pieces = problems.required("schedule", fields, Self.pieces)
    let schedule = pieces.map { $0.compactMap { piece in word(piece, &problems) } }
    let chapters = problems.items("chapters", fields).compactMap { chapter($0, &problems) }
    let notes = problems.items("notes", fields).compactMap { note($0, &problems) }
    let claims = problems.required("expect", fields) { value throws(DocumentError) in value }
    let expectation = claims.flatMap { Self.expectation($0, &problems) }
    guard let title, let model, let objective, let moral, let schedule, let expectation else {
      return nil
    }
    return Scenario(
      title: title, order: order ?? 1_000_000, model: model, choice: choice,
      choicePlaces: choicePlaces, objective: objective, moral: moral, schedule: schedule,
      chapters: chapters, notes: notes, expectation: expectation)
  }

  /// The pairs of a mapping that may be left out.
  private static func pairs(
    _ name: String, _ fields: YamlFields, _ problems: inout DocumentProblems
  ) -> [(key: YamlValue, value: YamlValue)] {
    problems.optional(name, fields) { value throws(DocumentError) in try value.pairs(name) } ?? []
  }

  /// A file beside the scenario: a path could lead anywhere.
  private static func fileName(_ value: YamlValue) throws(DocumentError) -> String {
    let name = try value.words("the model")
    guard !name.contains("/"), name.hasSuffix(".race") else {
      throw value.error("the model is a file NAME.race in the scenario's own directory")
    }
    return name
  }

  private static func choice(
    _ fields: YamlFields, _ problems: inout DocumentProblems
  ) -> (Located<ModelChoice>, [ChoiceError.Subject: Located<String>]) {
    var choice = ModelChoice()
    var places: [ChoiceError.Subject: Located<String>] = [:]
    choice.kernel = problems.optional("kernel", fields) { kernel throws(DocumentError) in
      let name = try kernel.words("the kernel")
      places[.kernel] = kernel.located(name)
      return name
    }
    for (key, value) in pairs("switches", fields, &problems) {
      _ = problems.reading { () throws(DocumentError) in
        let states = ["on": true, "true": true, "off": false, "false": false]
        guard let isOn = states[value.scalar ?? ""] else {
          throw value.error("a switch is on or off")
        }
        let name = try key.words("a switch")
        choice.switches[name] = isOn
        places[.switch(name)] = key.located(name)
      }
    }
    for (key, value) in pairs("parameters", fields, &problems) {
      _ = problems.reading { () throws(DocumentError) in
        let name = try key.words("a parameter")
        choice.parameters[name] = try value.whole("a parameter", in: -1_000_000...1_000_000)
        places[.parameter(name)] = key.located(name)
      }
    }
    let place = fields["kernel"] ?? fields["switches"] ?? fields["parameters"] ?? fields.place
    return (place.located(choice), places)
  }

  private static func pieces(_ value: YamlValue) throws(DocumentError) -> [YamlValue] {
    let items = value.isList ? try value.list("the schedule") : [value]
    guard !items.isEmpty else { throw value.error("the schedule is empty") }
    return items
  }

  private static func word(
    _ piece: YamlValue, _ problems: inout DocumentProblems
  ) -> Located<ScheduleWord>? {
    problems.reading { () throws(DocumentError) in
      let text = try piece.words("a piece of the schedule")
      guard let word = ScheduleWord(text) else {
        throw piece.error(
          "\"\(text)\" is no piece of a schedule: expected 0110…, \"cpu0 until TEXT\", "
            + "\"cpu0 through TEXT\", \"cpu0 N steps\", \"cpu0 until blocked\" or \"cpu0 to the end\""
        )
      }
      return piece.located(word)
    }
  }

  private static func chapter(
    _ item: YamlValue, _ problems: inout DocumentProblems
  ) -> Chapter? {
    guard let fields = item.fields("a chapter", known: ["title", "at", "words"], &problems) else {
      return nil
    }
    let title = problems.required("title", fields) { value throws(DocumentError) in
      try value.words("the chapter's title")
    }
    let anchor = problems.required("at", fields, Self.anchor)
    let words = problems.required("words", fields) { value throws(DocumentError) in
      try value.words("what the chapter says")
    }
    guard let title, let anchor, let words else { return nil }
    return Chapter(title: title, anchor: anchor, words: words)
  }

  private static func note(_ item: YamlValue, _ problems: inout DocumentProblems) -> Note? {
    guard let fields = item.fields("a note", known: ["at", "words"], &problems) else { return nil }
    let anchor = problems.required("at", fields, Self.anchor)
    let words = problems.required("words", fields) { value throws(DocumentError) in
      try value.words("what the note says")
    }
    guard let anchor, let words else { return nil }
    return Note(anchor: anchor, words: words)
  }

  private static func anchor(_ value: YamlValue) throws(DocumentError) -> Located<Anchor> {
    value.located(Anchor(try value.words("at")))
  }

  private static func expectation(
    _ value: YamlValue, _ problems: inout DocumentProblems
  ) -> Expectation? {
    let known = ["end", "violated", "values"]
    guard let fields = value.fields("expect", known: known, &problems) else { return nil }
    var expectation = Expectation(end: nil, violated: nil, values: [:])
    expectation.end = problems.optional("end", fields) { end throws(DocumentError) in
      guard let known = ExpectedEnd(rawValue: try end.words("end")) else {
        throw end.error("the end is complete, stopped or deadlock")
      }
      return end.located(known)
    }
    expectation.violated = problems.optional("violated", fields) { list throws(DocumentError) in
      var names: [Located<String>] = []
      for item in try list.list("violated") {
        names.append(item.located(try item.words("a property")))
      }
      return list.located(names)
    }
    for (key, value) in pairs("values", fields, &problems) {
      _ = problems.reading { () throws(DocumentError) in
        let name = try key.words("a place")
        expectation.values[name] = Claim(
          place: key.located(name), value: value.located(try value.words("a value")))
      }
    }
    return expectation
  }
}

extension YamlValue {
  func located<Value>(_ value: Value) -> Scenario.Located<Value> {
    let place = error("")
    return Scenario.Located(value: value, line: place.line, column: place.column)
  }
}
