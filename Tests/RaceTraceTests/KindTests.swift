import RaceTrace
import Testing

/// Raw words in the words of their kind: kernel-facts, section 9.
struct KindTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var kind: PlaceKind
    var raw: UInt64
    var text: String
    var short: String
    var level: DecodedValue.Level
    var testDescription: String { "\(kind) 0x\(String(raw, radix: 16))" }
  }

  static let cases: [Case] = [
    Case(kind: .seqcount, raw: 2, text: "2 even: no writer", short: "2 even", level: .resting),
    Case(kind: .seqcount, raw: 3, text: "3 odd: writer inside", short: "3 odd", level: .raised),
    Case(kind: .flag, raw: 0, text: "0 clear", short: "0 clear", level: .resting),
    Case(kind: .flag, raw: 1, text: "1 set", short: "1 set", level: .raised),
    Case(kind: .refcount, raw: 0, text: "0: free", short: "0 refs", level: .resting),
    Case(kind: .refcount, raw: 1, text: "1 ref", short: "1 ref", level: .resting),
    Case(
      kind: .refcount, raw: 1026, text: "1026 = 2 refs + 1 pin", short: "1026 = 2 + 1 pin",
      level: .raised),
    Case(
      kind: .refcount, raw: 2049, text: "2049 = 1 ref + 2 pins", short: "2049 = 1 + 2 pins",
      level: .raised),
    // A fresh dirty private anonymous page, and the same after fork, in parent and child.
    Case(
      kind: .pte(.x86_64), raw: 0x8000_0000_0000_0867,
      text: "P W A D → page 0x0, writable (user, soft-dirty, NX)", short: "P W A D → 0x0",
      level: .resting),
    Case(
      kind: .pte(.x86_64), raw: 0x8000_0000_0269_1065,
      text: "P - A D → page 0x2691, write-protected (user, NX)", short: "P - A D → 0x2691",
      level: .raised),
    Case(
      kind: .pte(.x86_64), raw: 0x8000_0000_0269_1045,
      text: "P - - D → page 0x2691, write-protected (user, NX)", short: "P - - D → 0x2691",
      level: .raised),
    Case(kind: .pte(.x86_64), raw: 0, text: "none", short: "none", level: .raised),
    Case(
      kind: .pte(.x86_64), raw: 0x100, text: "not present 0x100", short: "not present",
      level: .raised),
    // Valid, user, AF, nG, DBM, not read-only: writable and dirty by hardware's account.
    Case(
      kind: .pte(.arm64), raw: 1 | 1 << 6 | 1 << 10 | 1 << 11 | 1 << 51 | 0x2691 << 12 | 1 << 54,
      text: "P W A D → page 0x2691, writable (user, UXN)", short: "P W A D → 0x2691",
      level: .resting),
    // DBM and read-only: writable, not yet dirty.
    Case(
      kind: .pte(.arm64), raw: 1 | 1 << 6 | 1 << 7 | 1 << 10 | 1 << 51 | 0x1 << 12,
      text: "P W A - → page 0x1, writable (user)", short: "P W A - → 0x1", level: .resting),
    // Write-protected, dirty kept in the software bit.
    Case(
      kind: .pte(.arm64), raw: 1 | 1 << 6 | 1 << 7 | 1 << 10 | 1 << 55 | 0x1 << 12,
      text: "P - A D → page 0x1, write-protected (user)", short: "P - A D → 0x1", level: .raised),
    Case(kind: .word, raw: 42, text: "42", short: "42", level: .plain),
    Case(kind: .word, raw: 0xC0DE_0000, text: "0xc0de0000", short: "0xc0de0000", level: .plain),
    Case(kind: .spinlock, raw: 0, text: "free", short: "free", level: .resting),
    Case(
      kind: .rwsem, raw: LockWord(raw: 0).locked(by: 1, .exclusive).raw,
      text: "held for writing by lane 1", short: "lane 1", level: .raised),
    Case(
      kind: .rwsem,
      raw: LockWord(raw: 0).locked(by: 0, .shared).locked(by: 1, .shared).raw,
      text: "held for reading by lane 0, 1", short: "read: lane 0, 1", level: .raised),
  ]

  @Test(arguments: cases) func `a raw word reads as its kind`(_ one: Case) {
    let decoded = one.kind.decode(one.raw)
    #expect(decoded.text == one.text)
    #expect(decoded.short == one.short)
    #expect(decoded.level == one.level)
  }

  @Test(arguments: PlaceKind.allCases) func `a kind's name brings it back`(_ kind: PlaceKind) {
    #expect(PlaceKind(kind.description) == kind)
  }
}
