import Cells
import RaceTrace
import TestSupport
import Testing

@testable import Screens

/// Keys against a real recording: the state as well as the picture.
struct KeyTests {
  private func pressed(_ keys: String) throws -> AppState {
    var state = try Playing.state("hit-as-in-the-commit")
    _ = try state.press(keys)
    return state
  }

  @Test(arguments: [
    ("", 0), ("l", 1), ("ll", 2), ("<right><space>j", 53), ("5l", 55), ("5lh", 54), ("l<left>", 0),
    ("64G", 64), ("G", 133), ("Gg", 133), ("Ggg", 0), ("50%", 67), (":64<ret>", 64),
    (":25%<ret>", 33), (":x<ret>", 0), (":6<esc>", 0), (":65<bs>4<ret>", 6), ("999999999999l", 133),
    ("9999G", 133), ("<end><home>", 0),
  ])
  func `keys go to a step`(_ keys: String, _ step: Int) throws {
    if keys == ":65<bs>4<ret>" {
      #expect(try pressed(keys).step == 64)
    } else {
      #expect(try pressed(keys).step == step)
    }
  }

  @Test func `stepping back is stepping forward undone`() throws {
    var state = try Playing.state("seq-retry-saves", width: 100, height: 30)
    var frames: [Grid] = []
    var steps: [Int] = []
    while state.step < state.timeline.stepCount {
      steps.append(state.step)
      frames.append(state.frame())
      _ = try state.press("l")
    }
    #expect(frames.count > 30)
    let tops = state.top
    for (step, frame) in zip(steps, frames).reversed() {
      _ = try state.press("h")
      #expect(state.step == step)
      // The view may be scrolled otherwise on the way back; everything around it is the same.
      let band = Layout(state).lowerRule.y
      #expect(state.frame().rows()[band...] == frame.rows()[band...])
    }
    #expect(state.top <= tops)
  }

  @Test func `changes of the chosen place`() throws {
    var state = try pressed("w")
    let name = state.chosen.map { state.timeline.trace.declarations[$0].name }
    #expect(name == "has_pinned")
    #expect(state.step == 59)
    _ = try state.press("<tab>w")
    #expect(state.chosen.map { state.timeline.trace.declarations[$0].name } == "pte")
    #expect(state.step == 64)
    _ = try state.press("w")
    #expect(state.step == 121)
    _ = try state.press("W")
    #expect(state.step == 64)
  }

  @Test func `events of one lane only`() throws {
    #expect(try pressed("58G)").step == 59)
    #expect(try pressed("58G}").step == 64)
    #expect(try pressed("64G(").step == 63)
    #expect(try pressed("64G{").step == 58)
    #expect(try pressed("(").message?.contains("No event") == true)
  }

  @Test func `remarks about the order`() throws {
    #expect(try pressed("t").step == 58)
    #expect(try pressed("tt").step == 64)
    #expect(try pressed("64GT").step == 58)
  }

  @Test func `search goes both ways and round the end`() throws {
    #expect(try pressed("/wrprotect<ret>").step == 64)
    var state = try pressed("/has_pinned<ret>")
    let first = state.step
    _ = try state.press("n")
    #expect(state.step > first)
    _ = try state.press("N")
    #expect(state.step == first)
    _ = try state.press("N")
    #expect(state.message == "Search went round the end")
    #expect(try pressed("/no such thing<ret>").message == "Not found: no such thing")
    #expect(try pressed("n").message?.contains("Nothing was searched") == true)
    #expect(try pressed("G\\wp_copy<ret>").step == 121)
  }

  @Test func `marks tell the time between`() throws {
    let state = try pressed("58Gma64Gmb'a")
    #expect(state.step == 58)
    #expect(state.message == "Mark a: step 58: 6 events, 31 µs")
    #expect(
      try pressed("58Gma64Gmb").message == "Mark b is at step 64; from a to b: 6 events, 31 µs")
    #expect(try pressed("'z").message == "There is no mark z")
  }

  /// Stamps as a file may have them and no clock.
  @Test(
    arguments: [
      (0, .min, ": 1 events, 9223372036.854 s"), (.min, 0, ""), (7, 7, ": 1 events, 0 ns"),
    ] as [(Int64, Int64, String)])
  func `marks tell the time between any stamps`(
    _ first: Int64, _ second: Int64, _ words: String
  ) throws {
    var trace = Trace(
      title: "stamps", lanes: [Lane(name: "0", title: ""), Lane(name: "1", title: "")])
    for (lane, time) in [first, second].enumerated() {
      trace.append(Event(lane: lane, cpu: lane, time: time, text: 0), [])
    }
    var state = AppState(
      Timeline(trace), source: AppState.Source(title: ""), size: Size(width: 80, height: 24))
    _ = try state.press("1Gma2Gmb")
    #expect(state.message == "Mark b is at step 2; from a to b\(words)")
  }

  @Test func `folds open and close`() throws {
    var state = try pressed("lll")
    #expect(state.step == 53)
    let folded = state.rows.rows.count
    _ = try state.press("<ret>")
    #expect(state.rows.rows.count == folded + 50)
    #expect(state.step == 53)
    _ = try state.press("<ret>")
    #expect(state.rows.rows.count == folded)
    _ = try state.press("O")
    #expect(state.rows.rows.count == state.timeline.stepCount)
  }

  @Test func `another page can be looked at`() throws {
    var state = try pressed("a")
    #expect(state.overlay != nil)
    _ = try state.press("j<ret>")
    #expect(state.overlay == nil)
    #expect(state.focused.focus?.address == 0x4C_2000)
    _ = try state.press("G")
    #expect(state.frame().rows().contains { $0.contains("… ") })
  }

  @Test func `play moves with the clock and stops at the end`() throws {
    var state = try pressed("130Gp")
    #expect(state.wait(at: 0) == 0)
    _ = state.update(.terminal(.tick(nanoseconds: 0)))
    #expect(state.step == 130)
    #expect(state.wait(at: 0) == 801)
    _ = state.update(.terminal(.tick(nanoseconds: 800_000_000)))
    #expect(state.step == 133)
    #expect(state.wait(at: 0) == nil)
    state = try pressed("p+++")
    _ = state.update(.terminal(.tick(nanoseconds: 0)))
    _ = state.update(.terminal(.tick(nanoseconds: 1_000_000_000)))
    #expect(state.currentRow == 9)
    _ = try state.press("p")
    _ = state.update(.terminal(.tick(nanoseconds: 5_000_000_000)))
    #expect(state.currentRow == 9)
  }

  /// The player of a recording, of a scenario, of a schedule of one's own and of two runs.
  private static func situations() throws -> [AppState] {
    var two = try Playing.lesson()
    try Playing.press("d", &two, "gup-fork/lost-pin.yaml")
    var chooser = try Playing.lesson()
    try Playing.press("x", &chooser, "gup-fork/lost-pin.yaml")
    return [try Playing.state("hit-as-in-the-commit"), try Playing.lesson(), chooser, two]
  }

  @Test func `every command has help`() throws {
    let words = Set(try Self.situations().flatMap { HelpText($0).entries.map(\.words) })
    for command in Command.allCases { #expect(words.contains(command.help), "\(command)") }
  }

  @Test func `the help has each key once, with what it does`() throws {
    for state in try Self.situations() {
      let keys = HelpText(state).entries.flatMap { $0.keys.split(separator: " ") }
      #expect(Set(keys).count == keys.count)
      for (command, keys) in state.keyMap.bindings {
        for key in keys {
          #expect(state.keyMap.match(try Key.parse(key)) == .command(command), "\(key)")
        }
      }
    }
  }

  @Test func `every line of the help fits 80 columns`() throws {
    for command in Command.allCases {
      #expect(command.help.count <= 47, "\(command)")
      #expect(command.helpForTwo.count <= 47, "\(command)")
    }
    for state in try Self.situations() {
      let help = HelpText(state)
      #expect(help.entries.allSatisfy { $0.keys.count < 24 })
      for width in [52, 72] {
        let lines = help.lines(width: width, charset: .unicode)
        #expect(lines.allSatisfy { $0.text.count <= width })
      }
      let headings = Set(help.entries.map(\.section)).count
      // A heading and a blank line for each section, and one line for each command.
      #expect(
        help.lines(width: 72, charset: .unicode).count == help.entries.count + 2 * headings)
    }
  }

  @Test func `no two commands share a key`() {
    for keys in [KeyMap.table, KeyMap.presenting, KeyMap.scheduling].map({ $0.flatMap(\.keys) }) {
      #expect(Set(keys).count == keys.count)
    }
  }

  @Test func `quitting, reloading and redrawing are asked for`() throws {
    var state = try Playing.state("hit-as-in-the-commit")
    #expect(try state.press("rq") == [.reload, .quit(signal: nil)])
    #expect(try state.press("<c-l>ZZ") == [.redraw, .none, .quit(signal: nil)])
    #expect(state.update(.terminal(.terminate(signal: 15))) == .quit(signal: 15))
    #expect(try state.press("?q").last == Effect.none)
  }

  @Test("any keys at any size draw a frame", arguments: 0..<40 as Range<UInt64>)
  func anyKeys(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var state = try Playing.state(
      "both-guards", look: Look(charset: seed % 2 == 0 ? .unicode : .ascii))
    let keys =
      KeyMap.all.flatMap(\.keys) + [
        "7", "3", "%", "a", "x", "<esc>", "<ret>", "é", "作",
      ]
    for _ in 0..<150 {
      if Int.random(in: 0..<10, using: &random) == 0 {
        state.resize(
          to: Size(
            width: Int.random(in: 0...210, using: &random),
            height: Int.random(in: 0...70, using: &random)))
      }
      _ = try state.press(keys.randomElement(using: &random) ?? "l")
      let frame = state.frame()
      #expect(frame.size == state.size)
      #expect((0...state.timeline.stepCount).contains(state.step))
    }
  }
}
