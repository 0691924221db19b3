extension JSONCursor {
  /// A text. What could steer a terminal must not be in it, escaped or not: the line has been
  /// checked already, so only escapes are looked at here.
  mutating func string(_ line: Bytes) throws(TraceReadError) -> String {
    guard let next = peek(line) else { throw error(.endsEarly) }
    guard next == .quote else { throw error(.expected("a text in quotes")) }
    let start = index + 1
    var end = start
    while end < line.count, line[end] != .quote, line[end] != .backslash { end += 1 }
    guard end < line.count else { throw error(.endsEarly) }
    if line[end] == .quote {
      move(to: end + 1)
      return line.text(start..<end)
    }
    var text = line.text(start..<end)
    move(to: end)
    while true {
      guard index < line.count else { throw error(.endsEarly) }
      if line[index] == .quote {
        move(to: index + 1)
        return text
      }
      if line[index] == .backslash {
        text.unicodeScalars.append(try escape(line))
      } else {
        let from = index
        var to = from
        while to < line.count, line[to] != .quote, line[to] != .backslash { to += 1 }
        text += line.text(from..<to)
        move(to: to)
      }
    }
  }

  private mutating func escape(_ line: Bytes) throws(TraceReadError) -> Unicode.Scalar {
    let start = index
    guard start + 1 < line.count else { throw error(.endsEarly) }
    move(to: start + 2)
    let scalar: Unicode.Scalar
    switch line[start + 1] {
    case .quote: return "\""
    case .backslash: return "\\"
    case 0x2F: return "/"
    case 0x74: return "\t"
    case 0x62: scalar = "\u{8}"
    case 0x66: scalar = "\u{C}"
    case 0x6E: scalar = "\n"
    case 0x72: scalar = "\r"
    case 0x75: scalar = try unicodeEscape(line, start)
    default: throw error(.badEscape, at: start)
    }
    let bytes = Array(String(Character(scalar)).utf8)
    guard bytes.span.firstBadText() == nil else {
      throw TraceReadError(
        .controlCharacter(scalar: scalar.value), line: number, column: start + 1)
    }
    return scalar
  }

  /// `\u00e9`, or a surrogate pair of two.
  private mutating func unicodeEscape(
    _ line: Bytes, _ start: Int
  ) throws(TraceReadError) -> Unicode.Scalar {
    let high = try fourDigits(line, start)
    guard (0xD800...0xDBFF).contains(high) else {
      guard let scalar = Unicode.Scalar(high) else { throw error(.badEscape, at: start) }
      return scalar
    }
    guard line.hasPrefix("\\u", at: index) else { throw error(.badEscape, at: start) }
    move(to: index + 2)
    let low = try fourDigits(line, start)
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw error(.badEscape, at: start) }
    return scalar
  }

  private mutating func fourDigits(
    _ line: Bytes, _ start: Int
  ) throws(TraceReadError) -> UInt32 {
    guard index + 4 <= line.count else { throw error(.endsEarly) }
    var value: UInt32 = 0
    for offset in 0..<4 {
      guard let digit = line[index + offset].hexDigit else { throw error(.badEscape, at: start) }
      value = value << 4 | UInt32(digit)
    }
    move(to: index + 4)
    return value
  }
}
