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
  /// - Throws: the first error, with its line and column.
  public static func parse(yaml: String) throws(DocumentError) -> Scenario {
    let root = try YamlDocument.parse(yaml)
    let fields = try root.fields("a scenario", known: keys)
    let kind = try fields.required("racelanes")
    guard kind.scalar == "scenario" else {
      throw kind.error("this is no scenario: expected \"racelanes: scenario\"")
    }
    let version = try fields.required("version")
    guard version.scalar == "1" else {
      throw version.error("this racelanes reads version 1 of scenarios")
    }
    let title = try fields.required("title")
    let words = try title.words("the title")
    guard words.count <= titleMax else {
      throw title.error("the title has \(words.count) characters; at most \(titleMax) fit a list")
    }
    let order = try fields["order"].map { value throws(DocumentError) in
      try value.whole("order", in: 1...1_000_000)
    }
    let model = try fields.required("model")
    let (choice, choicePlaces) = try choice(fields)
    return Scenario(
      title: words, order: order ?? 1_000_000,
      model: model.located(try fileName(model)), choice: choice,
      choicePlaces: choicePlaces,
      objective: try fields.required("objective").words("the objective"),
      moral: try fields.required("moral").words("the moral"),
      schedule: try schedule(try fields.required("schedule")),
      chapters: try chapters(fields["chapters"]), notes: try notes(fields["notes"]),
      expectation: try expectation(try fields.required("expect")))
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
    _ fields: YamlFields
  ) throws(DocumentError) -> (Located<ModelChoice>, [ChoiceError.Subject: Located<String>]) {
    var choice = ModelChoice()
    var places: [ChoiceError.Subject: Located<String>] = [:]
    if let kernel = fields["kernel"] {
      let name = try kernel.words("the kernel")
      choice.kernel = name
      places[.kernel] = kernel.located(name)
    }
    for (key, value) in try fields["switches"]?.pairs("switches") ?? [] {
      guard let isOn = ["on": true, "true": true, "off": false, "false": false][value.scalar ?? ""]
      else { throw value.error("a switch is on or off") }
      let name = try key.words("a switch")
      choice.switches[name] = isOn
      places[.switch(name)] = key.located(name)
    }
    for (key, value) in try fields["parameters"]?.pairs("parameters") ?? [] {
      let name = try key.words("a parameter")
      choice.parameters[name] = try value.whole("a parameter", in: -1_000_000...1_000_000)
      places[.parameter(name)] = key.located(name)
    }
    let place = fields["kernel"] ?? fields["switches"] ?? fields["parameters"] ?? fields.place
    return (place.located(choice), places)
  }

  private static func schedule(
    _ value: YamlValue
  ) throws(DocumentError) -> [Located<ScheduleWord>] {
    let items = value.isList ? try value.list("the schedule") : [value]
    guard !items.isEmpty else { throw value.error("the schedule is empty") }
    var words: [Located<ScheduleWord>] = []
    for item in items {
      let text = try item.words("a piece of the schedule")
      guard let word = ScheduleWord(text) else {
        throw item.error(
          "\"\(text)\" is no piece of a schedule: expected 0110…, \"cpu0 until TEXT\", "
            + "\"cpu0 through TEXT\", \"cpu0 N steps\", \"cpu0 until blocked\" or \"cpu0 to the end\""
        )
      }
      words.append(item.located(word))
    }
    return words
  }

  private static func chapters(_ value: YamlValue?) throws(DocumentError) -> [Chapter] {
    var found: [Chapter] = []
    for item in try value?.list("chapters") ?? [] {
      let fields = try item.fields("a chapter", known: ["title", "at", "words"])
      let anchor = try fields.required("at")
      found.append(
        Chapter(
          title: try fields.required("title").words("the chapter's title"),
          anchor: anchor.located(Anchor(try anchor.words("at"))),
          words: try fields.required("words").words("what the chapter says")))
    }
    return found
  }

  private static func notes(_ value: YamlValue?) throws(DocumentError) -> [Note] {
    var found: [Note] = []
    for item in try value?.list("notes") ?? [] {
      let fields = try item.fields("a note", known: ["at", "words"])
      let anchor = try fields.required("at")
      found.append(
        Note(
          anchor: anchor.located(Anchor(try anchor.words("at"))),
          words: try fields.required("words").words("what the note says")))
    }
    return found
  }

  private static func expectation(_ value: YamlValue) throws(DocumentError) -> Expectation {
    let fields = try value.fields("expect", known: ["end", "violated", "values"])
    var expectation = Expectation(end: nil, violated: nil, values: [:])
    if let end = fields["end"] {
      guard let known = ExpectedEnd(rawValue: try end.words("end")) else {
        throw end.error("the end is complete, stopped or deadlock")
      }
      expectation.end = end.located(known)
    }
    if let violated = fields["violated"] {
      var names: [String] = []
      for item in try violated.list("violated") { names.append(try item.words("a property")) }
      expectation.violated = violated.located(names)
    }
    for (key, value) in try fields["values"]?.pairs("values") ?? [] {
      expectation.values[try key.words("a place")] = value.located(try value.words("a value"))
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
