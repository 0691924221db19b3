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

  mutating func member(_ member: JSONValue.Member) {
    string(member.name)
    raw(":")
    value(member.value)
  }

  mutating func value(_ value: JSONValue) {
    switch value {
    case .text(let text): string(text)
    case .number(let number): raw(String(number))
    case .flag(let flag): raw(flag ? "true" : "false")
    case .null: raw("null")
    case .list(let items):
      raw("[")
      list(items) { $0.value($1) }
      raw("]")
    case .object(let members):
      raw("{")
      list(members) { $0.member($1) }
      raw("}")
    }
  }

  /// Appends a member with a decoded value; the owner of a lock by its lane's name.
  package mutating func value(
    _ name: String, _ kind: PlaceKind, _ value: UInt64, _ lanes: [Lane] = []
  ) {
    string(name)
    raw(":{")
    members(kind, value, lanes)
    raw("}")
  }

  /// Appends a member with what a place holds and what it held.
  mutating func write(
    _ name: String, _ kind: PlaceKind, old: UInt64?, new: UInt64, _ lanes: [Lane]
  ) {
    string(name)
    raw(":{")
    members(kind, new, lanes)
    raw(#","old":"#)
    if let old {
      raw("{")
      members(kind, old, lanes)
      raw("}}")
    } else {
      raw("null}")
    }
  }

  private mutating func members(_ kind: PlaceKind, _ value: UInt64, _ lanes: [Lane]) {
    raw(#""raw":"0x\#(String(value, radix: 16))","text":"#)
    string(lanes.naming(kind.decode(value).text))
  }

  /// Forgets the text so far, which somebody has taken.
  package mutating func clear() { bytes.removeAll(keepingCapacity: true) }
}
