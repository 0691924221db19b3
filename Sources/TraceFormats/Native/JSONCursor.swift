/// Reads JSON from one line, front to back, without a tree. Every error names its column.
struct JSONCursor {
  /// The number of the line.
  let number: Int
  /// Where it stands.
  private(set) var index = 0
  private var depth = 0

  init(number: Int) { self.number = number }

  func error(_ problem: JSONProblem, at index: Int? = nil) -> TraceReadError {
    TraceReadError(.json(problem), line: number, column: (index ?? self.index) + 1)
  }

  func error(_ problem: NativeProblem) -> TraceReadError {
    TraceReadError(.native(problem), line: number, column: index + 1)
  }

  /// The next byte that is no blank, or nil at the end.
  mutating func peek(_ line: Bytes) -> UInt8? {
    line.skipBlanks(&index)
    return index < line.count ? line[index] : nil
  }

  private mutating func take(
    _ byte: UInt8, _ line: Bytes, _ what: String
  ) throws(TraceReadError) {
    guard let next = peek(line) else { throw error(.endsEarly) }
    guard next == byte else { throw error(.expected(what)) }
    index += 1
  }

  private mutating func deeper() throws(TraceReadError) {
    depth += 1
    guard depth <= NativeFormat.depthMax else {
      throw error(.tooDeep(limit: NativeFormat.depthMax), at: index - 1)
    }
  }

  /// Enters an object; ``nextKey(_:_:)`` gives its keys.
  mutating func enterObject(_ line: Bytes) throws(TraceReadError) {
    try take(.openBrace, line, "an object")
    try deeper()
  }

  /// The next key, or nil behind the last value; `isFirst` starts true.
  mutating func nextKey(
    _ line: Bytes, _ isFirst: inout Bool
  ) throws(TraceReadError) -> String? {
    guard try nextItem(line, &isFirst, closing: .closeBrace, "\",\" or \"}\"") else { return nil }
    let key = try string(line)
    try take(.colon, line, "\":\"")
    return key
  }

  /// Enters an array; ``nextElement(_:_:)`` steps through it.
  mutating func enterArray(_ line: Bytes) throws(TraceReadError) {
    try take(.openBracket, line, "an array")
    try deeper()
  }

  /// Whether there is one more element; `isFirst` starts true.
  mutating func nextElement(
    _ line: Bytes, _ isFirst: inout Bool
  ) throws(TraceReadError) -> Bool {
    try nextItem(line, &isFirst, closing: .closeBracket, "\",\" or \"]\"")
  }

  private mutating func nextItem(
    _ line: Bytes, _ isFirst: inout Bool, closing: UInt8, _ what: String
  ) throws(TraceReadError) -> Bool {
    guard let next = peek(line) else { throw error(.endsEarly) }
    if next == closing {
      index += 1
      depth -= 1
      return false
    }
    if !isFirst { try take(.comma, line, what) }
    isFirst = false
    return true
  }

  /// Nothing may follow.
  mutating func end(_ line: Bytes) throws(TraceReadError) {
    guard peek(line) == nil else { throw error(.expected("the end of the line")) }
  }

  /// Takes `null`, if that is what stands here.
  mutating func null(_ line: Bytes) -> Bool {
    guard peek(line) == 0x6E, line.hasPrefix("null", at: index) else { return false }
    index += 4
    return true
  }

  mutating func bool(_ line: Bytes) throws(TraceReadError) -> Bool {
    _ = peek(line)
    if line.hasPrefix("true", at: index) {
      index += 4
      return true
    }
    guard line.hasPrefix("false", at: index) else { throw error(.expected("true or false")) }
    index += 5
    return false
  }

  /// A whole number of at most 64 bits.
  mutating func integer(_ line: Bytes) throws(TraceReadError) -> Int64 {
    guard let next = peek(line) else { throw error(.endsEarly) }
    let start = index
    guard next == .minus || next.isDigit else { throw error(.expected("a number")) }
    if next == .minus { index += 1 }
    guard let magnitude = line.decimal(&index) else { throw error(.badNumber, at: start) }
    if index < line.count, line[index] == .dot || line[index] | 0x20 == 0x65 {
      throw error(.badNumber, at: start)
    }
    if next == .minus {
      guard magnitude <= 1 << 63 else { throw error(.badNumber, at: start) }
      return Int64(bitPattern: 0 &- magnitude)
    }
    guard let value = Int64(exactly: magnitude) else { throw error(.badNumber, at: start) }
    return value
  }

  /// A word of 64 bits, as the text `"0x1f"`.
  mutating func word(_ line: Bytes) throws(TraceReadError) -> UInt64 {
    guard let next = peek(line) else { throw error(.endsEarly) }
    let start = index + 1
    guard next == .quote else { throw error(.expected("a word as \"0x…\"")) }
    var end = start
    while end < line.count, line[end] != .quote { end += 1 }
    guard end < line.count else { throw error(.endsEarly) }
    guard line.hasPrefix("0x", at: start), let number = FieldNumber(line, start..<end) else {
      throw error(.expected("a word as \"0x…\""))
    }
    index = end + 1
    return number.bits
  }

  /// Passes over one value.
  mutating func skipValue(_ line: Bytes) throws(TraceReadError) {
    switch peek(line) {
    case .none: throw error(.endsEarly)
    case .quote: _ = try string(line)
    case .openBrace:
      try enterObject(line)
      var isFirst = true
      while try nextKey(line, &isFirst) != nil { try skipValue(line) }
    case .openBracket:
      try enterArray(line)
      var isFirst = true
      while try nextElement(line, &isFirst) { try skipValue(line) }
    case .some(let byte) where byte == .minus || byte.isDigit: skipNumber(line)
    default:
      if !null(line) { _ = try bool(line) }
    }
  }

  private mutating func skipNumber(_ line: Bytes) {
    while index < line.count,
      line[index].isWordByte || line[index] == .dot
        || line[index] == .minus || line[index] == .plus
    {
      index += 1
    }
  }

  /// Moves to `index`; for the reader of texts.
  mutating func move(to index: Int) { self.index = index }
}
