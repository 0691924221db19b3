import Cells
import RaceTrace
import TestSupport
import Testing
import TraceFormats

@testable import Screens

/// A player of what is still written: the head, leaving it, and coming back to it.
struct LiveTests {
  /// A source of which so many events have come, and its player.
  private struct Source {
    var state: AppState
    private(set) var count = 0
    private let vocabularies: [Vocabulary]

    init(_ count: Int, width: Int = 120) throws {
      vocabularies = try Recordings.vocabularyTexts().map { try Vocabulary.parse(yaml: $0) }
      state = AppState(
        Timeline(Trace(title: "", lanes: (0..<2).map { Lane(name: "CPU \($0)", title: "") })),
        source: AppState.Source(title: "pipe"), size: Size(width: width, height: 24))
      state.followLive()
      try come(count)
    }

    /// More events come; what is on the screen is laid out later.
    mutating func tell(_ more: Int) {
      count += more
      _ = state.update(.live(LiveStatus(total: count, rate: 0, idleSeconds: 0)))
    }

    /// What the player wishes is laid out, if it wishes anything.
    mutating func layOut(isOver: Bool = false) throws {
      if isOver {
        _ = state.update(.live(LiveStatus(phase: .over("ended"), total: count, idleSeconds: 0)))
      }
      guard let wish = state.liveWish else { return }
      var reader = TraceReader(
        vocabularies: vocabularies, options: ReadOptions(), title: "pipe")
      let lines = (1...count).map { number in
        "  w-1  [000] ....  1.\(100_000 + number): attempt_begin: attempt=\(number) mm=0x1"
          + " addr=0x10000000 has_pinned=0 ref=2 delay_ns=0x1\n"
      }
      try reader.push(Array(lines.joined().utf8))
      _ = state.update(.grown(PreparedView(try reader.finish(), for: wish, isFinal: isOver)))
    }

    mutating func come(_ more: Int) throws {
      tell(more)
      try layOut()
    }

    mutating func press(_ keys: String) throws {
      for key in try Key.parse(keys) { _ = state.update(.terminal(.key(key))) }
    }

    /// Lets the player play for so many rows.
    mutating func play(_ rows: Int) {
      let start = now
      for row in 0...rows {
        now = start + UInt64(row) * state.playback.interval
        _ = state.update(.terminal(.tick(nanoseconds: now)))
      }
    }
    private var now: UInt64 = 1_000_000_000

    var header: String { state.frame().rows()[0] }
  }

  @Test func `what has come is counted from the step that is shown`() throws {
    var source = try Source(48)
    #expect(source.header.contains("● live  step 48/48"))
    try source.press("5h")
    #expect(source.header.contains("+5 since  step 43/48  paused  1×"))
    try source.come(40)
    #expect(source.header.contains("+45 since  step 43/88  paused  1×"))
    try source.press("l")
    #expect(source.header.contains("+44 since  step 44/88"))
    try source.press("gg")
    #expect(source.header.contains("+88 since  step 0/88"))
  }

  @Test(arguments: ["5l", "99l", "<pgdn>", ":48<ret>", "<end>"])
  func `whoever comes to the newest event follows again`(_ keys: String) throws {
    var source = try Source(48)
    try source.press("5h")
    try source.press(keys)
    #expect(source.header.contains("● live  step 48/48"))
    try source.come(2)
    #expect(source.header.contains("● live  step 50/50"))
  }

  @Test func `playing goes on into what has come, and ends at the head`() throws {
    var source = try Source(48)
    try source.press("5h")
    // What is on the screen stands still meanwhile.
    try source.layOut()
    source.tell(40)
    try source.press("p")
    source.play(5)
    #expect(source.header.contains("+40 since  step 48/88  playing  1×"))
    try source.layOut()
    source.play(39)
    #expect(source.header.contains("+1 since  step 87/88  playing  1×"))
    source.play(1)
    #expect(source.header.contains("● live  step 88/88"))
    #expect(!source.state.playback.isPlaying)
    try source.come(1)
    #expect(source.header.contains("● live  step 89/89"))
  }

  @Test func `a step that ends what is on the screen is not the newest`() throws {
    var source = try Source(48)
    try source.press("h")
    try source.layOut()
    source.tell(8)
    try source.press("l")
    #expect(source.header.contains("+8 since  step 48/56"))
    try source.layOut()
    #expect(source.header.contains("+8 since  step 48/56"))
    try source.press("pq")
    #expect(source.state.step == 48)
  }

  @Test func `playing is told on a narrow screen as well`() throws {
    var source = try Source(48, width: 80)
    try source.press("5hp+")
    #expect(source.header.contains("+5 since  playing  2×  step 43/48"))
    try source.press("p=")
    #expect(source.header.contains("+5 since  step 43/48"))
  }

  @Test func `what is over is played from its start`() throws {
    var source = try Source(5)
    try source.press("p")
    #expect(source.header.contains("● live  step 5/5"))
    try source.layOut(isOver: true)
    #expect(source.header.contains("ended  step 5/5  paused"))
    try source.press("p")
    #expect(source.header.contains("ended  step 0/5  playing"))
    source.play(5)
    #expect(source.header.contains("ended  step 5/5  paused"))
    try source.press("2h")
    #expect(source.header.contains("ended  step 3/5  paused"))
  }
}
