internal import RaceTrace

/// What the lines of a native trace add up to.
struct NativeBody: Sendable {
  /// What has been read so far; nil before the header.
  var trace: Trace? { hasHeader ? storage : nil }
  private(set) var hasEnded = false
  /// How many events were read and taken away again.
  var takenCount = 0
  /// How many bytes the lines may have that bring texts, places, tasks and unknown events: they are
  /// all kept as long as more events may follow.
  private let namesBytesMax: Int
  private var namesBytes = 0
  private var hasHeader = false
  private var hasLostNames = false
  /// Of no meaning before the header.
  var storage = Trace(title: "", lanes: [Lane(name: "", title: "")])
  private var operations: [Operation] = []

  init(namesBytesMax: Int = .max) { self.namesBytesMax = namesBytesMax }

  /// Takes one line. After one that cannot be read, and may have brought a name, the numbers of all
  /// later names are unknown: these are refused then, and with them the events that need them.
  mutating func add(_ line: Bytes, _ number: Int) throws(TraceReadError) {
    var isHarmless = !hasHeader
    do throws(TraceReadError) {
      try read(line, number, &isHarmless)
    } catch {
      if !isHarmless { hasLostNames = true }
      throw error
    }
  }

  private mutating func read(
    _ line: Bytes, _ number: Int, _ isHarmless: inout Bool
  ) throws(TraceReadError) {
    if !line.isPlain, let bad = line.firstBadText() {
      throw TraceReadError(
        bad.scalar.map { .controlCharacter(scalar: $0) } ?? .invalidUTF8(byte: line[bad.offset]),
        line: number, column: bad.offset + 1)
    }
    var cursor = JSONCursor(number: number)
    guard cursor.peek(line) != nil else { return }
    guard !hasEnded else { throw cursor.error(.afterEnd) }
    guard hasHeader else {
      storage = try NativeHeader.read(line, &cursor)
      hasHeader = true
      return
    }
    try cursor.enterObject(line)
    var isFirst = true
    var isKnown = false
    while let key = try cursor.nextKey(line, &isFirst) {
      switch key {
      case "event":
        isHarmless = true
        try readEvent(line, &cursor)
      case "text", "place", "task", "unknown":
        try countName(line, cursor)
        try readName(key, line, &cursor)
      case "end":
        isHarmless = true
        try readEnd(line, &cursor)
      default:
        try cursor.skipValue(line)
        continue
      }
      isKnown = true
    }
    try cursor.end(line)
    guard isKnown else {
      isHarmless = true
      throw cursor.error(.unknownLine)
    }
  }

  private mutating func countName(
    _ line: Bytes, _ cursor: JSONCursor
  ) throws(TraceReadError) {
    guard !hasLostNames else { throw cursor.error(.lostNumber) }
    guard namesBytes <= namesBytesMax - line.count else {
      throw TraceReadError(
        .tooMany(what: "bytes of texts, places and tasks", limit: namesBytesMax),
        line: cursor.number)
    }
    namesBytes += line.count
  }

  private mutating func readName(
    _ key: String, _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) {
    switch key {
    case "text": try readText(line, &cursor)
    case "place": try readPlace(line, &cursor)
    case "task": try readTask(line, &cursor)
    default: try readUnknown(line, &cursor)
    }
  }

  private mutating func readText(
    _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) {
    let count = storage.strings.count
    let text = try cursor.string(line)
    guard storage.intern(text) == count else { throw cursor.error(.duplicate("text")) }
  }

  private mutating func readTask(
    _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) {
    var task = KernelTask(name: "", pid: 0)
    try cursor.enterObject(line)
    var isFirst = true
    while let key = try cursor.nextKey(line, &isFirst) {
      switch key {
      case "name": task.name = try cursor.string(line)
      case "pid": task.pid = Int(try cursor.integer(line))
      default: try cursor.skipValue(line)
      }
    }
    let count = storage.taskCount
    guard storage.intern(task) == count else { throw cursor.error(.duplicate("task")) }
  }

  private mutating func readPlace(
    _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) {
    var place = Place(declaration: -1)
    var initialValue: UInt64?
    try cursor.enterObject(line)
    var isFirst = true
    while let key = try cursor.nextKey(line, &isFirst) {
      switch key {
      case "of":
        place.declaration = try cursor.index(
          line, "declaration", count: storage.declarations.count)
      case "space": place.space = try cursor.word(line)
      case "at": place.address = try cursor.word(line)
      case "begins": initialValue = try cursor.word(line)
      default: try cursor.skipValue(line)
      }
    }
    guard place.declaration >= 0 else { throw cursor.error(.missing(key: "of")) }
    let count = storage.placeCount
    guard storage.intern(place) == count else { throw cursor.error(.duplicate("place")) }
    if let initialValue { storage.begin(count, with: initialValue) }
  }

  private mutating func readUnknown(
    _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) {
    var events = UnknownEvents(name: "", count: 0, firstLine: 0, sample: "")
    try cursor.enterObject(line)
    var isFirst = true
    while let key = try cursor.nextKey(line, &isFirst) {
      switch key {
      case "name": events.name = try cursor.string(line)
      case "count":
        let before = cursor
        events.count = Int(try cursor.integer(line))
        guard events.count >= 0 else { throw before.error(.notA("a number of events", key: key)) }
      case "line": events.firstLine = Int(try cursor.integer(line))
      case "sample": events.sample = try cursor.string(line)
      default: try cursor.skipValue(line)
      }
    }
    // Whoever writes such a file tells no more names apart.
    let namesMax = UnknownTally.namesMax + 1
    guard storage.unknown.count < namesMax else {
      throw TraceReadError(
        .tooMany(what: "names of unknown events", limit: namesMax), line: cursor.number)
    }
    storage.unknown.append(events)
  }

  private mutating func readEnd(
    _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) {
    var said: Int?
    try cursor.enterObject(line)
    var isFirst = true
    while let key = try cursor.nextKey(line, &isFirst) {
      if key == "events" {
        said = Int(try cursor.integer(line))
      } else {
        try cursor.skipValue(line)
      }
    }
    guard let said else { throw cursor.error(.missing(key: "events")) }
    let found = takenCount + storage.events.count
    guard said == found else { throw cursor.error(.wrongCount(said: said, found: found)) }
    hasEnded = true
  }

  private mutating func readEvent(
    _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) {
    operations.removeAll(keepingCapacity: true)
    let event = try NativeEvent.read(line, &cursor, storage, &operations)
    storage.append(event, operations)
  }
}

extension JSONCursor {
  /// The number of an entry of a table that has `count` of them.
  mutating func index(
    _ line: Bytes, _ what: String, count: Int
  ) throws(TraceReadError) -> Int {
    _ = peek(line)
    let before = self
    let value = Int(try integer(line))
    guard (0..<count).contains(value) else {
      throw before.error(.outOfRange(what, value: value, count: count))
    }
    return value
  }
}
