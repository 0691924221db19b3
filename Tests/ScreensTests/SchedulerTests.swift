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
      case .failed: "failed"
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
    #expect(state.timeline.stepCount == 70)
    #expect(state.step == 12)
    // Digits count again.
    #expect(try pressed("10Gx1xgg2l").step == 2)
  }

  @Test func `both schedules are kept`() throws {
    var state = try pressed("10Gx1222x")
    #expect(state.timeline.stepCount == 70)
    #expect(
      state.message
        == "The scenario's own run. Yours is kept: x goes back to it, R throws it away")
    #expect(state.frame().rows()[0].contains("own run (x: yours)"))
    try Playing.press("gg3lx", &state, Self.path)
    #expect(state.lesson?.schedule == "111110111")
    #expect(state.ownFrom == 11)
    #expect(state.frame().rows()[0].contains("your schedule from step 11"))
    // What was done can be taken back as before.
    try Playing.press("uu", &state, Self.path)
    #expect(state.lesson?.schedule == "1111101")
    try Playing.press("xxU", &state, Self.path)
    #expect(state.lesson?.schedule == "11111011")
  }

  @Test func `one's own schedule is thrown away by who says so`() throws {
    var state = try pressed("R")
    #expect(state.message?.contains("no schedule of your own") == true)
    for start in ["10Gx12", "10Gx12x"] {
      state = try pressed(start + "R")
      #expect(state.frame().rows().last?.contains("Throw your own schedule away?") == true)
      try Playing.press("n", &state, Self.path)
      #expect(state.kept != nil || state.scheduler != nil)
      try Playing.press("Ry", &state, Self.path)
      #expect(state.message == "Thrown away: x takes over anew behind this step")
      #expect(state.scheduler == nil && state.kept == nil && state.timeline.stepCount == 70)
      try Playing.press("ggx", &state, Self.path)
      #expect(state.lesson?.schedule == "" && state.ownFrom == 1)
    }
  }

  @Test(arguments: [Size(width: 80, height: 24), Size(width: 200, height: 60)])
  func `before the first step the state is known`(_ size: Size) throws {
    let rows = try pressed("x", width: size.width, height: size.height).frame().rows()
    #expect(!rows.contains { $0.contains("not touched") })
    #expect(rows.contains { $0.contains("0 clear") && $0.contains("P W A D → ") })
    #expect(rows.contains { $0.contains("child_pte") && $0.contains("none") })
    #expect(rows.contains { $0.contains("You are the scheduler") || size.width < 150 })
    // Of a whole run it is said what it did not touch.
    let whole = try Playing.lesson(width: size.width, height: size.height).frame().rows()
    #expect(whole.contains { $0.contains("not touched in this run") })
  }

  @Test func `chapters are of the scenario's own schedule`() throws {
    for keys in ["x", "x1111", "10Gx12", "x>"] {
      let state = try pressed(keys)
      #expect(state.lesson?.chapters == [] && state.lesson?.notes == [:])
      #expect(!state.frame().rows().contains { $0.contains("fork() asks") })
    }
  }

  // MARK: - Models that fail, or have little to offer

  private func model(_ body: String) throws -> (AppState, ScenarioSource) {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).race")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(body.utf8).write(to: file)
    var models = ModelCache()
    let source = try ScenarioSource(path: file.path, models: &models)
    let reading = try source.reading(.init(), exactly: true)
    let state = AppState(
      Timeline(reading.trace), source: AppState.Source(title: "model"),
      size: Size(width: 120, height: 40), lesson: reading.lesson)
    return (state, source)
  }

  private func press(_ keys: String, _ state: inout AppState, _ source: ScenarioSource) throws {
    for key in try Key.parse(keys) {
      guard case .perform(let plan) = state.update(.terminal(.key(key))) else { continue }
      let reading = try source.reading(plan)
      _ = state.update(
        .performed(Timeline(reading.trace), try #require(reading.lesson), plan))
    }
  }

  @Test func `after a fault nobody has ended`() throws {
    var (state, source) = try model(
      """
      model fails "divides";
      shared loud word a = 1;
      lane "left" {
        WRITE_ONCE(a, 0);
        int b = READ_ONCE(a);
        WRITE_ONCE(a, 6 / b);
        WRITE_ONCE(a, 2);
      }
      lane "right" { int c = READ_ONCE(a); WRITE_ONCE(a, c); }
      """)
    try press("x111", &state, source)
    #expect(state.lesson?.next == [.failed, .failed])
    #expect(state.message == "The model fails here. On CPU 0: a division by zero.")
    #expect(!state.frame().rows().contains { $0.contains("ended") })
    #expect(state.frame().rows().contains { $0.contains("cannot go on: the model has failed") })
    for key in ["1", "2", ">", "l"] {
      try press(key, &state, source)
      #expect(state.message?.contains("cannot move: the model has failed") == true)
      #expect(state.lesson?.schedule == "000")
    }
    try press("u", &state, source)
    #expect(state.lesson?.schedule == "00")
  }

  @Test func `a model without switches is a model`() throws {
    var (state, source) = try model(
      """
      model plain "nothing to set";
      shared loud word a = 1;
      lane "left" { WRITE_ONCE(a, 2); }
      lane "right" { WRITE_ONCE(a, 3); }
      """)
    for key in ["~", "f"] {
      try press(key, &state, source)
      #expect(
        state.message
          == "This model has no switches, kernels or numbers: there is nothing to change"
      )
    }
    // Before the first step of one's own schedule it is still a model with schedules.
    try press("x", &state, source)
    #expect(
      try state.press("X") == [
        .map([], prefix: "", columns: ScheduleMapView.columns(of: state.size))
      ])
  }

  @Test func `a model that fails at once says so`() throws {
    var (state, source) = try model(
      """
      model fails "at once";
      shared loud word a[2] = 1;
      lane "left" { int i = 5; WRITE_ONCE(a[i], 2); }
      lane "right" { WRITE_ONCE(a[0], 3); }
      """)
    for key in ["X", "F"] {
      try press(key, &state, source)
      #expect(state.message == "The model fails before the first step: it has no schedules")
    }
  }

  // MARK: - Saving

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
