internal import RaceTrace

/// The event line of the native format.
enum NativeEvent {
  static func read(
    _ line: Bytes, _ cursor: inout JSONCursor, _ trace: Trace,
    _ operations: inout [Operation]
  ) throws(TraceReadError) -> Event {
    var event = Event(lane: -1, cpu: 0, text: 0)
    try cursor.enterObject(line)
    var isFirst = true
    while let key = try cursor.nextKey(line, &isFirst) {
      switch key {
      case "lane": event.lane = try cursor.index(line, "lane", count: trace.lanes.count)
      case "cpu": event.cpu = Int(try cursor.integer(line))
      case "time": event.time = try cursor.integer(line)
      case "name": event.name = try cursor.index(line, "text", count: trace.strings.count)
      case "text": event.text = try cursor.index(line, "text", count: trace.strings.count)
      case "note": event.note = try cursor.index(line, "text", count: trace.strings.count)
      case "task": event.task = try cursor.index(line, "task", count: max(1, trace.taskCount))
      case "about": event.subject = try subject(line, &cursor)
      case "line": event.line = Int(try cursor.integer(line))
      case "marks": event.marks = try marks(line, &cursor)
      case "do": try readOperations(line, &cursor, trace, &operations)
      default: try cursor.skipValue(line)
      }
    }
    guard event.lane >= 0 else { throw cursor.error(.missing(key: "lane")) }
    return event
  }

  private static func subject(
    _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) -> Subject {
    var words: [UInt64] = []
    try cursor.enterArray(line)
    var isFirst = true
    while try cursor.nextElement(line, &isFirst) { words.append(try cursor.word(line)) }
    guard words.count == 3 else {
      throw cursor.error(.notA("a list of space, start and end", key: "about"))
    }
    return Subject(space: words[0], start: words[1], end: words[2])
  }

  private static func marks(
    _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) -> Event.Marks {
    var marks: Event.Marks = []
    try cursor.enterArray(line)
    var isFirst = true
    while try cursor.nextElement(line, &isFirst) {
      let word = try cursor.string(line)
      guard let mark = NativeFormat.marks.first(where: { $0.word == word }) else {
        throw cursor.error(.notA("starts_episode, counted or harness", key: "marks"))
      }
      marks.insert(mark.mark)
    }
    return marks
  }

  private static func readOperations(
    _ line: Bytes, _ cursor: inout JSONCursor, _ trace: Trace,
    _ operations: inout [Operation]
  ) throws(TraceReadError) {
    try cursor.enterArray(line)
    var isFirst = true
    while try cursor.nextElement(line, &isFirst) {
      try cursor.enterArray(line)
      var item = Item(strings: trace.strings.count, places: trace.placeCount)
      operations.append(try item.read(line, &cursor))
      guard try !cursor.nextElement(line, &item.isFirst) else {
        throw cursor.error(.notA("an operation: it has too many parts", key: "do"))
      }
    }
  }

  /// One operation, an array of its name and its parts.
  private struct Item {
    let strings: Int
    let places: Int
    var isFirst = true

    private mutating func next(_ line: Bytes, _ cursor: inout JSONCursor) throws(TraceReadError) {
      guard try cursor.nextElement(line, &isFirst) else {
        throw cursor.error(.notA("an operation: it has too few parts", key: "do"))
      }
    }

    mutating func read(
      _ line: Bytes, _ cursor: inout JSONCursor
    ) throws(TraceReadError) -> Operation {
      try next(line, &cursor)
      let name = try cursor.string(line)
      switch name {
      case "call": return .call
      case "mark": return .mark
      case "fence":
        guard let fence = Operation.Fence(rawValue: try word(line, &cursor)) else {
          throw cursor.error(.notA("a known fence", key: "do"))
        }
        return .fence(fence)
      case "ret":
        try next(line, &cursor)
        return .ret(cursor.null(line) ? nil : try cursor.integer(line))
      case "lost":
        return .lost(try optionalBits(line, &cursor))
      case "branch":
        try next(line, &cursor)
        let outcome = try cursor.integer(line)
        try next(line, &cursor)
        return .branch(outcome: outcome, words: try cursor.index(line, "text", count: strings))
      default: return try readPlaced(name, line, &cursor)
      }
    }

    private mutating func readPlaced(
      _ name: String, _ line: Bytes, _ cursor: inout JSONCursor
    ) throws(TraceReadError) -> Operation {
      guard ["load", "observe", "store", "rmw", "forget", "lock", "unlock"].contains(name) else {
        throw cursor.error(.notA("a known operation", key: "do"))
      }
      try next(line, &cursor)
      let place = try cursor.index(line, "place", count: places)
      switch name {
      case "load": return .load(place, try bits(line, &cursor))
      case "observe": return .observe(place, try bits(line, &cursor))
      case "store":
        return .store(place, old: try optionalBits(line, &cursor), new: try bits(line, &cursor))
      case "rmw":
        return .rmw(place, old: try optionalBits(line, &cursor), new: try bits(line, &cursor))
      case "forget": return .forget(place)
      default:
        guard let mode = LockWord.Mode(rawValue: try word(line, &cursor)) else {
          throw cursor.error(.notA("exclusive or shared", key: "do"))
        }
        return name == "lock" ? .lock(place, mode) : .unlock(place, mode)
      }
    }

    private mutating func word(
      _ line: Bytes, _ cursor: inout JSONCursor
    ) throws(TraceReadError) -> String {
      try next(line, &cursor)
      return try cursor.string(line)
    }

    private mutating func bits(
      _ line: Bytes, _ cursor: inout JSONCursor
    ) throws(TraceReadError) -> UInt64 {
      try next(line, &cursor)
      return try cursor.word(line)
    }

    private mutating func optionalBits(
      _ line: Bytes, _ cursor: inout JSONCursor
    ) throws(TraceReadError) -> UInt64? {
      try next(line, &cursor)
      return cursor.null(line) ? nil : try cursor.word(line)
    }
  }
}
