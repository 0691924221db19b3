internal import RaceTrace

/// The first line of the native format.
enum NativeHeader {
  static func read(
    _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) -> Trace {
    var title = ""
    var provenance: [String] = []
    var lanes: [Lane] = []
    var clock = Clock()
    var declarations: [PlaceDeclaration] = []
    var fold: FoldWords?
    var rules: [VerdictRule] = []
    var version: Int?
    var isTrace = false
    try cursor.enterObject(line)
    var isFirst = true
    while let key = try cursor.nextKey(line, &isFirst) {
      switch key {
      case "racelanes":
        version = Int(try cursor.integer(line))
        try check(version, cursor)
      case "type": isTrace = try cursor.string(line) == "trace"
      case "title": title = try cursor.string(line)
      case "provenance": provenance = try strings(line, &cursor)
      case "clock": clock = try Self.clock(line, &cursor)
      case "lanes":
        try cursor.enterArray(line)
        var isFirst = true
        while try cursor.nextElement(line, &isFirst) { lanes.append(try lane(line, &cursor)) }
      case "declarations":
        try cursor.enterArray(line)
        var isFirst = true
        while try cursor.nextElement(line, &isFirst) {
          declarations.append(try declaration(line, &cursor))
        }
      case "fold": fold = cursor.null(line) ? nil : try Self.fold(line, &cursor)
      case "rules":
        try cursor.enterArray(line)
        var isFirst = true
        while try cursor.nextElement(line, &isFirst) { rules.append(try rule(line, &cursor)) }
      default: try cursor.skipValue(line)
      }
    }
    try cursor.end(line)
    guard version != nil, isTrace else { throw cursor.error(.noHeader) }
    guard (1...Trace.lanesMax).contains(lanes.count) else {
      throw cursor.error(.notA("a list of one lane or two", key: "lanes"))
    }
    var trace = Trace(title: title, provenance: provenance, lanes: lanes, clock: clock)
    for declaration in declarations { _ = trace.declare(declaration) }
    trace.fold = fold
    trace.rules = rules
    return trace
  }

  private static func check(_ version: Int?, _ cursor: JSONCursor) throws(TraceReadError) {
    guard let version, version > 0 else { throw cursor.error(.noHeader) }
    guard version <= NativeFormat.version else { throw cursor.error(.newerVersion(version)) }
  }

  private static func strings(
    _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) -> [String] {
    var strings: [String] = []
    try cursor.enterArray(line)
    var isFirst = true
    while try cursor.nextElement(line, &isFirst) { strings.append(try cursor.string(line)) }
    return strings
  }

  private static func clock(
    _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) -> Clock {
    var clock = Clock()
    try cursor.enterObject(line)
    var isFirst = true
    while let key = try cursor.nextKey(line, &isFirst) {
      switch key {
      case "unit":
        guard let unit = Clock.Unit(rawValue: try cursor.string(line)) else {
          throw cursor.error(.notA("ns or ticks", key: "unit"))
        }
        clock.unit = unit
      case "resolution":
        clock.resolution = try cursor.integer(line)
        guard clock.resolution > 0 else { throw cursor.error(.notA("above 0", key: key)) }
      default: try cursor.skipValue(line)
      }
    }
    return clock
  }

  private static func lane(
    _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) -> Lane {
    var lane = Lane(name: "", title: "")
    try cursor.enterObject(line)
    var isFirst = true
    while let key = try cursor.nextKey(line, &isFirst) {
      switch key {
      case "name": lane.name = try cursor.string(line)
      case "title": lane.title = try cursor.string(line)
      default: try cursor.skipValue(line)
      }
    }
    return lane
  }

  private static func declaration(
    _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) -> PlaceDeclaration {
    var declaration = PlaceDeclaration(name: "", kind: .word)
    var hasKind = false
    try cursor.enterObject(line)
    var isFirst = true
    while let key = try cursor.nextKey(line, &isFirst) {
      switch key {
      case "name": declaration.name = try cursor.string(line)
      case "kind":
        guard let kind = PlaceKind(try cursor.string(line)) else {
          throw cursor.error(.notA("a known kind of place", key: key))
        }
        declaration.kind = kind
        hasKind = true
      case "loud": declaration.isLoud = try cursor.bool(line)
      case "fully_recorded": declaration.isFullyRecorded = try cursor.bool(line)
      default: try cursor.skipValue(line)
      }
    }
    guard hasKind else { throw cursor.error(.missing(key: "kind")) }
    return declaration
  }

  private static func fold(
    _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) -> FoldWords {
    var words = FoldWords(one: "", many: "")
    try cursor.enterObject(line)
    var isFirst = true
    while let key = try cursor.nextKey(line, &isFirst) {
      switch key {
      case "one": words.one = try cursor.string(line)
      case "many": words.many = try cursor.string(line)
      default: try cursor.skipValue(line)
      }
    }
    return words
  }

  private static func rule(
    _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) -> VerdictRule {
    var rule = VerdictRule(name: "", tone: .neutral, words: "", conditions: [])
    try cursor.enterObject(line)
    var isFirst = true
    while let key = try cursor.nextKey(line, &isFirst) {
      switch key {
      case "name": rule.name = try cursor.string(line)
      case "words": rule.words = try cursor.string(line)
      case "tone":
        guard let tone = VerdictRule.Tone(rawValue: try cursor.string(line)) else {
          throw cursor.error(.notA("bad, good or neutral", key: key))
        }
        rule.tone = tone
      case "when":
        for sentence in try strings(line, &cursor) {
          guard let condition = Condition(sentence) else {
            throw cursor.error(.notA("a list of conditions", key: key))
          }
          rule.conditions.append(condition)
        }
      default: try cursor.skipValue(line)
      }
    }
    return rule
  }
}
