import Cells
import Foundation
import RaceModel
import RaceTrace
import TestSupport
import Testing

@testable import Screens
@testable import racelanes

/// Scenarios in the player: the flagship, and laws for every scenario that ships.
struct LessonTests {
  /// Every shipped scenario, as a path below the scenarios.
  static let all: [String] = {
    ["gup-fork", "classics"].flatMap { folder -> [String] in
      let url = Recordings.root.appending(path: "Scenarios/\(folder)")
      let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
      return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
    }
  }()

  private func answer(_ effects: [Effect], _ state: inout AppState, _ path: String) throws {
    try Playing.answer(effects, &state, path)
  }

  private func pressed(_ keys: String) throws -> AppState {
    var state = try Playing.lesson()
    try answer(state.press(keys), &state, "gup-fork/lost-pin.yaml")
    return state
  }

  private func text(_ state: AppState) -> String { state.frame().rows().joined(separator: "\n") }

  /// The words of `text` as they stand on a screen, whatever the line breaks.
  private func flat(_ text: String) -> String {
    text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
  }

  @Test(arguments: all, [Size(width: 80, height: 24), Size(width: 200, height: 60)])
  func `everything that a scenario says can be read`(_ path: String, _ size: Size) throws {
    var state = try Playing.lesson(path, width: size.width, height: size.height)
    let story = try #require(state.story)
    for step in story.steps {
      state.go(to: step)
      let layout = Layout(state)
      let area = layout.panel.isEmpty ? layout.say.inset(left: 1) : layout.panel.inset(left: 2)
      let rows = state.frame().rows()[area.rows].map { String($0.dropFirst(area.x)) }
      for passage in story.passages(at: step) {
        #expect(flat(rows.joined(separator: "\n")).contains(flat(passage.text)), "\(step)")
      }
    }
  }

  @Test func `play pauses where a chapter begins`() throws {
    var state = try pressed("")
    let starts = state.lesson?.chapters.map(\.step) ?? []
    #expect(starts == [0, 11, 25, 35, 66])
    var pauses: [Int] = []
    var now: UInt64 = 0
    while state.step < state.timeline.stepCount {
      _ = try state.press("p")
      while state.playback.isPlaying {
        now += 5_000_000_000
        _ = state.update(.terminal(.tick(nanoseconds: now)))
      }
      pauses.append(state.step)
    }
    #expect(pauses == Array(starts.dropFirst()) + [state.timeline.stepCount])
  }

  @Test(arguments: [
    ("]", 11), ("]]", 25), ("[", 0), ("30G[", 25), ("25G[", 11), ("9]", 66), ("cjj<ret>", 25),
    ("cG<ret><c-o>", 0), ("v", 34), ("vv", 80), ("t", 0), ("<pgdn>", 1), ("3<pgdn><pgup>", 2),
    ("b<pgdn>", 0), ("b<pgdn><pgdn>", 1), (".q", 0),
  ])
  func `keys of a scenario`(_ keys: String, _ step: Int) throws {
    #expect(try pressed(keys).step == step)
  }

  @Test func `a blank screen is blank until any key`() throws {
    for key in ["b", "."] {
      var state = try pressed("9G" + key)
      #expect(state.frame().rows().allSatisfy { $0.isEmpty })
      let effect = state.update(.terminal(.key(.control("c"))))
      #expect(effect == .quit(signal: nil))
      let before = try pressed("9G").frame().rows()
      _ = try state.press("q")
      #expect(state.frame().rows() == before)
    }
    let recording = try Playing.state("hit-as-in-the-commit")
    var state = recording
    _ = try state.press("64Gb")
    #expect(!state.isBlank)
  }

  @Test func `the model's verdicts are told from each other`() throws {
    #expect(try pressed("20G").currentFinding == nil)
    #expect(try pressed("33G").currentFinding?.title == "point of no return")
    let early = try #require(try pressed("34G").currentFinding)
    #expect(early.title == "pin_keeps_its_page violated")
    #expect(early.brief?.contains("judged at the end: nothing_lost") == true)
    let late = try #require(try pressed("G").currentFinding)
    #expect(late.title == "nothing_lost violated")
    for keys in ["34G", "72G"] {
      #expect(text(try pressed(keys)).contains("✗ PIN_KEEPS_ITS_PAGE VIOLATED: "))
      #expect(!text(try pressed(keys)).lowercased().contains("not lost"))
    }
    let fixed = try Playing.lesson(settings: [.choice("kernel", "v5.11")])
    #expect(fixed.lesson?.findings.allSatisfy { $0.tone == .good } == true)
    #expect(fixed.outcome?.title == "nothing goes wrong")
  }

  @Test func `a schedule that stops early proves nothing`() throws {
    let source = try Playing.scenario("gup-fork/lost-pin.yaml")
    let reading = try source.reading(
      .init(schedule: [.lanes([1, 1, 1])]), exactly: true)
    #expect(reading.lesson?.findings.map(\.title) == ["not known"])
    #expect(reading.lesson?.chapters.isEmpty == true)
    #expect(reading.lesson?.variations.isEmpty == false)
  }

  // MARK: - Switches

  private func seqcountLine(_ state: AppState) throws -> Int {
    try #require(state.lesson?.variations.firstIndex { $0.name == "seqcount" })
  }

  @Test func `flipping a switch runs the schedule again and keeps the place`() throws {
    var state = try pressed("29G")
    let line = try seqcountLine(state)
    let event = state.timeline.event(at: 28).line
    var effects = try state.press("f" + String(repeating: "j", count: line) + "<ret>")
    #expect(effects.last == .rerun([.toggle("seqcount", true)]))
    try answer(effects, &state, "gup-fork/lost-pin.yaml")
    #expect(state.timeline.event(at: state.step - 1).line == event)
    #expect(state.step == 28)
    #expect(state.overlay == .variations(selected: line))
    #expect(state.lesson?.settings == [.toggle("seqcount", true)])
    #expect(state.frame().rows()[0].contains("but seqcount on"))
    effects = try state.press("<ret>")
    #expect(effects == [.rerun([.toggle("seqcount", false)])])
    try answer(effects, &state, "gup-fork/lost-pin.yaml")
    #expect(state.step == 29)
    #expect(state.lesson?.settings == [])
  }

  @Test func `the kernel goes round, and the end stays the end`() throws {
    var state = try pressed("Gf")
    var seen: [String] = []
    for _ in 0..<7 {
      try answer(state.press("<ret>"), &state, "gup-fork/lost-pin.yaml")
      seen.append(state.lesson?.detail ?? "")
      #expect(state.step == state.timeline.stepCount)
    }
    #expect(seen == ["v5.11", "v5.15", "v6.1", "v6.12", "v5.8", "v5.9-rc8", "v5.10"])
    #expect(state.lesson?.settings == [])
    try answer(state.press("<left>0"), &state, "gup-fork/lost-pin.yaml")
    #expect(state.lesson?.detail == "v5.9-rc8")
  }

  @Test func `what is set on the command line differs from the scenario, too`() throws {
    var state = try Playing.lesson(settings: [
      .choice("kernel", "v5.11"), .toggle("recheck", false),
    ])
    #expect(state.lesson?.settings == [.choice("kernel", "v5.11"), .toggle("recheck", false)])
    let effects = try state.press("f0")
    #expect(effects.last == .rerun([]))
    #expect(text(state).contains("but kernel v5.11, recheck off"))
    state = try Playing.lesson(
      settings: [
        .choice("kernel", "v5.11"), .toggle("recheck", false), .toggle("seqcount", false),
      ], width: 60)
    #expect(text(state).contains("but kernel v5.11 and 2 more"))
  }

  @Test func `words that were written for another run say so`() throws {
    let state = try Playing.lesson(settings: [.choice("kernel", "v5.11")])
    let story = try #require(state.story)
    for step in story.steps {
      #expect(story.passages(at: step).allSatisfy { $0.text.hasPrefix("As written: ") })
    }
    #expect(
      story.passages(at: 0).contains { $0.text.hasPrefix("As written: fork() asks: ") })
    var chosen = state
    _ = try chosen.press("c")
    #expect(text(chosen).contains("As written: "))
    #expect(story.passages(at: story.stepCount).isEmpty)
  }

  @Test func `a failure to run is told and changes nothing`() throws {
    var state = try pressed("29Gf")
    let before = state.step
    _ = state.update(.failed("it cannot be run"))
    #expect(state.step == before)
    #expect(text(state).contains("it cannot be run"))
  }

  @Test func `a recording has no switches, chapters or page map`() throws {
    var state = try Playing.state("hit-as-in-the-commit")
    for key in ["f", "c", "M", "]"] {
      let effects = try state.press(key)
      #expect(effects == [.none])
      #expect(state.overlay == nil)
      #expect(state.message?.isEmpty == false)
    }
  }

  // MARK: - The page map

  @Test(
    arguments: [
      (0, "A", nil, nil, nil), (23, "A", nil, "A", "Parent and device use the same page A."),
      (30, "A", "A", "A", "Parent and device use the same page A, but"),
      (57, nil, "A", "A", "The device holds page A; the parent maps nothing."),
      (59, "C", "A", "A", "Here they part: from now on the parent uses page C"),
      (60, "C", "A", "A", "They have parted"), (80, "C", "A", nil, nil),
    ] as [(Int, String?, String?, String?, String?)])
  func `who points where`(
    _ step: Int, _ parent: String?, _ child: String?, _ device: String?, _ words: String?
  ) throws {
    let state = try pressed("\(step == 0 ? "gg" : "\(step)G")")
    let map = try #require(state.pageMap)
    #expect(map.rows.count == 1)
    #expect(map.rows[0].map { $0.frame.map(pageName) } == [parent, child, device])
    #expect(map.statements.count == (words == nil ? 0 : 1))
    if let words { #expect(map.statements[0].words.hasPrefix(words)) }
  }

  @Test func `the page map of four pages`() throws {
    let state = try Playing.lesson(settings: [.choice("pages", "4")], width: 120, height: 40)
    let pages = try #require(state.lesson?.pages)
    var parted = Set<Int>()
    for step in 0...state.timeline.stepCount {
      let map = try #require(PageMap(state.timeline, pages, step: step))
      #expect(map.rows.count == 4)
      for (index, row) in map.rows.enumerated() {
        guard let own = row[0].frame, let held = row[2].frame, own != held else { continue }
        parted.insert(index)
        #expect(map.statements.contains { $0.isParted && $0.words.hasPrefix("\(index): ") })
      }
      for page in map.pages {
        #expect(page.facts.map(\.name).contains("device_data"))
      }
    }
    // By the time of the second page fork() finds has_pinned set and copies the page.
    #expect(parted == [0])
  }

  @Test(arguments: [("v5.8", false), ("v5.10", false), ("v5.15", false), ("v6.1", true)])
  func `a page has a bit only where the kernel has it`(_ kernel: String, _ isThere: Bool) throws {
    let state = try Playing.lesson(
      settings: kernel == "v5.10" ? [] : [.choice("kernel", kernel)])
    for step in 0...state.timeline.stepCount {
      let map = try #require(
        PageMap(state.timeline, .init(parent: ["pte"], child: ["child_pte"]), step: step))
      let names = map.pages.flatMap { $0.facts.map(\.name) }
      #expect(names.contains("exclusive") == isThere)
    }
  }

  // MARK: - The values

  @Test func `each entry of two pages is a value of its own`() throws {
    let state = try Playing.lesson("gup-fork/two-pages.yaml")
    #expect(
      state.loudValues.map(state.focused.name)
        == ["write_protect_seq", "has_pinned", "pte[0]", "pte[1]"])
    let text = TextTimeline(state, width: 118)
    var lines: [String] = []
    text.write { lines.append($0) }
    let ends = ["73", "74"].compactMap { number in
      lines.first { $0.hasPrefix("  \(number) ") }.map { $0.suffix(16) }
    }
    #expect(ends == ["P W A D  P - A D", "P W A D  P - A D"])
  }

  @Test("what a step changed stands first among the other values", arguments: Self.all)
  func changedFirst(_ path: String) throws {
    var state = try Playing.lesson(path)
    for step in 1...state.timeline.stepCount {
      state.step = step
      let changed = state.otherPlaces.map { place in
        state.timeline.value(of: place, after: step - 1)
          != state.timeline.value(of: place, after: step)
      }
      #expect(changed.drop { $0 }.allSatisfy { !$0 }, "step \(step)")
    }
  }

  // MARK: - Who set this

  @Test(
    arguments: [
      // has_pinned, before anybody wrote to it.
      ("9Ge", 9, "holds what it began with"), ("12Ge", 12, "it held what it began with"),
      ("9GE", 9, "Nobody else reads this value of has_pinned before step 12 replaces it"),
      // The PTE that the write fault reads was write-protected by fork().
      ("37Ge", 29, "pte was set here: P W A D → P - A D"),
      ("37Gee", 29, "pte was not written before: it held"), ("37Ge<c-o>", 37, nil),
      // What fork() wrote is read by the process's next write.
      ("29GE", 37, "pte is read here"), ("29GEE", 41, "pte is read here"),
      // The device's word is read by the child, behind the end of the run nobody does.
      ("69GE", 75, "device_data A is read here"), ("76GE", 76, "Nobody reads this value"),
      ("<c-o>", 0, "No jump was made yet"), ("E", 0, "touches no place"),
      // With nothing touched, the chosen place is asked for, and says so.
      ("70Ge", 12, "The chosen has_pinned was set here: 0 → 1 set. Ctrl-O goes back"),
      // A store that changes nothing has written all the same.
      ("72Ge", 52, "device_data C was set here: stays 0"), ("52GE", 72, "device_data C is read"),
      // A step that only writes asks who wrote to that place before.
      ("66Ge", 54, "Before that, process_data C was set here: stays 0"),
      // A lock that is let go is read by who takes it next.
      ("32GE", 42, "src_ptl is taken here"), ("42Ge", 32, "src_ptl was set here"),
      ("34Ge", 1, "Before that, mmap_lock was set here"),
    ] as [(String, Int, String?)])
  func `who set this`(_ keys: String, _ step: Int, _ words: String?) throws {
    let state = try pressed(keys)
    #expect(state.step == step)
    #expect(state.message.map { $0.contains(words ?? "not expected") } ?? (words == nil))
  }

  @Test("any keys draw a frame", arguments: 0..<20 as Range<UInt64>)
  func anyKeys(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let path = Self.all[Int(seed) % Self.all.count]
    var state = try Playing.lesson(path, look: Look(charset: seed % 2 == 0 ? .unicode : .ascii))
    let keys =
      KeyMap.all.flatMap(\.keys) + ["7", "<esc>", "<ret>", "f", "M", "0"]
    for _ in 0..<120 {
      if Int.random(in: 0..<8, using: &random) == 0 {
        state.resize(
          to: Size(
            width: Int.random(in: 0...210, using: &random),
            height: Int.random(in: 0...70, using: &random)))
      }
      try answer(state.press(keys.randomElement(using: &random) ?? "l"), &state, path)
      #expect(state.frame().size == state.size)
      #expect((0...state.timeline.stepCount).contains(state.step))
    }
  }

  @Test func `a place that the kernel does not have is told`() throws {
    #expect(text(try pressed("")).contains("not in v5.10"))
    let old = try Playing.lesson("gup-fork/v5-8-no-race-needed.yaml")
    #expect(text(old).contains("not in v5.8               not in v5.8"))
    let off = try Playing.lesson(
      settings: [.choice("kernel", "v5.11"), .toggle("seqcount", false)])
    #expect(text(off).contains("switched off"))
    #expect(!text(try Playing.lesson("gup-fork/the-fix.yaml")).contains("not in v5.11"))
  }

  @Test func `the point of no return says which step it was`() throws {
    let words = try #require(try pressed("33G").currentFinding?.words)
    #expect(words.hasPrefix("Before step 21 some schedule could still end well; from then on"))
  }

  @Test func `at the end nothing is said to come`() throws {
    var state = try Playing.lesson(width: 200, height: 60)
    _ = try state.press("G")
    #expect(text(state).contains("This is the end: nobody can move any more."))
    #expect(!text(state).contains("cannot move"))
  }

  @Test func `a write that changes nothing is told as one`() throws {
    let sentences = try Self.all.flatMap { path -> [String] in
      let state = try Playing.lesson(path)
      return (0..<state.timeline.stepCount).map { Narration(state.focused).sentence(at: $0) }
    }
    #expect(!sentences.contains { $0.contains(": stays ") })
    #expect(sentences.contains("CPU 0 writes 0 again to device_data C."))
  }

  @Test func `a clicker goes through the chapters and round the end`() throws {
    var state = try pressed("")
    let starts = [11, 25, 35, 66, 0, 11]
    for start in starts {
      _ = try state.press("<f5>")
      #expect(state.step == start)
    }
    // F5 and Esc come by turns, with the clicker's other keys between them.
    for (keys, step) in [("<esc>", 25), ("<pgdn><f5>", 35), ("<pgup><esc>", 35), ("<esc>", 66)] {
      _ = try state.press(keys)
      #expect(state.step == step)
    }
    // Somebody who types means nothing by Esc.
    _ = try state.press("h<esc><esc>")
    #expect(state.step == 65)
  }
}
