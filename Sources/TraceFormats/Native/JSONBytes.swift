/// JSON, byte by byte, into an array.
struct JSONBytes {
  private(set) var bytes: [UInt8] = []

  mutating func raw(_ text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func integer(_ value: some BinaryInteger) {
    bytes.append(contentsOf: String(value).utf8)
  }

  /// A word of 64 bits as text, since JSON's own numbers lose bits above 2^53 in many programs.
  mutating func word(_ value: UInt64) {
    raw("\"0x")
    bytes.append(contentsOf: String(value, radix: 16).utf8)
    raw("\"")
  }

  mutating func word(_ value: UInt64?) {
    if let value { word(value) } else { raw("null") }
  }

  /// A text. What could steer a terminal is spelled out, as the reader takes no such text.
  mutating func string(_ text: String) {
    let plain = Array(text.utf8)
    let safe = plain.span.firstBadText() == nil ? plain : Array(visibleText(plain.span).utf8)
    bytes.append(.quote)
    for byte in safe {
      switch byte {
      case .quote: raw("\\\"")
      case .backslash: raw("\\\\")
      case .tab: raw("\\t")
      default: bytes.append(byte)
      }
    }
    bytes.append(.quote)
  }

  /// `[…]` with a comma between the elements.
  mutating func list<Element>(
    _ elements: some Sequence<Element>, _ body: (inout JSONBytes, Element) -> Void
  ) {
    raw("[")
    var isFirst = true
    for element in elements {
      if !isFirst { raw(",") }
      isFirst = false
      body(&self, element)
    }
    raw("]")
  }
}
