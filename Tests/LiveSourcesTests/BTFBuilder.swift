/// Makes BTF for tests: the bytes that a compiler would write.
struct BTFBuilder {
  struct Member {
    var name: String
    var type: Int
    /// In bits; with a width in the upper eight bits where the structure has bit fields.
    var offset: Int
  }

  private var types: [UInt8] = []
  private var strings: [UInt8] = [0]
  private(set) var count = 0

  private mutating func name(_ text: String) -> Int {
    if text.isEmpty { return 0 }
    let offset = strings.count
    strings += Array(text.utf8) + [0]
    return offset
  }

  private static func word(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  private mutating func type(
    _ text: String, kind: Int, count vlen: Int = 0, flag: Bool = false, _ last: Int, _ more: [Int]
  ) -> Int {
    let info = vlen | kind << 24 | (flag ? 1 << 31 : 0)
    for value in [name(text), info, last] + more { types += Self.word(value) }
    count += 1
    return count
  }

  mutating func integer(_ text: String) -> Int { type(text, kind: 1, 4, [32]) }
  mutating func pointer(_ to: Int) -> Int { type("", kind: 2, to, []) }
  mutating func typedef(_ text: String, _ to: Int) -> Int { type(text, kind: 8, to, []) }
  mutating func qualifier(_ kind: Int, _ to: Int) -> Int { type("", kind: kind, to, []) }

  mutating func structure(
    _ text: String, _ members: [Member], isUnion: Bool = false, hasWidths: Bool = false
  ) -> Int {
    let more = members.flatMap { [name($0.name), $0.type, $0.offset] }
    return type(
      text, kind: isUnion ? 5 : 4, count: members.count, flag: hasWidths, 64, more)
  }

  mutating func function(_ text: String, _ parameters: [String]) -> Int {
    let more = parameters.flatMap { [name($0), 0] }
    let prototype = type("", kind: 13, count: parameters.count, 0, more)
    return type(text, kind: 12, prototype, [])
  }

  /// A type of a kind by its number, with so many more words.
  mutating func other(kind: Int, count vlen: Int = 0, words: Int) -> Int {
    type("other", kind: kind, count: vlen, 0, Array(repeating: 0, count: words))
  }

  var bytes: [UInt8] {
    var header: [UInt8] = [0x9F, 0xEB, 1, 0]
    for value in [24, 0, types.count, types.count, strings.count] { header += Self.word(value) }
    return header + types + strings
  }
}
