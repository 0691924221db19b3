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
    try push("# tracer: nop\n#\n\n# entries-in-buffer/entries-written: 9/9   #P:2\n")
    #expect(reader.leftOutCount == 0)
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

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `it does not matter where the input is cut`(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var lines: [String] = []
    for index in 0..<600 {
      let head = "  w-\(index % 7)  [00\(index % 2)] ....  1.\(100_000 + index): "
      switch random.next() % 8 {
      case 0: lines.append("rubbish \(index)")
      case 1: lines.append(head + "look: where=nothing value=1")
      default: lines.append(head + "look: where=0x\(index % 9) value=\(index)")
      }
    }
    lines[0] = "  w-1  [000] ....  1.000001: look: where=0x1 value=1"
    func events(_ sizes: () -> Int) throws -> [String] {
      var reader = LiveReader(vocabularies: [try Vocabulary.parse(yaml: smallVocabulary)])
      var (news, window, start) = ([WindowNews](), TraceWindow(), 0)
      while start < lines.count {
        let piece = lines[start..<min(lines.count, start + sizes())]
        start += piece.count
        let bytes = Array((piece.joined(separator: "\n") + "\n").utf8)
        try bytes.withUnsafeBytes { try reader.push($0, into: &news) }
      }
      reader.rest(&news)
      for one in news { window.take(one) }
      let trace = try #require(window.everything())
      return trace.events.map { "\($0.lane) \($0.cpu) \(trace.strings[$0.text]) \($0.line)" }
    }
    let cut = try events { 1 + Int(random.next() % 40) }
    #expect(try cut == events { lines.count })
  }

  @Test func `names that have become too many are told anew`() throws {
    var body = FtraceReader.Body(
      vocabularies: [try Vocabulary.parse(yaml: smallVocabulary)], options: ReadOptions(),
      title: "")
    var (news, window) = ([WindowNews](), TraceWindow())
    let count = 3 * Interpreter.namesMax
    for index in 0..<count {
      let line = "  w-\(index)  [001] ....  1.000001: change: where=0x\(index) value=\(index)"
      body.take(Array(line.utf8).span, index, &news)
      guard index % 500 == 0 else { continue }
      body.tell(&news)
      // Each change of names leaves room for as many as went.
      let placeCount = body.interpreter?.trace.placeCount ?? 0
      #expect(placeCount <= Interpreter.namesMax)
    }
    body.tell(&news)
    for one in news { window.take(one) }
    window.take(.rested)
    let trace = try #require(window.everything())
    #expect(trace.events.count == count)
    for index in stride(from: 0, to: count, by: 997) {
      #expect(trace.strings[trace.events[index].text] == "WRITE_ONCE(flag, \(index))")
      #expect(trace.task(trace.events[index].task).pid == index)
    }
  }

  /// What a window has of a native stream, and how many lines could not be read.
  private func readNative(
    _ lines: [String], namesBytesMax: Int = GrowingNative.namesBytesMax
  ) throws -> (Trace, badLineCount: Int) {
    var reader = GrowingNative(namesBytesMax: namesBytesMax)
    var (news, window): ([WindowNews], TraceWindow) = ([], TraceWindow())
    for (index, line) in lines.enumerated() {
      reader.take(Array(line.utf8).span, index + 1, &news)
    }
    reader.tell(&news)
    for one in news + [.rested] { window.take(one) }
    return (try #require(window.everything()), reader.badLineCount)
  }

  @Test func `names behind a lost definition are not guessed`() throws {
    let lines = [
      #"{"racelanes":1,"type":"trace","title":"","lanes":[{"name":"A","title":""}]}"#,
      #"{"text":"first"}"#, "what was a definition", #"{"text":"third"}"#,
      #"{"event":{"lane":0,"text":1}}"#, #"{"event":{"lane":0,"text":3}}"#,
    ]
    let (trace, _) = try readNative(lines)
    // Nothing is called "third", which may be another number's text.
    #expect(
      trace.events.map { trace.strings[$0.text] }
        == [lines[2], lines[3], "first", lines[5]])
    #expect(
      trace.strings[trace.events[1].note].contains("nobody knows which number"))
  }

  @Test func `of two vocabularies that know the names, the one that can read the fields is used`()
    throws
  {
    let line = "  w-1  [001] ....  1.000001: change: where=0x1 value=1"
    let other = smallVocabulary.replacing("name: small", with: "name: other")
      .replacing("{store: flag, at: where, new: value}", with: "{store: flag, at: where, new: now}")
    for yaml in [[other, smallVocabulary], [smallVocabulary, other]] {
      var body = FtraceReader.Body(
        vocabularies: try yaml.map { try Vocabulary.parse(yaml: $0) },
        options: ReadOptions(repair: true), title: "")
      var news: [WindowNews] = []
      body.take(Array(line.utf8).span, 1, &news)
      body.settle()
      #expect(body.provenance.contains("read with the vocabulary small"))
    }
  }

  @Test func `the choice is doubted when a line cannot be read`() throws {
    let other = smallVocabulary.replacing("name: small", with: "name: other")
      .replacing(
        "{load: flag, at: where, value: value}", with: "{load: flag, at: where, value: now}")
    var options = ReadOptions(repair: true, lineBytesMax: .max)
    options.isLive = true
    var body = FtraceReader.Body(
      vocabularies: [
        try Vocabulary.parse(yaml: other), try Vocabulary.parse(yaml: smallVocabulary),
      ],
      options: options, title: "")
    var news: [WindowNews] = []
    func take(_ words: String, _ number: Int) {
      body.take(Array("  w-1  [001] ....  1.000001: \(words)".utf8).span, number, &news)
    }
    take("change: where=0x1 value=1", 1)
    body.settle()
    #expect(body.provenance.contains("read with the vocabulary other"))
    take("look: where=0x1 value=1", 2)
    #expect(body.provenance.contains("read with the vocabulary small"))
    #expect(body.badLineCount == 0)
    #expect(body.interpreter?.trace.events.count == 2)
  }

  @Test func `a pid without a place keeps nobody from its own`() throws {
    let yaml = smallVocabulary.replacing(
      "do: [{store: flag, at: where, new: value}]", with: "do: [{forget: flag, at: {last: flag}}]")
    var options = ReadOptions(repair: true, lineBytesMax: .max)
    options.isLive = true
    var body = FtraceReader.Body(
      vocabularies: [try Vocabulary.parse(yaml: yaml)], options: options, title: "")
    var news: [WindowNews] = []
    func take(_ line: String) { body.take(Array(line.utf8).span, 1, &news) }
    take("  r-1  [000] ....  1.000001: look: where=0x7 value=1")
    body.settle()
    // A stamp of another form: the row names a pid of which no event was read.
    take("  x-2  [000] ....  1000: look: where=0x8 value=1")
    body.interpreter?.forgetNames(placesMax: 100)
    take("  r-1  [000] ....  1.000003: change: where=0x7 value=1")
    let trace = try #require(body.interpreter?.trace)
    let place = trace.operations(of: trace.events.count - 1).first?.place
    #expect(place.map(trace.place)?.address == 7)
  }

  @Test func `a row that cannot be read says why, in the lane of its task`() throws {
    var reader = LiveReader(vocabularies: [try Vocabulary.parse(yaml: smallVocabulary)])
    var (news, window) = ([WindowNews](), TraceWindow())
    let lines = """
        r-1  [000] ....  1.000001: look: where=0x1 value=1
        w-2  [001] ....  1.000002: change: where=0x1 value=1
        r-1  [001] ....  1.000003: look: where=0x1 value=many

      """
    try Array(lines.utf8).withUnsafeBytes { try reader.push($0, into: &news) }
    reader.rest(&news)
    for one in news { window.take(one) }
    let trace = try #require(window.everything())
    let row = try #require(trace.events.last)
    #expect(trace.strings[row.name] == "unreadable_line")
    #expect((row.lane, row.cpu) == (0, 1))
    #expect(trace.strings[row.note].contains("\"value\" of look is \"many\""))
  }

  @Test func `a line without an end is no empty input`() {
    var (reader, news) = (LiveReader(), [WindowNews]())
    reader.skipLine(lengthMax: 1000, into: &news)
    #expect(reader.failure == TraceReadError(.lineTooLong(limit: 1000), line: 1))
  }

  @Test func `the names of an endless native stream are bounded`() throws {
    let lines = [
      #"{"racelanes":1,"type":"trace","title":"","lanes":[{"name":"A","title":""}]}"#,
      #"{"text":"the first"}"#, #"{"event":{"lane":0,"text":1}}"#,
      #"{"text":"more than there is room for"}"#, #"{"event":{"lane":0,"text":2}}"#,
      #"{"event":{"lane":0,"text":1}}"#,
    ]
    let (trace, badLineCount) = try readNative(lines, namesBytesMax: 40)
    #expect(
      trace.events.map { trace.strings[$0.text] }
        == ["the first", lines[3], lines[4], "the first"])
    #expect(badLineCount == 2)
  }
}
