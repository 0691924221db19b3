/// A line of `bpftrace -f json`: `{"type": "printf", "data": "…\n"}` and its kin.
enum BpftraceJSON {
  /// What printf() was given, as bytes of one line.
  case text([UInt8])
  /// So many events were lost.
  case lost(UInt64)
  /// Anything else that bpftrace says.
  case other

  /// Reads a line.
  init(_ line: Bytes, _ number: Int) throws(TraceReadError) {
    let bytes = Self.withoutNewlines(line)
    self = try Self.read(bytes.span, number)
  }

  private static func read(_ line: Bytes, _ number: Int) throws(TraceReadError) -> BpftraceJSON {
    var cursor = JSONCursor(number: number)
    try cursor.enterObject(line)
    var type = ""
    var text: String?
    var lost: Int64?
    var isFirst = true
    while let key = try cursor.nextKey(line, &isFirst) {
      switch (key, cursor.peek(line)) {
      case ("type", _): type = try cursor.string(line)
      case ("data", .quote): text = try cursor.string(line)
      case ("data", .openBrace): lost = try events(line, &cursor)
      default: try cursor.skipValue(line)
      }
    }
    try cursor.end(line)
    switch type {
    case "printf":
      guard let text else { throw cursor.error(.expected("\"data\" with a text")) }
      return .text(Array(text.utf8))
    case "lost_events":
      guard let lost, let count = UInt64(exactly: lost) else {
        throw cursor.error(.expected("\"data\" with a number of \"events\""))
      }
      return .lost(count)
    default: return .other
    }
  }

  private static func events(
    _ line: Bytes, _ cursor: inout JSONCursor
  ) throws(TraceReadError) -> Int64? {
    try cursor.enterObject(line)
    var events: Int64?
    var isFirst = true
    while let key = try cursor.nextKey(line, &isFirst) {
      if key == "events" { events = try cursor.integer(line) } else { try cursor.skipValue(line) }
    }
    return events
  }

  /// The line without the `\n` that ends what every printf() prints; as a character of a text it
  /// would be refused.
  private static func withoutNewlines(_ line: Bytes) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(line.count)
    var index = 0
    while index < line.count {
      guard line[index] == .backslash, index + 1 < line.count else {
        bytes.append(line[index])
        index += 1
        continue
      }
      if line[index + 1] != 0x6E { bytes += [line[index], line[index + 1]] }
      index += 2
    }
    return bytes
  }
}
