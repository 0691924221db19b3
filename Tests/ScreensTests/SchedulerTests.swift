import Cells
import Foundation
import RaceModel
import RaceTrace
import TestSupport
import Testing

@testable import Screens
@testable import racelanes

/// Somebody chooses who moves next.
struct SchedulerTests {
  private static let path = "gup-fork/lost-pin.yaml"

  private func pressed(_ keys: String, width: Int = 120, height: Int = 40) throws -> AppState {
    var state = try Playing.lesson(width: width, height: height)
    try Playing.press(keys, &state, Self.path)
    return state
  }

  @Test(arguments: [
    // Keys, schedule, the first step of one's own.
    ("x", "", 1), ("10Gx", "11111", 11), ("10Gx1", "111110", 11), ("10Gx1222", "111110111", 11),
    ("10Gx122u", "1111101", 11), ("10Gx122uu<bs>", "11111", 11), ("10Gx122uuU", "1111101", 11),
    ("10Gx122uu<c-r><c-r>", "11111011", 11), ("10Gx12u1", "1111100", 11),
    ("10Gx12u1U", "1111100", 11), ("10Gx<space>", "111111", 11), ("10Gx<tab>l", "111110", 11),
  ])
  func `keys that choose`(_ keys: String, _ schedule: String, _ from: Int) throws {
    let state = try pressed(keys)
    #expect(state.lesson?.schedule == schedule)
    #expect(state.ownFrom == from)
    #expect(state.step == state.timeline.stepCount)
  }

  @Test func `in the past a move leaves out what came behind`() throws {
    var state = try pressed("10Gx1221")
    state.go(to: 12)
    try Playing.press("1", &state, Self.path)
    #expect(state.lesson?.schedule == "1111100")
    try Playing.press("u", &state, Self.path)
    #expect(state.lesson?.schedule == "111110110")
  }

  @Test func `a lane that cannot move says why`() throws {
    // fork() holds mmap_lock, so that nothing keeps CPU 1 until CPU 0 has ended.
    var state = try pressed("x>")
    let schedule = try #require(state.lesson?.schedule)
    let words = state.lesson?.next.map { next -> String in
      switch next {
      case .ready(let text): "ready \(text)"
      case .blocked(_, let reason): reason
      case .ended: "ended"
      }
    }
    #expect(schedule.allSatisfy { $0 == "0" } && !schedule.isEmpty)
    #expect(words == ["waits for CPU 1 to end", "ready mmap_write_lock(oldmm)"])
    try Playing.press("1", &state, Self.path)
    #expect(state.message == "CPU 0 cannot move: it waits for CPU 1 to end")
    #expect(state.lesson?.schedule == schedule)
    #expect(state.frame().rows().contains { $0.contains("waits for CPU 1 to end") })
    try Playing.press("<tab>>", &state, Self.path)
    try Playing.press("2", &state, Self.path)
    #expect(state.message == "CPU 1 has ended and cannot move")
    try Playing.press("<tab>>", &state, Self.path)
    #expect(state.lesson?.next == [.ended, .ended])
    #expect(state.message == "Both have ended: nothing goes wrong")
  }

  @Test func `leaving gives the scenario back`() throws {
    let state = try pressed("10Gx1x")
    #expect(state.plan == nil)
    #expect(state.lesson?.chapters.count == 5)
    #expect(state.timeline.stepCount == 80)
    #expect(state.step == 12)
    // Digits count again.
    #expect(try pressed("10Gx1xgg2l").step == 2)
  }

  @Test func `a switch is flipped under one's own schedule`() throws {
    var state = try pressed("10Gx12")
    let line = try #require(state.lesson?.variations.firstIndex { $0.name == "seqcount" })
    try Playing.press("f" + String(repeating: "j", count: line) + "<ret><esc>", &state, Self.path)
    #expect(state.lesson?.settings == [.toggle("seqcount", true)])
    #expect(state.lesson?.schedule == "1111101")
    try Playing.press("1", &state, Self.path)
    #expect(state.lesson?.schedule == "11111010")
    #expect(state.lesson?.settings == [.toggle("seqcount", true)])
  }

  @Test func `the command plays the same run`() throws {
    let state = try pressed("10Gx1222y")
    #expect(state.lesson?.command == "racelanes play \(playedPath) --schedule 111110111")
    #expect(state.frame().rows().contains { $0.contains("--schedule 111110111") })
  }

  private var playedPath: String {
    Recordings.root.appending(path: "Scenarios/" + Self.path).path
  }

  @Test func `a recording cannot be scheduled`() throws {
    var state = try Playing.state("hit-as-in-the-commit")
    for key in ["x", "S", "y"] {
      #expect(try state.press(key) == [.none])
      #expect(state.message?.contains("recording") == true)
    }
  }

  @Test func `saving asks for a name and before it replaces a file`() throws {
    var state = try pressed("10Gx12")
    let effects = try state.press("S<c-u>a<ret>")
    guard case .save(let request)? = effects.last else {
      Issue.record("nothing to save")
      return
    }
    #expect(request.path == "a" && request.plan.lanes == [1, 1, 1, 1, 1, 0, 1])
    #expect(request.plan.own == 5 && !request.overwrites)
    _ = state.update(.fileExists(request))
    #expect(state.frame().rows().last?.contains("replace it?") == true)
    var other = state
    #expect(try other.press("n") == [.none])
    #expect(other.message == "Not saved")
    guard case .save(let again) = try state.press("y")[0] else {
      Issue.record("not saved")
      return
    }
    #expect(again.overwrites)
  }

  @Test("any choices make a frame and a schedule that replays", arguments: 0..<8 as Range<UInt64>)
  func anyChoices(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let path = LessonTests.all[Int(seed * 5) % LessonTests.all.count]
    var state = try Playing.lesson(path, width: 90, height: 30)
    try Playing.press("x", &state, path)
    for _ in 0..<60 {
      let keys = ["1", "2", "1", "2", "l", "<tab>", "u", "U", "h", ">"]
      try Playing.press(keys.randomElement(using: &random) ?? "1", &state, path)
      #expect(state.frame().size == state.size)
      #expect(state.scheduler?.lanes == state.lesson?.lanes)
    }
    let lanes = state.lesson?.lanes ?? []
    let again = try Playing.scenario(path).reading(
      .init(schedule: lanes.isEmpty ? nil : [.lanes(lanes)]), exactly: true)
    if !lanes.isEmpty { #expect(again.trace.events == state.timeline.trace.events) }
  }
}
