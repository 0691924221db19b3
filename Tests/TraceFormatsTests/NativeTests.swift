import RaceTrace
import TestSupport
import Testing

@testable import TraceFormats

struct NativeTests {
  @Test func `names of other formats do not hide the format`() throws {
    let header =
      #"{"racelanes":1,"type":"trace","title":"t","lanes":[{"name":"data","title":"type"}],"#
      + #""declarations":[{"name":"data","kind":"word"}]}"# + "\n"
    #expect(try TraceFormat.detect(in: Array(header.utf8)) == .native)
    let printed = #"{"type": "printf", "data": "rl 1 2 3 x a=1 comm=racelanes"}"# + "\n"
    #expect(try TraceFormat.detect(in: Array(printed.utf8)) == .bpftrace)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `what is written is read back equal`(_ seed: UInt64) throws {
    var random = RandomTrace(seed: seed)
    let trace = random.make()
    let bytes = NativeWriter.bytes(of: trace)
    #expect(try read(bytes, []) == trace)
    #expect(NativeWriter.bytes(of: try read(bytes, [])) == bytes)
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `cutting it anywhere changes nothing`(_ seed: UInt64) throws {
    var random = RandomTrace(seed: seed)
    let trace = random.make()
    let bytes = NativeWriter.bytes(of: trace)
    var rng = SplitMix64(seed: seed)
    #expect(try read(bytes, cuts: randomCuts(bytes.count, using: &rng), []) == trace)
  }

  @Test(arguments: Recordings.names)
  func `a recording comes through`(_ name: String) throws {
    let trace = try read(try Recordings.bytes(name), try shippedVocabularies())
    #expect(try read(NativeWriter.bytes(of: trace), []) == trace)
  }

  @Test func `keys may stand in any order and unknown ones are passed over`() throws {
    let text = """
      {"lanes":[{"title":"t","x":[1,{"y":[]}],"name":"CPU 0"}],"new":{"a":null},"type":"trace","racelanes":1}
      {"text" : "a\\u00e9\\ud83d\\ude42"}
      { "event": {"cpu":3, "text":1, "later":-1.5e3, "lane":0} }

      {"end":{"events":1}}
      """
    let trace = try read(Array(text.utf8), [])
    #expect(trace.strings[1] == "aé🙂")
    #expect(trace.events.count == 1)
    #expect(trace.events.first?.cpu == 3)
  }

  @Test func `a place begins with what is said, and with nothing where nothing is said`() throws {
    let lines = [
      #"{"place":{"of":0,"begins":"0xffffffffffffffff"}}"#, #"{"place":{"of":0,"at":"0x1"}}"#,
      #"{"place":{"begins":"0x0","of":0,"at":"0x2"}}"#, #"{"end":{"events":0}}"#,
    ]
    let trace = try read(Array((Self.head + lines.joined(separator: "\n")).utf8), [])
    #expect(trace.initialValues == [0: .max, 2: 0])
    let written = String(decoding: NativeWriter.bytes(of: trace), as: UTF8.self)
    #expect(
      written.split(separator: "\n").dropFirst().map(String.init) == [
        lines[0], lines[1], #"{"place":{"of":0,"at":"0x2","begins":"0x0"}}"#, lines[3],
      ])
  }

  @Test func `what could steer a terminal is spelled out`() throws {
    let trace = Trace(title: "a\u{1B}[2Jb\u{202E}", lanes: [Lane(name: "", title: "")])
    #expect(try read(NativeWriter.bytes(of: trace), []).title == "a\\x1b[2Jb\\u202e")
  }

  static let head =
    #"{"racelanes":1,"type":"trace","lanes":[{"name":"a"}],"#
    + #""declarations":[{"name":"f","kind":"flag"}]}"# + "\n"

  @Test(arguments: [
    (#"{"racelanes":2,"type":"trace"}"#, 1, 15, NativeProblem.newerVersion(2)),
    (#"{"racelanes":1,"type":"talk"}"#, 1, 30, .noHeader),
    (
      #"{"racelanes":1,"type":"trace","lanes":[]}"#, 1, 42,
      .notA("a list of one lane or two", key: "lanes")
    ),
    (head + #"{"place":{"of":1}}"#, 2, 16, .outOfRange("declaration", value: 1, count: 1)),
    (head + #"{"place":{"at":"0x1"}}"#, 2, 22, .missing(key: "of")),
    (head + #"{"place":{"begins":"0x1"}}"#, 2, 26, .missing(key: "of")),
    (head + #"{"event":{"lane":1}}"#, 2, 18, .outOfRange("lane", value: 1, count: 1)),
    (head + #"{"event":{"lane":0,"text":5}}"#, 2, 27, .outOfRange("text", value: 5, count: 1)),
    (
      head + #"{"event":{"lane":0,"do":[["load",0,"0x1"]]}}"#, 2, 34,
      .outOfRange("place", value: 0, count: 0)
    ),
    (head + #"{"event":{"lane":0,"do":[["jump"]]}}"#, 2, 33, .notA("a known operation", key: "do")),
    (
      head + #"{"event":{"lane":0,"do":[["ret"]]}}"#, 2, 33,
      .notA("an operation: it has too few parts", key: "do")
    ),
    (head + #"{"text":""}"#, 2, 11, .duplicate("text")),
    (head + #"{"what":1}"#, 2, 11, .unknownLine),
    (
      head + #"{"unknown":{"name":"x","count":-1}}"#, 2, 32,
      .notA("a number of events", key: "count")
    ),
    (head + #"{"end":{"events":4}}"#, 2, 20, .wrongCount(said: 4, found: 0)),
    (head + #"{"end":{"events":0}}"# + "\n" + #"{"text":"x"}"#, 3, 1, .afterEnd),
  ])
  func `a wrong line is named`(_ text: String, line: Int, column: Int, _ problem: NativeProblem) {
    #expect(throws: TraceReadError(.native(problem), line: line, column: column)) {
      try read(Array(text.utf8), [])
    }
  }

  @Test(arguments: [
    (#"{"text":"x""#, 12, JSONProblem.endsEarly),
    (#"{"text":"x}"#, 9, .endsEarly),
    (#"{"text" "x"}"#, 9, .expected("\":\"")),
    (#"{"text":1}"#, 9, .expected("a text in quotes")),
    (#"{"text":"\q"}"#, 10, .badEscape),
    (#"{"text":"\ud800x"}"#, 10, .badEscape),
    (#"{"a":"# + String(repeating: "[", count: 40), 21, .tooDeep(limit: 16)),
    (#"{"event":{"lane":1.5}}"#, 18, .badNumber),
    (#"{"event":{"lane":99999999999999999999}}"#, 18, .badNumber),
    (#"{"text":"x"} y"#, 14, .expected("the end of the line")),
    (#"{"a":tru}"#, 6, .expected("true or false")),
  ])
  func `what is no JSON is told`(_ text: String, column: Int, _ problem: JSONProblem) {
    #expect(throws: TraceReadError(.json(problem), line: 2, column: column)) {
      try read(Array((Self.head + text).utf8), [])
    }
  }

  @Test func `an escaped control character is no way around the check`() {
    #expect(throws: TraceReadError(.controlCharacter(scalar: 0x1B), line: 2, column: 10)) {
      try read(Array((Self.head + #"{"text":"\u001b"}"#).utf8), [])
    }
  }

  @Test func `a missing end is an error unless repaired`() throws {
    let input = Array((Self.head + #"{"text":"x"}"# + "\n" + #"{"te"#).utf8)
    let cut = TraceReadError(.json(.endsEarly), line: 3, column: 2)
    #expect(throws: cut) { try read(input, []) }
    #expect(throws: TraceReadError(.native(.noEnd), line: 2)) {
      try read(Array(Self.head.utf8), [])
    }
    let trace = try read(input, [], ReadOptions(repair: true))
    #expect(trace.strings.count == 2)
  }
}
