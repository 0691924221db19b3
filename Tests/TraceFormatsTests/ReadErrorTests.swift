import RaceTrace
import TestSupport
import Testing

@testable import TraceFormats

/// An input and the error that it must give.
struct ErrorCase: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var input: [UInt8]
  var error: TraceReadError
  /// What its message must say.
  var says: String

  init(_ name: String, _ input: [UInt8], _ error: TraceReadError, says: String) {
    testDescription = name
    self.input = input
    self.error = error
    self.says = says
  }

  init(_ name: String, _ input: String, _ error: TraceReadError, says: String) {
    self.init(name, Array(input.utf8), error, says: says)
  }
}

struct ReadErrorTests {
  private static let good = "  a-1  [000] ....  1.000001: look: where=0x10 value=1\n"

  static let cases = [
    ErrorCase("nothing", "", TraceReadError(.emptyInput), says: "the input is empty"),
    ErrorCase("blanks", " \n\n  ", TraceReadError(.emptyInput), says: "the input is empty"),
    ErrorCase(
      "gzip", [0x1F, 0x8B, 8, 0, 0], TraceReadError(.binary(.gzip)), says: "zcat"),
    ErrorCase(
      "trace.dat", [0x17, 0x08, 0x44] + Array("tracing6\0".utf8),
      TraceReadError(.binary(.traceDat)), says: "trace-cmd report -t"),
    ErrorCase("perf.data", "PERFILE2abc", TraceReadError(.binary(.perfData)), says: "perf.data"),
    ErrorCase(
      "a program", [0x7F] + Array("ELF\u{2}".utf8), TraceReadError(.binary(.elf)), says: "ELF"),
    ErrorCase("NUL bytes", "ab\0c", TraceReadError(.binary(.other)), says: "NUL"),
    ErrorCase(
      "a vocabulary", "# a comment\nracelanes: vocabulary\n", TraceReadError(.vocabulary, line: 2),
      says: "--vocabulary"),
    ErrorCase("YAML", "title: x\n", TraceReadError(.yaml, line: 1), says: "this is YAML"),
    ErrorCase("JSON", "{\"a\":1}\n", TraceReadError(.otherJSON, line: 1), says: "this is JSON"),
    ErrorCase(
      "text", "hello world\n", TraceReadError(.unknownText(sample: "hello world"), line: 1),
      says: "\"hello world\""),
    ErrorCase(
      "only a header", "# tracer: nop\n#\n", TraceReadError(.noEvents), says: "holds no event"),
    ErrorCase(
      "function_graph", "# tracer: function_graph\n", TraceReadError(.functionGraph, line: 1),
      says: "function_graph"),
    ErrorCase(
      "a line of another sort", good + "oops\n",
      TraceReadError(.unknownLine(sample: "oops"), line: 2), says: "--repair"),
    ErrorCase(
      "a cut line", good + "  a-1  [000] ....  1.0000",
      TraceReadError(.cutShort(sample: "  a-1  [000] ....  1.0000"), line: 2),
      says: "ends in the middle"),
    ErrorCase(
      "a cut field", good + "  a-1  [000] ....  1.000002: look: where=0x10 val",
      TraceReadError(
        .cutShort(sample: "  a-1  [000] ....  1.000002: look: where=0x10 val"), line: 2),
      says: "ends in the middle"),
    ErrorCase(
      "a missing field", good + "  a-1  [000] ....  1.000002: look: value=1\n",
      TraceReadError(.missingField(event: "look", field: "where", vocabulary: "small"), line: 2),
      says: "the vocabulary small reads"),
    ErrorCase(
      "a word for a number", good + "  a-1  [000] ....  1.000002: look: where=here value=1\n",
      TraceReadError(
        .notANumber(event: "look", field: "where", value: "here"), line: 2, column: 42),
      says: "\"here\""),
    ErrorCase(
      "a number of 65 bits",
      good + "  a-1  [000] ....  1.000002: look: where=0x1 value=0x10000000000000000\n",
      TraceReadError(
        .notANumber(event: "look", field: "value", value: "0x10000000000000000"), line: 2,
        column: 52), says: "64 bits"),
    ErrorCase(
      "another clock", good + "  a-1  [000] ....  17: look: where=0x10 value=1\n",
      TraceReadError(.mixedStamps, line: 2), says: "trace_clock"),
    ErrorCase(
      "a control character", good + "  a\u{1B}[2J-1  [000] ....  1.000002: look:\n",
      TraceReadError(.controlCharacter(scalar: 0x1B), line: 2, column: 4), says: "U+001B"),
    ErrorCase(
      "a C1 control character", good + "  \u{9B}\n",
      TraceReadError(.controlCharacter(scalar: 0x9B), line: 2, column: 3), says: "U+009B"),
    ErrorCase(
      "an override", good + "  a\u{202E}b\n",
      TraceReadError(.controlCharacter(scalar: 0x202E), line: 2, column: 4), says: "U+202E"),
    ErrorCase(
      "no UTF-8", Array(good.utf8) + [0x20, 0xC3, 0x28, 0x0A],
      TraceReadError(.invalidUTF8(byte: 0xC3), line: 2, column: 2), says: "0xc3"),
    ErrorCase(
      "an overlong form", Array(good.utf8) + [0xC0, 0xAF, 0x0A],
      TraceReadError(.invalidUTF8(byte: 0xC0), line: 2, column: 1), says: "0xc0"),
    ErrorCase(
      "events that nobody knows", "  a-1  [000] ....  1.000001: other: x=1\n",
      TraceReadError(.noVocabulary(events: ["other"])), says: "(other)"),
  ]

  @Test(arguments: cases)
  func `bad input is named`(_ one: ErrorCase) throws {
    let vocabulary = try Vocabulary.parse(yaml: smallVocabulary)
    let error = #expect(throws: TraceReadError.self) { try read(one.input, [vocabulary]) }
    #expect(error == one.error)
    #expect(error?.message.contains(one.says) == true, "\(error?.message ?? "")")
  }

  @Test(arguments: cases, 0..<3 as Range<UInt64>)
  func `it is named however it is cut`(_ one: ErrorCase, _ seed: UInt64) throws {
    let vocabulary = try Vocabulary.parse(yaml: smallVocabulary)
    var rng = SplitMix64(seed: seed)
    let cuts = randomCuts(one.input.count, using: &rng)
    #expect(throws: one.error) { try read(one.input, cuts: cuts, [vocabulary]) }
  }

  @Test func `a long line is told while it comes in`() throws {
    var reader = TraceReader(
      vocabularies: [try Vocabulary.parse(yaml: smallVocabulary)],
      options: ReadOptions(lineBytesMax: 1000), title: "")
    try reader.push(Array(Self.good.utf8))
    let piece = [UInt8](repeating: 0x61, count: 400)
    try reader.push(piece)
    try reader.push(piece)
    #expect(throws: TraceReadError(.lineTooLong(limit: 1000), line: 2)) { try reader.push(piece) }
  }

  @Test func `repairing spells out bad bytes and counts bad lines`() throws {
    let text =
      Self.good + "oops\n  a\u{1B}-1  [000] ....  1.000002: look: where=0x10 value=0\n"
      + "  a-1  [000] ....  1.000003: look: value=1\n  a-1  [000"
    let trace = try readSmall(text, ReadOptions(repair: true))
    #expect(trace.events.count == 2)
    #expect(trace.tasks.map(\.name) == ["a", "a\\x1b"])
    #expect(
      trace.unknown == [
        UnknownEvents(name: "(unreadable line)", count: 3, firstLine: 2, sample: "oops")
      ])
  }

  @Test func `a cut last line with all its fields is fine`() throws {
    #expect(try readSmall(String(Self.good.dropLast())).events.count == 1)
  }

  @Test(arguments: TraceReadError.BinaryKind.allCases)
  func `every kind of binary file has words`(_ kind: TraceReadError.BinaryKind) {
    #expect(kind.words.hasPrefix("this is "))
  }
}
