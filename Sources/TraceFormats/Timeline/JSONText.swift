package import RaceTrace

/// JSON being written.
package struct JSONText {
  /// The text so far.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Appends text as it is.
  package mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Appends a text with its quotes.
  package mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20, 0x7F:
        let digits = String(byte, radix: 16)
        raw("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends the items, a comma between two.
  package mutating func list<Items: Sequence>(
    _ items: Items, _ body: (inout JSONText, Items.Element) -> Void
  ) {
    var isFirst = true
    for item in items {
      if !isFirst { raw(",") }
      isFirst = false
      body(&self, item)
    }
  }

  /// Appends a member with a decoded value.
  package mutating func value(_ name: String, _ kind: PlaceKind, _ value: UInt64) {
    string(name)
    raw(#":{"raw":"0x\#(String(value, radix: 16))","text":"#)
    string(kind.decode(value).text)
    raw("}")
  }

  /// Forgets the text so far, which somebody has taken.
  package mutating func clear() { bytes.removeAll(keepingCapacity: true) }
}
