import RaceModel
import Testing
import TraceFormats

@testable import Scenarios

struct ReadingTests {
  @Test func `the small scenario is right`() throws {
    #expect(try errors(smallScenario) == [])
    let scenario = try Scenario.parse(yaml: smallScenario)
    #expect(scenario.title == "A count is lost")
    #expect(scenario.order == 1_000_000)
    #expect(
      scenario.choice.value
        == ModelChoice(kernel: "old", switches: ["careful": false], parameters: ["rounds": 1]))
    #expect(
      scenario.schedule.map(\.value)
        == [.through(lane: 0, "read"), .toTheEnd(lane: 1), .toTheEnd(lane: 0)])
    #expect(scenario.schedule.map(\.line) == [10, 11, 12])
    #expect(
      scenario.chapters.map(\.anchor.value)
        == [.start, .statement(lane: 1, text: "write")])
    #expect(scenario.expectation.values["f"]?.value.value == "1 set")
  }

  @Test(arguments: [
    ("start", Scenario.Anchor.start), ("end", .end), ("pin", .statement(lane: nil, text: "pin")),
    ("cpu1 set_pte_at", .statement(lane: 1, text: "set_pte_at")),
    ("cpu0 a == b", .statement(lane: 0, text: "a == b")),
    ("cpu2 x", .statement(lane: nil, text: "cpu2 x")),
    ("cpu0", .statement(lane: nil, text: "cpu0")),
    ("start over", .statement(lane: nil, text: "start over")),
  ])
  func `an anchor is read`(_ text: String, _ anchor: Scenario.Anchor) {
    #expect(Scenario.Anchor(text) == anchor)
  }

  @Test func `a schedule may be one piece, and a list of letters`() throws {
    let letters = changed(
      "schedule:\n  - cpu0 through read\n  - cpu1 to the end\n  - cpu0 to the end\n",
      "schedule: \"011000\"\n")
    // The lane that has ended cannot move a fourth time.
    #expect(try errors(letters) == ["9:11: cpu0 has ended and cannot move"])
    #expect(try errors(letters.replacing("011000", with: "01100")) == [])
  }

  private static let keys =
    "racelanes, version, order, title, model, kernel, switches, parameters, objective, schedule, "
    + "chapters, notes, moral, expect"

  @Test(arguments: [
    // The head.
    (
      "racelanes: scenario", "racelanes: talk",
      "1:12: this is no scenario: expected \"racelanes: scenario\""
    ),
    ("racelanes: scenario\n", "", "1:1: a scenario needs the key \"racelanes\""),
    ("version: 1\n", "", "1:1: a scenario needs the key \"version\""),
    ("version: 1", "version: 2", "2:10: this racelanes reads version 1 of scenarios"),
    (
      "version: 1", "version: 1\nversion: 1",
      "3:1: the key \"version\" stands twice in one mapping, first in line 2"
    ),
    (
      "{x: 1, f: 1 set}", "{x: 1, f: 1 set, \"x\": 2}",
      "22:29: the key \"x\" stands twice in one mapping, first in line 22"
    ),
    ("version: 1", "version: 1\norder: 0", "3:8: order goes from 1 to 1000000"),
    (
      "version: 1", "version: 1\norder: first",
      "3:8: order must be a whole number of at most 64 bits"
    ),
    (
      "version: 1", "version: 1\nauthor: me",
      "3:1: a scenario has no key \"author\"; it may have: \(keys)"
    ),
    ("title: A count is lost\n", "", "1:1: a scenario needs the key \"title\""),
    ("title: A count is lost", "title: [a]", "3:8: the title must be a text"),
    ("title: A count is lost", "title: \"\"", "3:8: the title is empty"),
    (
      "A count is lost", String(repeating: "t", count: 61),
      "3:8: the title has 61 characters; at most 60 fit a list"
    ),
    (
      "A count is lost", "\"a\\eb\"",
      "3:8: the text holds the character U+001B, which could steer a terminal"
    ),
    ("objective: See how a count is lost.\n", "", "1:1: a scenario needs the key \"objective\""),
    ("moral: Read and write in one.\n", "", "1:1: a scenario needs the key \"moral\""),
    // The model and the choice.
    ("model: small.race\n", "", "1:1: a scenario needs the key \"model\""),
    (
      "small.race", "../small.race",
      "4:8: the model is a file NAME.race in the scenario's own directory"
    ),
    (
      "small.race", "small.yaml",
      "4:8: the model is a file NAME.race in the scenario's own directory"
    ),
    ("kernel: old", "kernel: {}", "5:9: the kernel must be a text"),
    ("{careful: off}", "{careful: maybe}", "6:21: a switch is on or off"),
    ("{careful: off}", "[careful]", "6:11: switches must be a mapping"),
    (
      "{careful: off}", "{careless: off}",
      "6:12: the model small has no switch \"careless\"; it has careful"
    ),
    ("{rounds: 1}", "{rounds: one}", "7:22: a parameter must be a whole number of at most 64 bits"),
    ("{rounds: 1}", "{rounds: 4}", "7:14: rounds is 4, but it goes from 1 to 3"),
    ("kernel: old", "kernel: v9", "5:9: the model small has no kernel \"v9\"; it has old, new"),
    // The schedule.
    (
      "  - cpu0 through read\n", "  - cpu0 thru read\n",
      """
      10:5: "cpu0 thru read" is no piece of a schedule: expected 0110…, "cpu0 until TEXT", \
      "cpu0 through TEXT", "cpu0 N steps", "cpu0 until blocked" or "cpu0 to the end"
      """
    ),
    ("  - cpu1 to the end\n", "  - [cpu1]\n", "11:5: a piece of the schedule must be a text"),
    ("cpu0 through read", "cpu0 through reed", "10:5: cpu0 reached its end without \"reed\""),
    ("cpu1 to the end", "cpu1 3 steps", "11:5: cpu1 has ended and cannot move"),
    ("cpu1 to the end", "cpu1 until blocked", "11:5: cpu1 ended without having to wait"),
    (
      "kernel: old\nswitches: {careful: off}\n", "kernel: new\n",
      "10:5: cpu1 cannot move: it waits for l, held by CPU 0"
    ),
    // Chapters and notes.
    (
      "at: start, words: One", "on: start, words: One",
      "14:23: a chapter has no key \"on\"; it may have: title, at, words"
    ),
    (
      "{title: It reads, at: start, words: One reads.}", "{at: start, words: One reads.}",
      "14:5: a chapter needs the key \"title\""
    ),
    ("words: The other is done.", "words: \"\"", "15:47: what the chapter says is empty"),
    (
      "at: cpu1 write", "at: cpu1 wrote",
      "15:28: CPU 1 makes no step \"wrote\" from the chapter before it on: name a label or a statement"
    ),
    (
      "at: cpu1 write", "at: wrote",
      "15:28: nobody makes a step \"wrote\" from the chapter before it on: name a label or a statement"
    ),
    // A chapter begins behind the one before it: CPU 1 has no step behind the end.
    (
      "at: start, words: One", "at: end, words: One",
      "15:28: CPU 1 makes no step \"write\" from the chapter before it on: name a label or a statement"
    ),
    (
      "at: cpu0 read", "at: cpu0 spin_lock",
      "17:10: CPU 0 makes no step \"spin_lock\" in this run: name a label or a statement"
    ),
    (
      "notes:\n  - {at", "notes:\n  - {in", "17:6: a note has no key \"in\"; it may have: at, words"
    ),
    ("words: Out of date in a moment.", "words: [a]", "17:28: what the note says must be a text"),
    // Claims.
    (
      "  end: complete", "  ends: complete",
      "20:3: expect has no key \"ends\"; it may have: end, violated, values"
    ),
    ("  end: complete", "  end: fine", "20:8: the end is complete, stopped or deadlock"),
    ("violated: [sum]", "violated: sum", "21:13: violated must be a list"),
    ("{x: 1, f: 1 set}", "[x]", "22:11: values must be a mapping"),
    ("{x: 1, f: 1 set}", "{x: }", "22:15: a value is empty"),
    ("{x: 1, f: 1 set}", "{z: 2}", "22:12: there is no place \"z\"; there are x, f, l"),
    (
      "[sum]", "[sum, some]", "21:19: the model has no property \"some\"; it has short, sum"
    ),
  ])
  func `what is wrong is told at its place`(_ from: String, _ to: String, _ error: String) throws {
    let found = try errors(changed(from, to))
    #expect(found == [error])
  }

  @Test(arguments: [
    (
      "end: complete", "end: stopped",
      ["20:8: claims that the run is stopped, but both lanes ended"]
    ),
    (
      "end: complete", "end: deadlock",
      ["20:8: claims that the run is deadlock, but both lanes ended"]
    ),
    ("[sum]", "[]", ["21:13: does not say that sum is violated, and it is"]),
    ("[sum]", "[sum, short]", ["21:19: claims that short is violated, but it holds"]),
    ("{x: 1, f: 1 set}", "{x: 2}", ["22:15: claims that x ends as 2, but it is 1 (1)"]),
    ("f: 1 set", "f: 0 clear", ["22:21: claims that f ends as 0 clear, but it is 1 (1 set)"]),
    // Claims that are left out claim nothing.
    ("  end: complete\n  violated: [sum]\n  values: {x: 1, f: 1 set}", "  {}", []),
    ("f: 1 set", "f: 0x1", []),
    // Several at once, in the order of the file.
    (
      "end: complete\n  violated: [sum]\n  values: {x: 1",
      "end: stopped\n  violated: []\n  values: {x: 3",
      [
        "20:8: claims that the run is stopped, but both lanes ended",
        "21:13: does not say that sum is violated, and it is",
        "22:15: claims that x ends as 3, but it is 1 (1)",
      ]
    ),
  ])
  func `a false claim is told at its place`(_ from: String, _ to: String, _ found: [String]) throws
  {
    let actual = try errors(changed(from, to))
    #expect(actual == found)
  }

  @Test(arguments: [
    ("x = 1; x = 2;", "x = 3;", "0", "stopped", []),
    (
      "x = 1; x = 2;", "x = 3;", "0", "complete",
      ["5:3: claims that the run is complete, but the schedule ends before the lanes do"]
    ),
    ("spin_lock(&l);", "spin_lock(&l);", "0", "deadlock", []),
    (
      "spin_lock(&l);", "spin_lock(&l);", "0", "complete",
      [
        "5:3: claims that the run is complete, but nobody can move: CPU 1 waits for l, held by CPU 0"
      ]
    ),
    (
      "spin_lock(&l);", "x = 1;", "01", "complete",
      ["3:3: a lock is never released: l, held by CPU 0"]
    ),
    (
      "spin_unlock(&l);", "x = 1;", "0", "complete",
      [
        "3:3: the model fails on CPU 0: l is let go by a lane that does not hold it",
        "5:3: claims that the run is complete, but the model fails on CPU 0: l is let go by a lane "
          + "that does not hold it",
      ]
    ),
  ])
  func `an end is told`(
    _ one: String, _ other: String, _ letters: String, _ end: String, _ expected: [String]
  ) throws {
    let text = """
      model m "t"; shared word x; shared spinlock l; lane "a" { \(one) } lane "b" { \(other) }
      """
    let yaml = """
      {racelanes: scenario, version: 1, title: t, objective: o, moral: m,
      model:
        m.race, schedule: ["\(letters)"], expect: {
      end:
        \(end)}}
      """
    let model = try Model(SourceText(name: "m.race", text))
    let found = try Performance(try Scenario.parse(yaml: yaml), model).falseClaims()
      .map { "\($0.line):\($0.column): \($0.message)" }.sorted()
    #expect(found == expected)
  }

  @Test(arguments: [
    "racelanes: scenario\na: &a [x, x]\nb: [*a, *a]\n",
    // Ten levels of ten: 10^10 texts, if it were written out.
    "a0: &a0 [x]\n"
      + (1...10).map { level in
        "a\(level): &a\(level) ["
          + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
          + "]\n"
      }.joined(),
  ])
  func `anchors and aliases are refused`(_ yaml: String) throws {
    let found = try #require(try errors(yaml).first)
    #expect(found.contains("anchors and aliases (& and *) are not taken"))
    // At the anchor, or at the first alias of so many that they are not even parsed.
    #expect(found.hasPrefix("2:4: ") || found.hasPrefix("2:10: "))
  }

  @Test(arguments: [
    ("", "1:1: the document is empty"), ("- a\n", "1:1: a scenario must be a mapping"),
    ("a: [", "2:1: this is not YAML: did not find expected node content"),
    (
      String(repeating: "[", count: 40) + String(repeating: "]", count: 40),
      "1:34: nested more than 32 levels deep"
    ),
    (
      String(repeating: "[", count: 4000) + String(repeating: "]", count: 4000),
      "1:1: nested more than 32 levels deep"
    ),
    (String(repeating: "#", count: 1 << 20) + "\n", "1:1: the document is larger than 1 MiB"),
  ])
  func `what is no document is refused`(_ yaml: String, _ error: String) throws {
    let found = try errors(yaml)
    #expect(found == [error])
  }

  @Test func `several slips are told at once, in the order of the lines`() throws {
    let text = changed("{careful: off}", "{careful: maybe}").replacing("order", with: "ordre")
      .replacing("cpu1 to the end", with: "cpu1 to an end")
      .replacing("at: cpu0 read, words: Out", with: "at: cpu0 read, word: Out")
      .replacing("{x: 1, f: 1 set}", with: "{x: [], f: 1 set}")
      .replacing("moral: Read and write in one.\n", with: "")
    #expect(
      try errors(text).map { $0.prefix { $0 != " " } } == [
        "1:1:", "6:21:", "11:5:", "17:21:", "21:15:",
      ])
  }

  @Test func `a choice may be wrong in several places`() throws {
    let text = changed("kernel: old", "kernel: v9").replacing(
      "{careful: off}", with: "{a: on, b: on}"
    )
    .replacing("{rounds: 1}", with: "{rounds: 9}")
    #expect(
      try errors(text).map { $0.prefix { $0 != " " } } == ["5:9:", "6:12:", "6:19:", "7:14:"])
  }

  @Test func `statements and claims on what there is not are told together`() throws {
    let text = changed("at: cpu1 write", "at: cpu1 wrote")
      .replacing("at: cpu0 read", with: "at: cpu0 reed").replacing("[sum]", with: "[some]")
      .replacing("{x: 1, f: 1 set}", with: "{z: 1, y: 0}")
    #expect(
      try errors(text).map { $0.prefix { $0 != " " } }
        == ["15:28:", "17:10:", "21:14:", "22:12:", "22:18:"])
  }

  @Test func `no more errors are told than one can read`() throws {
    let keys = (0..<50).map { "key\($0): 1\n" }.joined()
    #expect(try errors(smallScenario + "\n" + keys).count == DocumentErrors.most)
  }

  @Test func `many aliases on one line take no time`() throws {
    let yaml = "a: &a x\n" + String(repeating: "*a ", count: 300_000)
    #expect(try errors(yaml).first?.hasPrefix("2:1: anchors") == true)
  }
}
