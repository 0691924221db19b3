import RaceTrace
import TestSupport
import Testing

@testable import TraceFormats

struct BpftraceTests {
  /// Two CPUs, whose buffers bpftrace emptied one after the other.
  private static let text = """
    Attaching 3 probes...
    rl 2000000000 1 20 change where=0x10 value=1 comm=a comm=b c
    rl 3000000005 1 20 change where=0x10 value=0 comm=a comm=b c
    rl 1999999999 0 10 look where=0x10 value=0 comm=reader
    rl 2000000000 0 10 look where=0x10 value=1 comm=reader

    """

  private static let json = """
    {"type": "attached_probes", "count": 3, "data": {"probes": 3}}
    {"type": "printf", "data": "rl 2000000000 1 20 change where=0x10 value=1 comm=a comm=b c\\n"}
    {"data": "rl 3000000005 1 20 change where=0x10 value=0 comm=a comm=b c\\n", "type": "printf"}
    {"type": "printf", "data": "rl 1999999999 0 10 look where=0x10 value=0 comm=reader\\n"}
    {"type": "printf", "data": "rl 2000000000 0 10 look where=0x10 value=1 comm=reader\\n"}
    {"type": "map", "data": {"@x": [1, 2]}}

    """

  private func names(_ trace: Trace) -> [String] {
    trace.events.map { trace.strings[$0.name] }
  }

  @Test(arguments: [text, json])
  func `both forms give the same events, in the order of their stamps`(_ input: String) throws {
    let trace = try readSmall(input)
    #expect(names(trace) == ["look", "change", "look", "change"])
    #expect(
      trace.events.map(\.time) == [1_999_999_999, 2_000_000_000, 2_000_000_000, 3_000_000_005])
    // Lines and not ranks; of equal stamps, the earlier line first.
    #expect(trace.events.map(\.line) == [4, 2, 5, 3])
    #expect(trace.events.map(\.cpu) == [0, 1, 0, 1])
    #expect(trace.tasks.map(\.name) == ["reader", "a comm=b c"])
    #expect(trace.tasks.map(\.pid) == [10, 20])
    #expect(trace.provenance.first == "bpftrace")
    #expect(trace.clock == Clock(resolution: 1))
  }

  @Test(arguments: [
    ("Attaching 3 probes...\n", true), ("Attached 3 probes\n", true),
    ("{\"type\": \"attached_probes\", \"data\": {\"probes\": 3}}\n", true),
    ("rl 1 0 1 look value=1 comm=x\n", true), ("Lost 4 events\n", true),
    ("{\"racelanes\":1,\"type\":\"trace\"}\n", false),
    ("          rl-20    [001] d..1.     1.000001: look: value=1\n", false),
  ])
  func `it is recognised by its bytes`(_ text: String, _ isBpftrace: Bool) throws {
    let format = try TraceFormat.detect(in: Array(text.utf8))
    #expect((format == .bpftrace) == isBpftrace)
  }

  @Test(arguments: [
    "Lost 42 events\n", "{\"type\": \"lost_events\", \"data\": {\"events\": 42}}\n",
    "{\"type\": \"lost_events\", \"count\": 42, \"data\": {\"events\": 42}}\n",
  ])
  func `lost events stand behind the newest event so far`(_ line: String) throws {
    let trace = try readSmall(
      "rl 20 0 1 look where=1 value=0 comm=x\n" + line + "rl 10 0 1 look where=1 value=0 comm=x\n"
        + "rl 30 0 1 look where=1 value=0 comm=x\n")
    #expect(names(trace) == ["look", "look", "lost_events", "look"])
    #expect(trace.operations(of: 2).first == .lost(42))
    #expect(trace.events[2].line == 2)
  }

  @Test(arguments: [
    "rl 1 0 1 look value=1", "rl 1 0 1 look value=1 comm=", "rl 1 99999 1 look value=1 comm=x",
    "rl x 0 1 look value=1 comm=x", "rl 99999999999999999999 0 1 look value=1 comm=x",
    "rl 1 0 1  comm=x", "what is this", "{\"type\": \"printf\", \"data\": \"what\\n\"}",
    "Lost events",
  ])
  func `a line of no known form is an error with its number`(_ line: String) {
    #expect {
      _ = try readSmall("Attaching 1 probe...\n\n" + line + "\n")
    } throws: { error in
      guard let error = error as? TraceReadError, case .unknownLine = error.reason else {
        return false
      }
      return error.line == 3
    }
  }

  @Test func `what its vocabulary reads and it lacks is an error with its number`() {
    #expect(
      throws: TraceReadError(
        .missingField(event: "look", field: "value", vocabulary: "small"), line: 2)
    ) {
      try readSmall("rl 9 0 1 look where=1 value=0 comm=x\nrl 3 0 1 look where=1 comm=x\n")
    }
  }

  @Test(arguments: [
    "{\"type\": \"printf\", \"data\": 3}\n", "{\"type\": \"lost_events\", \"data\": {}}\n",
    "{\"type\": \"printf\", \"data\": \"rl", "{\"type\": \"printf\", \"data\": \"\\u001b[2J\"}\n",
    "{\"type\": \"printf\"} x\n", "{\"type\": \"lost_events\", \"data\": {\"events\": -1}}\n",
  ])
  func `JSON that is wrong is an error with its line`(_ text: String) {
    #expect {
      _ = try readSmall("{\"type\": \"attached_probes\", \"data\": {}}\n" + text)
    } throws: { error in
      (error as? TraceReadError)?.line == 2
    }
  }

  @Test func `repairing counts bad lines and reads on`() throws {
    let trace = try readSmall(
      "rl 1 0 1 look where=1 value=0 comm=x\nwhat is this\nrl 2 0 1 \u{1B} comm=x\n"
        + "rl 3 0 1 look where=1 value=0 comm=x\n", ReadOptions(repair: true))
    #expect(names(trace) == ["look", "look"])
    #expect(trace.unknown.map(\.count) == [2])
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `cut and damaged output is read or refused, the same in any cut`(_ seed: UInt64) throws {
    var rng = SplitMix64(seed: seed)
    let vocabulary = try Vocabulary.parse(yaml: smallVocabulary)
    for round in 0..<40 {
      var input = Array((round.isMultiple(of: 2) ? Self.text : Self.json).utf8)
      for _ in 0..<Int.random(in: 0...3, using: &rng) {
        let at = Int.random(in: 0..<input.count, using: &rng)
        if Bool.random(using: &rng) {
          input[at] = UInt8.random(in: 0...255, using: &rng)
        } else {
          input.removeSubrange(at..<min(input.count, at + Int.random(in: 1...30, using: &rng)))
        }
        if input.isEmpty { input = [0x72] }
      }
      let options = ReadOptions(repair: Bool.random(using: &rng), lineBytesMax: 300)
      let whole = Result { try read(input, [vocabulary], options) }
      let cuts = randomCuts(input.count, using: &rng)
      let pieces = Result { try read(input, cuts: cuts, [vocabulary], options) }
      switch (whole, pieces) {
      case (.success(let left), .success(let right)): #expect(left == right)
      case (.failure(let left), .failure(let right)):
        #expect(left as? TraceReadError == right as? TraceReadError)
      default: Issue.record("seed \(seed), round \(round): the cut decided")
      }
    }
  }
}
