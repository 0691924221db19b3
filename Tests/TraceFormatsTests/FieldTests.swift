import Testing

@testable import TraceFormats

struct FieldTests {
  @Test(arguments: [
    ("0", 0, false), ("13979", 13979, false), ("-11", 0 &- 11, true), ("0x0", 0, false),
    ("0xffffffffffffffff", UInt64.max, false), ("0XdEaD", 0xDEAD, false),
    ("18446744073709551615", UInt64.max, false), ("-9223372036854775808", 1 << 63, true),
    ("-0", 0, false),
  ])
  func `numbers are read`(_ text: String, bits: UInt64, isNegative: Bool) throws {
    #expect(FieldNumber(text: text) == FieldNumber(bits: bits, isNegative: isNegative))
  }

  @Test(arguments: [
    "", "-", "0x", "x", "1x", "0xg", "0x10000000000000000", "18446744073709551616",
    "-9223372036854775809", "--1", "-0x1", "1.5", " 1",
  ])
  func `what is no number of 64 bits is told`(_ text: String) {
    #expect(FieldNumber(text: text) == nil)
  }

  private func fields(_ rest: String, _ names: [String]) throws -> [String?] {
    let line = Array("          forker-89      [001] ....     3.678209: e: \(rest)".utf8)
    let event = try #require(eventPieces(line))
    var scanner = FieldScanner(fields: names)
    // Twice: the second time the order of the keys is known.
    var found = FoundFields()
    for _ in 0..<2 {
      found.begin(count: names.count)
      scanner.scan(line.span, event, into: &found)
    }
    return names.indices.map { found[$0].map { line.span.text($0) } }
  }

  @Test func `fields are found in any order, and only whole keys`() throws {
    #expect(try fields("b=2 a=-1 ab=3", ["a", "b", "c"]) == ["-1", "2", nil])
    #expect(try fields("a=1, b=\"two words\" junk c=", ["b", "c"]) == ["two words", ""])
  }

  @Test func `the first of two equal keys counts`() throws {
    #expect(try fields("a=1 a=2", ["a"]) == ["1"])
  }

  @Test func `the place of a probe is a field`() throws {
    #expect(
      try fields("(dup_mmap+0x0/0x640) mm=0x1", ["probe", "mm"]) == ["dup_mmap+0x0/0x640", "0x1"])
    #expect(
      try fields("(f+0x1/0x2 [mod] <- dup_mmap) ret=0", ["caller", "probe", "ret"])
        == ["f+0x1/0x2 [mod]", "dup_mmap", "0"])
  }
}
