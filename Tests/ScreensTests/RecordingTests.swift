import Foundation
import RaceTrace
import TestSupport
import Testing
import TraceFormats

@testable import Screens

/// What the shipped recordings prove, by their values, against what is known of them.
struct RecordingTests {
  private func focused(_ trace: Trace) -> FocusedTimeline {
    let timeline = Timeline(trace)
    return FocusedTimeline(timeline, focus: timeline.contestedAddress().map(timeline.focus))
  }

  @Test(
    arguments: zip(
      [
        "hit-as-in-the-commit", "hit-pin-check-reported-late", "early-copy", "recheck-backs-off",
        "not-writable-slow-gup", "seq-odd", "seq-retry-saves", "seq-retry-saves-pin-still-held",
        "seq-retry-merely-careful", "both-guards",
      ],
      [
        "lost", "lost", "seen", "backed off", "refused", "odd", "saved", "saved", "careful",
        "both guards",
      ]))
  func `a recording proves what its story says`(_ name: String, _ verdict: String) throws {
    let found = focused(try Playing.trace(name)).verdicts().map(\.rule.name)
    #expect(found == [verdict])
  }

  @Test(arguments: Recordings.names)
  func `the contested page is found and no event is unknown`(_ name: String) throws {
    let trace = try Playing.trace(name)
    #expect(Timeline(trace).contestedAddress() == 0x1000_0000)
    #expect(trace.unknown.isEmpty)
    #expect(trace.lanes.map(\.name) == ["CPU 0", "CPU 1"])
  }

  @Test func `fork's check that was reported late is shown where it happened`() throws {
    let timeline = Timeline(try Playing.trace("hit-pin-check-reported-late"))
    let names = (0..<timeline.stepCount).map { timeline.trace.strings[timeline.event(at: $0).name] }
    // In the log the check stands behind the grab.
    let recorded = timeline.trace.events.map { timeline.trace.strings[$0.name] }
    let grab = try #require(recorded.firstIndex(of: "gup_try_grab"))
    let check = try #require(
      recorded.lastIndex(of: "fork_pin_check").flatMap { _ in
        recorded.indices.first { $0 > grab && recorded[$0] == "fork_pin_check" }
      })
    #expect(timeline.position(ofRecorded: check) < timeline.position(ofRecorded: grab))
    #expect(names[timeline.position(ofRecorded: check) + 1] == "gup_try_grab")
    let notes = timeline.orderNotes(at: timeline.position(ofRecorded: check))
    #expect(notes.contains { if case .cameBefore(grab, _, 2) = $0 { true } else { false } })
  }

  @Test(arguments: ["recheck-backs-off", "both-guards"])
  func `a read of a writable entry is shown before it was write-protected`(_ name: String) throws {
    let timeline = Timeline(try Playing.trace(name))
    let trace = timeline.trace
    func position(_ event: String) -> Int? {
      (0..<timeline.stepCount).first { position in
        trace.strings[timeline.event(at: position).name] == event
          && timeline.event(at: position).subject?.covers(0x1000_0000) == true
      }
    }
    let read = try #require(position("gup_pte_read"))
    let protect = try #require(position("fork_wrprotect"))
    #expect(read < protect)
  }

  /// Where whole long recordings are, if anywhere: `RACELANES_STRESS`. Without it the test has
  /// cuts of a hundred attempts.
  static let stress = ProcessInfo.processInfo.environment["RACELANES_STRESS"]

  /// Verdicts by value against the harness's own, an attempt each.
  @Test(arguments: [
    "linux-5.10-vulnerable-widened-672-hits", "linux-5.10-vulnerable-355k-events",
  ])
  func `verdicts agree with the harness in every attempt`(_ name: String) throws {
    let cut = Recordings.root.appending(path: "Tests/ScreensTests/Recordings/\(name)-cut.txt.gz")
    let path = Self.stress.map { URL(filePath: $0).appending(path: name + ".txt.gz") } ?? cut
    let trace = try uncompressed(path)
    let focused = focused(trace)
    let timeline = focused.timeline
    var harness: [Int: Int] = [:]
    var episode = 0
    for position in 0..<timeline.stepCount {
      let event = timeline.event(at: position)
      if event.marks.contains(.startsEpisode) { episode = position }
      let text = trace.strings[event.text]
      if text.hasPrefix("harness: a write was lost") { harness[episode] = 1 }
      if text.hasPrefix("harness: both writes arrived") { harness[episode] = 0 }
    }
    let lost = Set(
      focused.verdicts().filter { $0.rule.name == "lost" }.map(\.positions.lowerBound))
    #expect(harness.count > 50)
    #expect(lost == Set(harness.filter { $0.value == 1 }.keys))
    #expect(!lost.isEmpty)
  }

  private func uncompressed(_ path: URL) throws -> Trace {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/gzip")
    process.arguments = ["-dc", path.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let vocabularies = try Recordings.vocabularyTexts().map { try Vocabulary.parse(yaml: $0) }
    var reader = TraceReader(vocabularies: vocabularies, options: ReadOptions(), title: "stress")
    while let data = try pipe.fileHandleForReading.read(upToCount: 1 << 20), !data.isEmpty {
      try reader.push(Array(data))
    }
    process.waitUntilExit()
    return try reader.finish()
  }
}
