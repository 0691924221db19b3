/// What in a line must not reach a terminal: bytes that are no UTF-8, control characters, and the
/// marks that turn the direction of text.
struct BadText: Hashable, Sendable {
  /// Where it begins in the line, from 0.
  var offset: Int
  /// How many bytes it takes.
  var length: Int
  /// Its scalar value, or nil where the bytes are no UTF-8.
  var scalar: UInt32?
}

extension Span where Element == UInt8 {
  /// The first thing at or after `start` that must not be shown as it is. A tab is harmless.
  func firstBadText(from start: Int = 0) -> BadText? {
    var index = start
    while index < count {
      let byte = self[index]
      if byte < 0x80 {
        if (byte < 0x20 && byte != .tab) || byte == 0x7F {
          return BadText(offset: index, length: 1, scalar: UInt32(byte))
        }
        index += 1
        continue
      }
      guard let (scalar, length) = scalar(at: index) else {
        return BadText(offset: index, length: 1, scalar: nil)
      }
      if isHarmful(scalar) { return BadText(offset: index, length: length, scalar: scalar) }
      index += length
    }
    return nil
  }

  /// The scalar of more than one byte at `index`, or nil where its bytes are no UTF-8: overlong
  /// forms, surrogates and values above U+10FFFF are none.
  private func scalar(at index: Int) -> (UInt32, Int)? {
    let lead = self[index]
    let length =
      switch lead {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 0
      }
    guard length > 0, index + length <= count else { return nil }
    var value = UInt32(lead) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
    for offset in 1..<length {
      let byte = self[index + offset]
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    let least: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
    guard value >= least, Unicode.Scalar(value) != nil else { return nil }
    return (value, length)
  }
}

/// C1 controls, line and paragraph separators, and bidirectional overrides and isolates.
private func isHarmful(_ scalar: UInt32) -> Bool {
  switch scalar {
  case 0x80...0x9F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
  default: false
  }
}

/// The bytes as text in which everything that a terminal could obey is spelled out: `\x1b`, `\u202e`.
func visibleText(_ line: Bytes, limit: Int = .max) -> String {
  var bytes: [UInt8] = []
  var index = 0
  while let bad = line.firstBadText(from: index), bytes.count < limit {
    for at in index..<bad.offset { bytes.append(line[at]) }
    if let scalar = bad.scalar, scalar > 0x7F {
      bytes.append(contentsOf: "\\u\(hexText(UInt64(scalar), digits: 4))".utf8)
    } else {
      bytes.append(contentsOf: "\\x\(hexText(UInt64(line[bad.offset]), digits: 2))".utf8)
    }
    index = bad.offset + bad.length
  }
  if bytes.count < limit { for at in index..<line.count { bytes.append(line[at]) } }
  let text = String(decoding: bytes, as: UTF8.self)
  return text.count <= limit ? text : String(text.prefix(limit)) + "…"
}

/// `value` in lower-case hexadecimal, with at least so many digits.
func hexText(_ value: UInt64, digits: Int = 1) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
