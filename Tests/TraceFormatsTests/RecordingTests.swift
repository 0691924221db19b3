import Foundation
import RaceTrace
import TestSupport
import Testing

@testable import TraceFormats

struct RecordingTests {
  @Test func `there are recordings`() { #expect(Recordings.names.count >= 12) }

  @Test(arguments: Recordings.names)
  func `every event of a shipped recording is understood`(_ name: String) throws {
    let input = try Recordings.bytes(name)
    let trace = try read(input, try shippedVocabularies())
    #expect(trace.unknown.isEmpty)
    let lines = String(decoding: input, as: UTF8.self).split(separator: "\n")
    #expect(trace.events.count == lines.count { !$0.hasPrefix("#") })
    #expect(trace.lanes.map(\.name) == ["CPU 0", "CPU 1"])
  }

  /// The name of a recording, and the verdict on the contested page in it.
  @Test(arguments: [
    ("hit-as-in-the-commit", "lost"), ("hit-pin-check-reported-late", "lost"),
    ("early-copy", "seen"), ("recheck-backs-off", "backed off"),
    ("not-writable-slow-gup", "refused"), ("seq-odd", "odd"), ("seq-retry-saves", "saved"),
    ("seq-retry-saves-pin-still-held", "saved"), ("seq-retry-merely-careful", "careful"),
    ("both-guards", "both guards"),
  ])
  func `the rules tell what happened`(_ name: String, _ verdict: String) throws {
    let timeline = Timeline(try read(try Recordings.bytes(name), try shippedVocabularies()))
    let address = try #require(timeline.contestedAddress())
    #expect(address == 0x1000_0000)
    let focused = FocusedTimeline(timeline, focus: timeline.focus(on: address))
    #expect(focused.verdicts().map(\.rule.name) == [verdict])
  }

  @Test func `a live recording tells each attempt as far as it can be told`() throws {
    let timeline = Timeline(try read(try Recordings.bytes("live-kprobes"), shippedVocabularies()))
    let focused = FocusedTimeline(
      timeline, focus: timeline.contestedAddress().map(timeline.focus))
    #expect(focused.verdicts().map(\.rule.name) == ["seen", "fast path", "refused"])
    #expect(timeline.trace.provenance.contains { $0.hasSuffix("kernel-kprobes") })
  }

  @Test(arguments: Recordings.names)
  func `every recording has a card`(_ name: String) throws {
    let card = try RecordingCard.parse(yaml: try text(of: name + ".yaml"))
    #expect(card.order >= 1)
    #expect(card.order <= Recordings.names.count)
  }

  @Test func `the cards are in one order`() throws {
    let orders = try Recordings.names.map {
      try RecordingCard.parse(yaml: try text(of: $0 + ".yaml")).order
    }
    #expect(orders.sorted() == Array(1...Recordings.names.count))
  }

  @Test(arguments: 0..<24 as Range<UInt64>)
  func `cutting a recording anywhere changes nothing`(_ seed: UInt64) throws {
    var rng = SplitMix64(seed: seed)
    let name = Recordings.names[Int(seed) % Recordings.names.count]
    let input = try Recordings.bytes(name)
    let vocabularies = try shippedVocabularies()
    let cuts = randomCuts(input.count, using: &rng)
    #expect(try read(input, cuts: cuts, vocabularies) == read(input, vocabularies))
  }

  @Test func `lost events stand where they were lost`() throws {
    let trace = try read(try Recordings.bytes("lost-events"), try shippedVocabularies())
    let losses = trace.events.indices.filter {
      if case .lost = trace.operations(of: $0).first { true } else { false }
    }
    #expect(losses.count == 4)
    let first = try #require(losses.first)
    #expect(trace.events[first].line == 91)
    #expect(trace.strings[trace.events[first].text] == "3266 events lost")
    #expect(trace.events[first].lane == 0)
  }

  @Test func `a probe without a space uses the one that its task saw last`() throws {
    let trace = try read(try Recordings.bytes("debian-6.1-kprobes"), try shippedVocabularies())
    let sequence = try #require(trace.declarations.firstIndex { $0.name == "write_protect_seq" })
    // The probes of both paths name one and the same place, though one of them names no mm.
    #expect(trace.places.filter { $0.declaration == sequence }.count == 1)
    let entered = try #require(trace.strings.id(of: "gupf_enter"))
    let entries = trace.events.indices.filter { trace.events[$0].name == entered }
    // Before the harness' first report, the values are left out.
    #expect(entries.map { trace.operations(of: $0).count } == [1, 3])
  }
}
