import Cells
import Testing

struct KeyTests {
  static let keys =
    Key.named + "aZ09<>é作 ?:".map(Key.character)
    + "abcdefghijklmnopqrstuvwxyz@[\\]^_ ".map(Key.control)

  @Test(arguments: keys) func `every key is read back`(_ key: Key) throws {
    #expect(try Key.parse(key.description) == [key])
    #expect(try Key.parse("x" + key.description + "y") == [.character("x"), key, .character("y")])
  }

  @Test func `keys have names of their own`() {
    #expect(Set(Self.keys.map(\.description)).count == Self.keys.count)
  }

  @Test func `a sequence`() throws {
    #expect(
      try Key.parse("jj<RET><c-r>>") == [
        .character("j"), .character("j"), .enter, .control("r"), .character(">"),
      ])
    #expect(try Key.parse("") == [])
  }

  @Test(arguments: ["", "f0", "f13", "f01", "f+1", "c-", "c-ab", "c-1", "return", "a"])
  func `names that no key has`(_ name: String) {
    #expect(throws: KeyNotationError(reason: .unknownName(name), offset: 1)) {
      try Key.parse("x<\(name)>")
    }
  }

  @Test func `an open name`() {
    #expect(throws: KeyNotationError(reason: .unclosed, offset: 2)) { try Key.parse("ab<ret") }
  }
}
