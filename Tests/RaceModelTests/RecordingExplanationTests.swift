import RaceTrace
import TestSupport
import Testing
import TraceFormats

@testable import RaceModel

/// Recordings explained by the model, and recordings that cannot be.
struct RecordingExplanationTests {
  private func observations(_ name: String) throws -> [Observation] {
    let vocabularies = try Recordings.vocabularyTexts().map { try Vocabulary.parse(yaml: $0) }
    var reader = TraceReader(vocabularies: vocabularies, title: name)
    try reader.push(try Recordings.bytes(name))
    let timeline = Timeline(try reader.finish())
    let focus = timeline.contestedAddress().map(timeline.focus(on:))
    return Observation.all(
      in: FocusedTimeline(timeline, focus: focus), at: 0..<timeline.stepCount)
  }

  /// What each recording's kernel was, as a preset; the fix is what tells them apart.
  @Test(arguments: [
    ("hit-as-in-the-commit", "v5.10"), ("hit-pin-check-reported-late", "v5.10"),
    ("early-copy", "v5.10"), ("recheck-backs-off", "v5.10"), ("not-writable-slow-gup", "v5.10"),
    ("seq-retry-saves", "v5.11"), ("seq-retry-saves-pin-still-held", "v5.11"),
  ])
  func `a recording is explained by its kernel and not by the other`(
    _ name: String, _ kernel: String
  ) throws {
    let recorded = try observations(name)
    let found = RecordingExplanation(try GupFork.program(kernel), recorded)
    try expectExplained(found, try GupFork.program(kernel))
    let other = kernel == "v5.10" ? "v5.11" : "v5.10"
    #expect(RecordingExplanation(try GupFork.program(other), recorded).firstUnexplained != nil)
  }

  /// It replays, and each match is a step of the lane of its observation, in the lane's order.
  private func expectExplained(_ found: RecordingExplanation, _ program: Program) throws {
    #expect(found.firstUnexplained == nil)
    #expect(!found.isCut)
    let matched = found.matches.map(\.observation)
    #expect(Set(matched).count == matched.count)
    for (index, observation) in found.observations.enumerated() where observation.part == nil {
      #expect(matched.contains(index))
    }
    let run = try Runner.run(program, [.lanes(found.schedule)])
    #expect(run.schedule == found.schedule)
    for lane in 0...1 {
      let own = found.matches.filter { found.observations[$0.observation].lane == lane }
      #expect(own.map(\.observation) == own.map(\.observation).sorted())
      for match in own { #expect(found.schedule[match.step - 1] == lane) }
    }
  }

  /// What the seqcount was at each access of the fast path to it, and at each of fork()'s that the
  /// explanation tells of, in the order of the model's steps.
  private func counts(_ found: RecordingExplanation) -> [UInt64?] {
    found.matches.map { found.observations[$0.observation] }
      .filter { $0.place == "write_protect_seq" }.map { $0.written ?? $0.seen }
  }

  /// The fast path met fork() while it copied another mapping than that of the page.
  @Test(arguments: [
    ("both-guards", [28, 29, 30, 35, 36, 37, 38, 41, 42, 42]),
    ("seq-odd", [1, 1, 2, 7, 8, 9, 10, 11, 12]),
    ("seq-retry-merely-careful", [0, 1, 1, 2, 7, 8, 9, 10, 11, 12]),
  ])
  func `the copy of another mapping is explained by a model that has one`(
    _ name: String, _ expected: [UInt64]
  ) throws {
    let recorded = try observations(name)
    for kernel in ["v5.11", "v5.15", "v6.1", "v6.12"] {
      let alone = try GupFork.program(kernel)
      #expect(RecordingExplanation.existence(alone, recorded) == .none)
      let program = try GupFork.program(kernel, ["other_vmas": true])
      #expect(RecordingExplanation.existence(program, recorded) == .exists)
      let found = RecordingExplanation(program, recorded)
      try expectExplained(found, program)
      #expect(counts(found) == expected)
      #expect(Runner.follow(program, [.lanes(found.schedule)]).violated == [])
    }
    let without = try GupFork.program("v5.10", ["other_vmas": true])
    #expect(RecordingExplanation.existence(without, recorded) == .none)
  }

  @Test func `changes for other pages are parts, one for each mapping`() throws {
    let parts = try observations("seq-odd").filter { $0.part != nil }
    #expect(parts.map(\.written) == [1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14])
    #expect(parts.allSatisfy { $0.lane == 1 && $0.place == "write_protect_seq" })
    let sizes = Dictionary(grouping: parts, by: \.part).values.map(\.count)
    #expect(sizes == [2, 2, 2, 2, 2, 2])
  }

  @Test func `a part is explained or passed over as a whole`() throws {
    let program = try program(
      """
      model m "t";
      shared loud word x = 0;
      lane "a" { WRITE_ONCE(x, 1); WRITE_ONCE(x, 2); WRITE_ONCE(x, 5); }
      lane "b" { READ_ONCE(x); }
      """)
    func unexplained(_ values: [(UInt64, part: Int?)]) -> Int? {
      let told = values.enumerated().map { position, one in
        Observation(
          position: position, lane: 0, place: "x", kind: .word, seen: nil, written: one.0,
          part: one.part)
      }
      let first = RecordingExplanation(program, told).firstUnexplained
      #expect(
        RecordingExplanation.existence(program, told) == (first == nil ? .exists : .none))
      return first
    }
    #expect(unexplained([(1, nil), (2, nil), (5, nil)]) == nil)
    #expect(unexplained([(1, 7), (2, 7), (5, nil)]) == nil)
    // Passed over, from the beginning and between.
    #expect(unexplained([(8, 6), (9, 6), (1, 7), (2, 7), (4, 8), (5, nil)]) == nil)
    // Loud as it is, the model's 2 is told by nothing: half a part does not count.
    #expect(unexplained([(1, 7), (3, 7), (5, nil)]) == 2)
    #expect(unexplained([(1, 7), (2, 8), (3, 8), (5, nil)]) == 3)
  }

  @Test func `a search that is cut short tells nothing`() throws {
    let program = try program(
      """
      model m "t";
      shared loud word x = 0;
      shared word y = 0;
      lane "a" { WRITE_ONCE(y, 1); WRITE_ONCE(y, 2); WRITE_ONCE(x, 3); }
      lane "b" { READ_ONCE(y); READ_ONCE(y); }
      """)
    func existence(_ value: UInt64, _ nodesMax: Int) -> RecordingExplanation.Existence {
      let told = Observation(
        position: 0, lane: 0, place: "x", kind: .word, seen: nil, written: value)
      return RecordingExplanation.existence(program, [told], nodesMax: nodesMax)
    }
    #expect(existence(3, 100) == .exists)
    #expect(existence(4, 100) == .none)
    #expect(existence(3, 2) == .notKnown)
    #expect(existence(4, 2) == .notKnown)
  }

  @Test func `the hit ends in the model as it did on the machine`() throws {
    let program = try GupFork.program("v5.10")
    let found = RecordingExplanation(program, try observations("hit-as-in-the-commit"))
    let run = Runner.follow(program, [.lanes(found.schedule)])
    #expect(run.violated == ["pin_keeps_its_page", "nothing_lost"])
    let saved = try GupFork.program("v5.11")
    let retry = RecordingExplanation(saved, try observations("seq-retry-saves"))
    #expect(Runner.follow(saved, [.lanes(retry.schedule)]).violated == [])
  }

  @Test func `a loud place is not written in silence`() throws {
    let program = try program(
      """
      model m "t";
      shared flag f = 0; shared loud word x = 0;
      lane "a" { WRITE_ONCE(x, 2); WRITE_ONCE(f, 1); }
      lane "b" { READ_ONCE(f); }
      """)
    let told = Observation(
      position: 0, lane: 0, place: "f", kind: .flag, seen: nil, written: 1)
    let found = RecordingExplanation(program, [told])
    #expect(found.firstUnexplained == 0)
    #expect(found.obstacle == .untold(place: "x", PlaceKind.word, old: 0, new: 2))
  }

  @Test func `the first access that no schedule explains is told`() throws {
    // The flag that lane a saw was never set by lane b before it was read as set.
    let program = try program(
      """
      model m "t";
      shared loud flag f = 0; shared loud word x = 0;
      lane "a" { READ_ONCE(f); READ_ONCE(x); }
      lane "b" { WRITE_ONCE(x, 1); }
      """)
    func seen(_ lane: Int, _ place: String, _ kind: PlaceKind, _ value: UInt64) -> Observation {
      Observation(position: 0, lane: lane, place: place, kind: kind, seen: value, written: nil)
    }
    let told = [
      seen(0, "f", .flag, 0), seen(0, "x", .word, 1),
      Observation(position: 0, lane: 1, place: "x", kind: .word, seen: nil, written: 1),
    ]
    #expect(RecordingExplanation(program, told).firstUnexplained == nil)
    // b's store came, so that a cannot read 0 behind its own read of 1; and x is loud: no other
    // store can have been made without an event.
    #expect(RecordingExplanation(program, told + [seen(0, "x", .word, 0)]).firstUnexplained == 3)
    let wrong = [seen(0, "f", .flag, 1)] + told.dropFirst()
    let found = RecordingExplanation(program, wrong)
    #expect(found.firstUnexplained == 0)
    #expect(found.matches.isEmpty)
    let other = try #require(otherAccess(found))
    #expect(program.rows[other.row].text == "READ_ONCE(f)")
    #expect((other.kind, other.seen) == (.flag, 0))
    #expect(other.written == nil)
    // What was recorded only read, and the model writes there.
    let read = RecordingExplanation(program, [seen(1, "x", .word, 0)])
    let write = try #require(otherAccess(read))
    #expect(program.rows[write.row].text == "WRITE_ONCE(x, 1)")
    #expect((write.seen, write.written) == (0, 1))
  }

  private func otherAccess(
    _ found: RecordingExplanation
  ) -> RecordingExplanation.OtherAccess? {
    guard case .otherAccess(let other)? = found.obstacle else { return nil }
    return other
  }

  /// Up to v5.10 there is no seqcount: that is the reason, whatever else does not fit.
  @Test(arguments: ["seq-odd", "both-guards", "seq-retry-merely-careful", "seq-retry-saves"])
  func `a place that no statement touches is named`(_ name: String) throws {
    let recorded = try observations(name)
    for kernel in ["v5.8", "v5.9-rc8", "v5.10"] {
      let program = try GupFork.program(kernel)
      let found = RecordingExplanation(program, recorded)
      let first = try #require(found.firstUnexplained)
      guard found.obstacle == .absent(place: "write_protect_seq") else {
        // Something before it has no step either: v5.8 asks for no pin.
        #expect(kernel != "v5.10")
        continue
      }
      let absent = found.observations.firstIndex {
        $0.part == nil && $0.place == "write_protect_seq"
      }
      #expect(first == absent)
      #expect(RecordingExplanation.existence(program, recorded) == .none)
    }
  }

  @Test func `counts are renamed in their order, frames one to one`() {
    var renaming = ValueRenaming()
    func pair(_ own: UInt64, _ recorded: UInt64) -> Bool {
      renaming.matches(own, .seqcount, recorded, .seqcount)
    }
    #expect(pair(0, 13976))
    #expect(!pair(1, 13978))
    #expect(pair(1, 13979))
    #expect(!pair(0, 13978))
    #expect(!pair(2, 13970))
    #expect(pair(2, 13980))
    #expect(pair(1, 13979))
    let layout = PlaceKind.pte(.x86_64)
    func entry(_ own: UInt64, _ recorded: UInt64) -> Bool {
      renaming.matches(own << 12 | 3, layout, recorded << 12 | 3, layout)
    }
    #expect(entry(0xA, 0x2691))
    #expect(!entry(0xB, 0x2691))
    #expect(!entry(0xA, 0x2692))
    #expect(entry(0xB, 0x2692))
  }
}
