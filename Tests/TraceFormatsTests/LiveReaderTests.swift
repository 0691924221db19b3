import RaceTrace
import TestSupport
import Testing

@testable import TraceFormats

struct LiveReaderTests {
  /// What a writer that rests after some of its lines leaves in the window.
  private func readLive(_ input: [UInt8], resting: (Int) -> Bool) throws -> Trace {
    var reader = LiveReader(vocabularies: try shippedVocabularies())
    var window = TraceWindow()
    var news: [WindowNews] = []
    for (number, line) in input.split(separator: 10).enumerated() {
      let line = Array(line) + [10]
      try line.withUnsafeBytes { try reader.push($0, into: &news) }
      if resting(number) { reader.rest(&news) }
    }
    reader.rest(&news)
    for one in news { window.take(one) }
    return try #require(window.everything())
  }

  private func texts(_ trace: Trace) -> [String] {
    trace.events.map { trace.strings[$0.name] + " " + trace.strings[$0.text] }.sorted()
  }

  @Test(arguments: Recordings.names, 0..<4 as Range<UInt64>)
  func `a writer may rest anywhere`(_ name: String, _ seed: UInt64) throws {
    let input = try Recordings.bytes(name)
    let whole = try read(input, try shippedVocabularies())
    var random = SplitMix64(seed: seed)
    // At the last seed behind each line; the first events alone are known to several vocabularies.
    let often = UInt64.random(in: 2...40, using: &random)
    let live = try readLive(input) { _ in seed == 3 || random.next() % often == 0 }
    // Sorted: the stamps decide where a row about lost events stands among those of the other CPU.
    let isSame = texts(live) == texts(whole)
    #expect(isSame)
    #expect(live.operationCount == whole.operationCount)
    #expect(live.declarations == whole.declarations)
  }

  @Test func `what makes no row is counted`() throws {
    var reader = LiveReader(vocabularies: try shippedVocabularies())
    var window = TraceWindow()
    func push(_ text: String) throws {
      var news: [WindowNews] = []
      try Array(text.utf8).withUnsafeBytes { try reader.push($0, into: &news) }
      reader.rest(&news)
      for one in news { window.take(one) }
    }
    try push("who knows\n")
    #expect(reader.leftOutCount == 1)
    let head = "          pinner-2670    [000] ....  1000.000001: "
    try push(head + "nobody_knows: a=1\n")
    #expect(reader.leftOutCount == 2)
    #expect(window.everything() == nil)
    try push(head + "attempt_begin: attempt=1 mm=0x1 addr=0x1000 has_pinned=0 ref=2\n")
    // Two rows: the line that cannot be read is one.
    #expect(window.everything()?.events.count == 2)
    #expect(reader.leftOutCount == 1)
  }

  @Test func `the names of an endless native stream are bounded`() throws {
    var reader = GrowingNative(namesBytesMax: 40)
    var (news, window): ([WindowNews], TraceWindow) = ([], TraceWindow())
    let lines = [
      #"{"racelanes":1,"type":"trace","title":"","lanes":[{"name":"A","title":""}]}"#,
      #"{"text":"the first"}"#, #"{"event":{"lane":0,"text":1}}"#,
      #"{"text":"more than there is room for"}"#, #"{"event":{"lane":0,"text":2}}"#,
      #"{"event":{"lane":0,"text":1}}"#,
    ]
    for (index, line) in lines.enumerated() {
      reader.take(Array(line.utf8).span, index + 1, &news)
    }
    reader.tell(&news)
    for one in news + [.rested] { window.take(one) }
    let trace = try #require(window.everything())
    #expect(
      trace.events.map { trace.strings[$0.text] }
        == ["the first", lines[3], lines[4], "the first"])
    #expect(reader.badLineCount == 2)
  }
}
