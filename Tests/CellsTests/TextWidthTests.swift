import Cells
import TestSupport
import Testing

struct TextWidthTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    var text: String
    var columns: Int
    /// What reaches the terminal.
    var shown: String
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "nothing", text: "", columns: 0, shown: ""),
    Case(name: "ASCII", text: "pte = *src_pte", columns: 14, shown: "pte = *src_pte"),
    Case(name: "Latin", text: "für", columns: 3, shown: "für"),
    Case(name: "boxes", text: "┌─┐▶", columns: 4, shown: "┌─┐▶"),
    Case(name: "CJK", text: "作者", columns: 4, shown: "作者"),
    Case(name: "fullwidth", text: "Ａ", columns: 2, shown: "Ａ"),
    Case(name: "halfwidth katakana", text: "ｱ", columns: 1, shown: "ｱ"),
    Case(name: "Hangul of parts", text: "\u{1112}\u{1161}\u{11AB}", columns: 2, shown: "한"),
    Case(name: "combining", text: "e\u{301}x", columns: 2, shown: "e\u{301}x"),
    Case(
      name: "a tower of marks", text: "e\u{301}\u{302}\u{303}\u{304}", columns: 1,
      shown: "e\u{301}\u{302}"),
    Case(name: "a mark on nothing", text: "\u{301}", columns: 0, shown: ""),
    Case(name: "spacing mark", text: "कि", columns: 2, shown: "कि"),
    Case(name: "emoji", text: "🐧", columns: 2, shown: "🐧"),
    Case(name: "ZWJ family", text: "👩‍👩‍👧!", columns: 3, shown: "👩!"),
    Case(name: "ZWJ with heart", text: "👩‍❤️‍👨", columns: 2, shown: "👩"),
    Case(name: "skin tone", text: "👍🏽", columns: 2, shown: "👍"),
    Case(name: "flag", text: "🇩🇪", columns: 2, shown: "DE"),
    Case(name: "variation selector", text: "✔️", columns: 1, shown: "✔"),
    Case(name: "keycap", text: "1️⃣", columns: 1, shown: "1\u{20E3}"),
    Case(name: "escape sequence", text: "\u{1B}[31mx", columns: 6, shown: "␛[31mx"),
    Case(name: "tab and line feed", text: "a\tb\r\nc", columns: 6, shown: "a␉b␍␊c"),
    Case(name: "delete", text: "\u{7F}", columns: 1, shown: "␡"),
    Case(name: "C1 control", text: "\u{9B}31m", columns: 4, shown: "\u{FFFD}31m"),
    Case(name: "bidi override", text: "a\u{202E}b", columns: 3, shown: "a\u{FFFD}b"),
    Case(name: "line separator", text: "a\u{2028}b", columns: 3, shown: "a\u{FFFD}b"),
    Case(name: "tag character", text: "a\u{E0041}b", columns: 3, shown: "a\u{FFFD}b"),
    Case(name: "noncharacter", text: "\u{FFFE}", columns: 1, shown: "\u{FFFD}"),
  ]

  @Test(arguments: cases) func `width and cleaned text`(_ c: Case) {
    #expect(TextWidth.columns(of: c.text) == c.columns)
    let shown = TextWidth.sanitized(c.text)
    #expect(Array(shown.unicodeScalars) == Array(c.shown.unicodeScalars) || shown == c.shown)
    #expect(TextWidth.columns(of: shown) == c.columns)
  }

  @Test(arguments: cases) func `ASCII has the same width`(_ c: Case) {
    let shown = TextWidth.sanitized(c.text, charset: .ascii)
    #expect(shown.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
    #expect(shown.utf8.count == c.columns)
  }

  @Test(arguments: 0...0x9F as ClosedRange<UInt32>)
  func `no control survives`(_ value: UInt32) throws {
    let scalar = try #require(Unicode.Scalar(value))
    let text = "a" + String(Character(scalar)) + "[31mb"
    for charset in Charset.allCases {
      let shown = TextWidth.sanitized(text, charset: charset)
      #expect(!shown.unicodeScalars.contains { $0.properties.generalCategory == .control })
      #expect(TextWidth.columns(of: shown) == 7)
    }
    var grid = Grid(width: 8, height: 1)
    grid.write(text, x: 0, y: 0)
    #expect(!grid.rows()[0].unicodeScalars.contains { $0.properties.generalCategory == .control })
  }

  @Test func `nothing that steers a terminal survives in any plane`() {
    let harmful: Set<Unicode.GeneralCategory> = [
      .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
    ]
    // The planes that have characters; the others are unassigned throughout.
    for value in Array(UInt32(0)...0x3FFFF) + Array(0xE0000...0xF00FF) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      for shown in TextWidth.sanitized(String(Character(scalar))).unicodeScalars
      where harmful.contains(shown.properties.generalCategory) {
        Issue.record("U+\(String(value, radix: 16)) came out")
      }
    }
  }

  @Test(arguments: 0..<64 as Range<UInt64>)
  func `clipping keeps to the limit and to whole characters`(seed: UInt64) {
    var rng = SplitMix64(seed: seed)
    let text = randomText(using: &rng)
    let limit = Int.random(in: 0...20, using: &rng)
    for ellipsis in ["", "…", "..."] {
      let clipped = TextWidth.clipped(text, to: limit, ellipsis: ellipsis)
      let columns = TextWidth.columns(of: clipped)
      #expect(columns <= limit)
      #expect(TextWidth.sanitized(clipped) == clipped)
      // Only a wide character that did not fit may leave a gap, of one column.
      if TextWidth.columns(of: text) > limit { #expect(columns >= limit - 1) }
      #expect(TextWidth.columns(of: TextWidth.padded(text, to: limit)) == limit)
    }
    let clean = TextWidth.sanitized(text)
    #expect(TextWidth.sanitized(clean) == clean)
    #expect(TextWidth.columns(of: clean) == TextWidth.columns(of: text))
    #expect(clean.unicodeScalars.starts(with: TextWidth.clipped(text, to: limit).unicodeScalars))
  }

  @Test func `clipping and padding by hand`() {
    #expect(TextWidth.clipped("作者x", to: 3) == "作")
    #expect(TextWidth.clipped("作者x", to: 3, ellipsis: "…") == "作…")
    #expect(TextWidth.clipped("作者x", to: 5, ellipsis: "…") == "作者x")
    #expect(TextWidth.clipped("abc", to: 2, ellipsis: "...") == "ab")
    #expect(TextWidth.clipped("abc", to: -1) == "")
    #expect(TextWidth.padded("者", to: 5, alignment: .center) == " 者  ")
    #expect(TextWidth.padded("者", to: 5, alignment: .trailing) == "   者")
  }
}
