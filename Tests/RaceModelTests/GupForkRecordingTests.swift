import RaceTrace
import TestSupport
import Testing
import TraceFormats

@testable import RaceModel

/// The model against recordings of real kernels: in the order of the recorded events it gives the
/// values that were recorded. Page frames are renamed by their order.
struct GupForkRecordingTests {
  /// The page that both paths fight for in the recordings.
  private static let page: UInt64 = 0x1000_0000

  /// What the model does at a recorded event.
  private static let steps: [String: String] = [
    "fork_pte_read": "cpu1 through fork_read",
    "fork_wrprotect": "cpu1 through wrprotect",
    "fork_child_pte": "cpu1 through child_maps",
    "fork_mmap_end": "cpu1 to the end",
    "gup_set_has_pinned": "cpu0 through set_pinned",
    "gup_seq_read": "cpu0 through seq_read",
    "gup_pte_read": "cpu0 through gup_read",
    "gup_try_grab": "cpu0 through pin",
    "gup_pte_recheck": "cpu0 through recheck",
    "gup_seq_retry": "cpu0 through give_back",
    "wp_fault": "cpu0 through fault_read",
    "wp_copy": "cpu0 through fault_ends",
    "gup_slow_page": "cpu0 through slow_pin",
  ]

  private func recording(_ name: String) throws -> Trace {
    let vocabularies = try Recordings.vocabularyTexts().map { try Vocabulary.parse(yaml: $0) }
    var reader = TraceReader(vocabularies: vocabularies, title: name)
    let bytes = try Recordings.bytes(name)
    try reader.push(bytes)
    return try reader.finish()
  }

  /// The recorded events that are about the page or about no page, by their names.
  private func names(_ trace: Trace) -> [(index: Int, name: String)] {
    trace.events.enumerated().compactMap { index, event in
      if let subject = event.subject, subject.start > Self.page || subject.end <= Self.page {
        return nil
      }
      return (index, trace.strings[event.name])
    }
  }

  /// Entries with their frames numbered by first appearance; the flags stay.
  private func renamed(_ entries: [UInt64]) -> [String] {
    var frames: [UInt64] = []
    return entries.map { entry in
      let frame = entry >> 12 & 0xFF_FFFF_FFFF
      let number = frames.firstIndex(of: frame) ?? frames.count
      if number == frames.count { frames.append(frame) }
      let flags = entry & ~(0xFF_FFFF_FFFF << 12)
      return "frame \(number) " + String(flags, radix: 16)
    }
  }

  /// The tracers report `+1, +1023` as one change, and clearing and setting an entry, too.
  private func asReported(counts: [UInt64]) -> [UInt64] {
    counts.indices.filter { $0 + 1 == counts.count || counts[$0 + 1] != counts[$0] + 1023 }
      .map { counts[$0] }
  }

  private func asReported(entries: [UInt64]) -> [UInt64] { entries.filter { $0 != 0 } }

  @Test func `the hit of v5.10`() throws {
    let recorded = try recording("hit-as-in-the-commit")
    let events = names(recorded)
    let words = events.compactMap { event -> String? in
      // The flag was clear: the count was not asked for.
      event.name == "fork_pin_check" ? "cpu1 through ask_mm" : Self.steps[event.name]
    }
    #expect(
      words == [
        "cpu1 through fork_read", "cpu1 through ask_mm", "cpu0 through set_pinned",
        "cpu0 through gup_read", "cpu0 through pin", "cpu0 through recheck",
        "cpu1 through wrprotect", "cpu1 through child_maps", "cpu1 to the end",
        "cpu0 through fault_read", "cpu0 through fault_ends",
      ])
    let program = try GupFork.program("v5.10", extraRefs: 1)
    let run = try Runner.run(
      program, schedule((words + ["cpu0 to the end"]).joined(separator: "\n")))
    #expect(run.violated == ["pin_keeps_its_page", "nothing_lost"])

    let flag = try place(recorded, "has_pinned")
    #expect(values(recorded, flag) == [0, 1])
    #expect(values(run.trace, try place(run.trace, "has_pinned")) == [0, 1])

    // Up to the end of the pin: later the child ends, of which no event tells.
    let done = try #require(events.first { $0.name == "pin_done" }?.index)
    let counts = values(recorded, try place(recorded, "page", 0x2691), upTo: done)
    #expect(counts == [2, 1026, 1027])
    let modelled = values(run.trace, try place(run.trace, "page", 0xA))
    #expect(modelled == [2, 3, 1026, 1027, 1028, 1027, 1026, 2])
    #expect(Array(asReported(counts: modelled).prefix(3)) == counts)

    let parent = values(recorded, try place(recorded, "pte", Self.page))
    #expect(
      renamed(parent) == [
        "frame 0 8000000000000067", "frame 0 8000000000000065", "frame 1 8000000000000067",
      ])
    let entries = asReported(entries: values(run.trace, try place(run.trace, "pte")))
    #expect(renamed(entries) == renamed(parent))

    let child = values(recorded, try place(recorded, "pte", Self.page, nth: 1))
    #expect(renamed(child) == ["frame 0 8000000000000045"])
    let childEntries = asReported(entries: values(run.trace, try place(run.trace, "child_pte")))
    #expect(renamed(childEntries) == renamed(child))
  }

  @Test func `the retry that saves, of v5.11`() throws {
    let recorded = try recording("seq-retry-saves")
    let events = names(recorded)
    // The section of the page's own VMA: those of others come before and behind.
    let read = try #require(events.first { $0.name == "fork_pte_read" }?.index)
    let begin = try #require(events.last { $0.name == "fork_seq_begin" && $0.index < read }?.index)
    let end = try #require(events.first { $0.name == "fork_seq_end" && $0.index > read }?.index)
    var words: [String] = []
    for event in events {
      switch event.name {
      // The recording's process has pinned before: fork() asked for the count, too.
      case "fork_pin_check": words.append("cpu1 through ask_page")
      case "fork_seq_begin" where event.index == begin: words.append("cpu1 through (writes)")
      case "fork_seq_end" where event.index == end:
        words += ["cpu1 until seq_even", "cpu1 2 steps"]
      // It found one more than fork() saw: fork()'s own reference, taken between.
      case "gup_try_grab": words += ["cpu1 through share", "cpu0 through pin"]
      default: Self.steps[event.name].map { words.append($0) }
      }
    }
    #expect(
      words == [
        "cpu0 through set_pinned", "cpu0 through seq_read", "cpu1 through (writes)",
        "cpu0 through gup_read", "cpu1 through fork_read", "cpu1 through ask_page",
        "cpu1 through share", "cpu0 through pin", "cpu0 through recheck",
        "cpu0 through give_back", "cpu1 through wrprotect",
        "cpu1 through child_maps", "cpu1 until seq_even", "cpu1 2 steps", "cpu1 to the end",
        "cpu0 through fault_read", "cpu0 through fault_ends", "cpu0 through slow_pin",
      ])
    let program = try GupFork.program("v5.11", extraRefs: 1)
    let run = try Runner.run(
      program, schedule((words + ["cpu0 to the end"]).joined(separator: "\n")))
    #expect(run.violated == [])

    // What fork() stored, and what the fast path saw first and last: even and older, then the odd
    // value of this very section.
    let sequence = try place(recorded, "write_protect_seq")
    let stored = [begin, end].flatMap { index in
      recorded.operations(of: index).compactMap { operation -> UInt64? in
        guard case .store(let place, _, let new) = operation, place == sequence else { return nil }
        return new
      }
    }
    #expect(stored == [13979, 13980])
    let modelledSequence = try place(run.trace, "write_protect_seq")
    #expect(values(run.trace, modelledSequence) == [0, 1, 2])
    #expect(loads(recorded, sequence, lane: 0).map { $0 & 1 } == [0, 1])
    #expect(loads(recorded, sequence, lane: 0).last == stored.first)
    #expect(loads(run.trace, modelledSequence, lane: 0) == [0, 1])

    let fault = try #require(events.first { $0.name == "wp_fault" }?.index)
    let counts = values(recorded, try place(recorded, "page", 0x7FFC1), upTo: fault)
    #expect(counts == [2, 3, 1027, 3])
    let modelled = values(run.trace, try place(run.trace, "page", 0xA))
    #expect(modelled == [2, 3, 4, 1027, 3, 4, 3, 2])
    #expect(Array(asReported(counts: modelled).prefix(4)) == counts)

    // The new page: 1 and the pin. The kernel's LRU list holds one more for a moment.
    let pinned = values(recorded, try place(recorded, "page", 0x7FFC3)).first
    #expect(pinned == 1026)
    #expect(values(run.trace, try place(run.trace, "page", 0xC)).dropFirst(2).first == 1025)

    let parent = values(recorded, try place(recorded, "pte", Self.page))
    #expect(
      renamed(parent) == [
        "frame 0 8000000000000067", "frame 0 8000000000000065", "frame 1 8000000000000067",
      ])
    let entries = asReported(entries: values(run.trace, try place(run.trace, "pte")))
    #expect(renamed(entries) == renamed(parent))
    let child = values(recorded, try place(recorded, "pte", Self.page, nth: 1))
    let childEntries = asReported(entries: values(run.trace, try place(run.trace, "child_pte")))
    #expect(renamed(childEntries) == renamed(child))
  }

  /// What a lane read of a place.
  private func loads(_ trace: Trace, _ place: Place.ID, lane: Int) -> [UInt64] {
    trace.events.indices.filter { trace.events[$0].lane == lane }.flatMap { index in
      trace.operations(of: index).compactMap { operation -> UInt64? in
        guard case .load(let read, let value) = operation, read == place else { return nil }
        return value
      }
    }
  }
}
