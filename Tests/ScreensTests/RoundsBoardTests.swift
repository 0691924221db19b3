import Cells
import TestSupport
import Testing

@testable import Screens

/// The counts of a live run, as a screen and as text.
struct RoundsBoardTests {
  private static func base(_ title: String, rounds: Int, hits: Int) -> RoundsBoard {
    var board = RoundsBoard(
      title: title, place: "CPU 0 and CPU 1",
      pace: "31,240 rounds/s, 11.2 s, each access recorded", rounds: rounds, hits: hits)
    board.offer = hits > 0 ? .violation : nil
    return board
  }

  private static let pin: RoundsBoard = {
    var board = base("gup_fork on v5.10, pages = 1", rounds: 348_599, hits: 55_040)
    let places = ["device_data[A]=1", "child_pte=P--D→A", "page[B]=0", "page[C]=1", "child_saw=1"]
    board.outcomes = [
      .init(
        verdict: .bad, tag: "", words: "pin_keeps_its_page, nothing_lost violated",
        values: ["pte=PWAD→C"] + places, count: 55_040),
      .init(verdict: .good, tag: "", words: "", values: ["pte=PWAD→A"] + places, count: 201_000),
      .init(
        verdict: .open, tag: "", words: "pin_keeps_its_page cannot be told",
        values: ["pte=PWAD→B"] + places, count: 92_559),
    ]
    board.judgements = [
      .init(
        verdict: .bad, name: "pin_keeps_its_page",
        words: "violated in 55,040 rounds, cannot be told in 92,559 rounds"),
      .init(verdict: .good, name: "counts_balance", words: "not seen violated in 348,599 rounds"),
      .init(verdict: .bad, name: "nothing_lost", words: "violated in 55,040 rounds"),
    ]
    board.remarks = ["Cannot be told: some orders that explain such a round break the property."]
    return board
  }()

  private static let buffers: RoundsBoard = {
    var board = base("store_buffering", rounds: 1_000_000, hits: 115_001)
    board.outcomes = [
      .init(
        verdict: .bad, tag: "NOT SC", words: "somebody_saw violated", values: ["r0=0", "r1=0"],
        count: 115_001),
      .init(verdict: .good, tag: "", words: "", values: ["r0=0", "r1=1"], count: 600_000),
      .init(verdict: .good, tag: "", words: "", values: ["r0=1", "r1=0"], count: 284_998),
      .init(verdict: .good, tag: "", words: "", values: ["r0=1", "r1=1"], count: 1),
    ]
    board.judgements = [
      .init(verdict: .bad, name: "somebody_saw", words: "violated in 115,001 rounds")
    ]
    board.remarks = ["NOT SC: not sequentially consistent."]
    return board
  }()

  private static let fixed: RoundsBoard = {
    var board = base("gup_fork on v5.11, pages = 1", rounds: 3_741_754, hits: 0)
    board.outcomes = [.init(verdict: .good, tag: "", words: "", values: [], count: 3_741_754)]
    board.judgements = [
      .init(verdict: .good, name: "nothing_lost", words: "not seen violated in 3,741,754 rounds")
    ]
    board.remarks = [
      "Not seen is not impossible: 'racelanes explore' tries every interleaving."
    ]
    return board
  }()

  private static let boards = ["pin": pin, "buffers": buffers, "fixed": fixed]

  @Test(arguments: [
    ("pin", 40, 10, "dark"), ("pin", 80, 24, "dark"), ("pin", 120, 40, "dark"),
    ("pin", 80, 24, "mono"), ("pin", 80, 24, "ascii"), ("buffers", 80, 24, "dark"),
    ("buffers", 200, 60, "light"), ("buffers", 200, 60, "ascii"), ("fixed", 80, 24, "dark"),
    ("pin", 30, 5, "dark"),
  ])
  func `boards that were looked at`(_ name: String, _ width: Int, _ height: Int, _ look: String)
    throws
  {
    let board = try #require(Self.boards[name])
    let theme = Theme.Name(rawValue: look) ?? .dark
    let frame = board.frame(
      Size(width: width, height: height),
      Look(theme: theme, charset: look == "ascii" ? .ascii : .unicode))
    try expectGolden(frame.golden(), "rounds-\(name)-\(width)x\(height)-\(look).txt")
  }

  /// At any size that is not refused: the headline, the violation, and how to leave.
  @Test(arguments: [Charset.unicode, .ascii])
  func `what matters is on every screen`(_ charset: Charset) {
    for board in [Self.pin, Self.buffers, Self.fixed] {
      for width in [40, 59, 60, 80, 119, 120, 200] {
        for height in [10, 11, 14, 19, 20, 24, 39, 40, 60] {
          let size = Size(width: width, height: height)
          let rows = board.frame(size, Look(theme: .mono, charset: charset)).rows()
          #expect(rows.contains { $0.contains(board.hits > 0 ? "HIT" : "NOT SEEN") }, "\(size)")
          #expect(rows.contains { $0.contains(RoundsView.number(board.rounds)) }, "\(size)")
          #expect(rows.count { $0.contains("BAD ") } == (board.hits > 0 ? 1 : 0), "\(size)")
          let name = board.judgements.first { $0.verdict == .bad }?.name ?? ""
          #expect(name.isEmpty || rows.contains { $0.contains(" \(name) ") }, "\(size)")
          #expect(rows.last?.contains("q ends") == true, "\(size)")
          #expect(rows.last?.contains("Enter shows") == (board.offer != nil), "\(size)")
          #expect(rows.last?.contains(charset == .ascii ? "..." : "…") == false, "\(size)")
        }
      }
    }
  }

  /// A tick is for what is proven.
  @Test(arguments: [Charset.unicode, .ascii])
  func `what was not seen has no tick`(_ charset: Charset) {
    let look = Look(theme: .dark, charset: charset)
    let tick = " \(look.glyphs.good) "
    for board in [Self.pin, Self.buffers, Self.fixed] {
      for size in [
        Size(width: 40, height: 10), Size(width: 80, height: 24), Size(width: 200, height: 60),
      ] {
        let rows = board.frame(size, look).rows() + board.text(width: size.width, look)
        #expect(rows.allSatisfy { !$0.contains(tick) || $0.contains(tick + "good ") }, "\(rows)")
      }
    }
    let frame = Self.fixed.frame(Size(width: 80, height: 24), look)
    let y = frame.rows().firstIndex { $0.contains("nothing_lost") } ?? 0
    #expect(frame.golden().contains("\(look.glyphs.neutral) nothing_lost"))
    #expect((0..<80).allSatisfy { frame[$0, y].style == .plain })
  }

  /// In whole words, whatever else is cut.
  @Test func `what an outcome violates is told first`() {
    for (width, height) in [(80, 24), (80, 20), (120, 40), (200, 60)] {
      let rows = Self.pin.frame(Size(width: width, height: height), Look()).rows()
      #expect(rows.contains { $0.contains(" pin_keeps_its_page, nothing_lost violated:") })
    }
    let text = Self.pin.text(width: 118, Look())
    #expect(text.contains { $0.contains("pin_keeps_its_page, nothing_lost violated: pte=PWAD→C") })
  }

  @Test func `a single outcome is told as one`() {
    let rows = Self.fixed.frame(Size(width: 80, height: 24), Look()).rows()
    #expect(rows.contains { $0.contains("good  all rounds ended alike") })
  }

  @Test(arguments: [16, 20, 30, 39])
  func `a screen that is too small is told the size that is needed`(_ width: Int) {
    let rows = Self.pin.frame(Size(width: width, height: 5), Look()).rows()
    let words = rows.flatMap { $0.split(separator: " ") }.joined(separator: " ")
    #expect(words == "racelanes live needs 40x10 here \(width)x5: enlarge or q ends")
  }

  @Test func `outcomes beyond the screen are counted`() {
    var board = Self.buffers
    board.outcomes += (0..<30).map { index in
      .init(verdict: .good, tag: "", words: "", values: ["x=\(index)"], count: 2)
    }
    board.others = 9
    let rows = board.frame(Size(width: 80, height: 24), Look()).rows()
    let shown = rows.count { $0.contains(" good ") || $0.contains(" BAD ") }
    #expect(rows.contains { $0.contains("and \(34 - shown) more outcomes in \(2 * (34 - shown))") })
    #expect(rows.contains { $0.contains("and 9 rounds of other outcomes, not judged") })
  }

  /// As text nothing is cut: every word of the board is there, in lines that fit.
  @Test(arguments: [Charset.unicode, .ascii], [40, 59, 60, 80, 118, 200])
  func `as text everything is told, in lines that fit`(_ charset: Charset, _ width: Int) {
    let closing = ["The first violation: round 1, explained by an interleaving of 55 steps"]
    for board in [Self.pin, Self.buffers, Self.fixed] {
      let look = Look(theme: .mono, charset: charset)
      let text = board.text(width: width, look, closing: closing)
      #expect(text.allSatisfy { TextWidth.columns(of: $0) <= width }, "\(text)")
      #expect(text.allSatisfy { !$0.hasSuffix(" ") })
      let words = text.flatMap { $0.split(separator: " ") }
      let told = board.outcomes.flatMap {
        [$0.words + ($0.values.isEmpty ? "" : ":")] + $0.values
      }
      let sentences =
        told.filter { $0 != ":" } + [board.title, board.pace] + board.remarks + closing
        + board.judgements.map { $0.name + " " + $0.words }
      for sentence in sentences.map(look.glyphs.adapt) {
        let wanted = sentence.split(separator: " ")
        #expect(
          words.indices.contains { words[$0...].starts(with: wanted) }, "\(width): \(sentence)")
      }
    }
  }

  @Test func `words of a text stand below each other`() {
    let text = Self.pin.text(width: 80, Look())
    #expect(text.contains("HIT 55,040 of 348,599 rounds, 15.8%"))
    let told = text.firstIndex { $0.contains("pin_keeps_its_page cannot be told:") }
    #expect(told.map { text[$0 + 1].hasPrefix("                              ") } == true)
    let narrow = Self.pin.text(width: 60, Look())
    let at = narrow.firstIndex(
      of: " ✗ pin_keeps_its_page  violated in 55,040 rounds, cannot be")
    #expect(at.map { narrow[$0 + 1] } == "                       told in 92,559 rounds")
    #expect(Self.fixed.text(width: 80, Look()).contains("NOT SEEN in 3,741,754 rounds"))
  }

  /// A comma reaches below the digits, where a decimal point never is.
  @Test(arguments: [BigDigits.Size.small, .large])
  func `a comma of large digits is no point`(_ size: BigDigits.Size) {
    let glyphs = Glyphs(.unicode)
    let comma = BigDigits.rows(",", size, glyphs)
    let digits = BigDigits.rows("8", size, glyphs)
    let whole = BigDigits.rows("8,8", size, glyphs)
    #expect(whole.count == comma.count)
    switch size {
    case .small: #expect(comma.map { $0.filter { $0 != " " } } == ["", "", "▄▀"])
    case .large:
      #expect(comma.map { $0.filter { $0 != " " } } == ["", "", "", "", "██", "██"])
      #expect(comma.count == digits.count + 1)
    }
  }

  @Test(arguments: [
    (0, 0, "0%"), (0, 10, "0%"), (1, 1_000_000, "<0.1%"), (1, 1000, "0.1%"), (158, 1000, "15.8%"),
    (10, 10, "100.0%"),
  ])
  func `shares`(_ count: Int, _ all: Int, _ words: String) {
    #expect(RoundsView.share(count, of: all) == words)
  }
}
