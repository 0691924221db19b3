import RaceTrace
import Testing

@testable import TraceFormats

struct VocabularyTests {
  @Test func `the small vocabulary makes typed events`() throws {
    let trace = try readSmall(
      """
          r-1  [002] ....  1.000001: look: where=0x10 value=0
          w-2  [003] ....  1.000002: change: where=0x10 value=1
          x-3  [003] ....  1.000003: tracing_mark_write: half = done
          r-1  [000] ....  1.000004: copy_page_range <-dup_mmap
          r-1  [000] ....  1.000005: surprise: a=1
      """)
    #expect(trace.lanes.map(\.name) == ["CPU 2", "CPU 3"])
    #expect(trace.events.map(\.lane) == [0, 1, 1, 0])
    #expect(
      trace.events.map { trace.strings[$0.text] } == [
        "READ_ONCE(flag)", "WRITE_ONCE(flag, 1)", "half = done", "called by dup_mmap",
      ])
    #expect(trace.strings[trace.events[0].note] == "It was clear.")
    #expect(trace.places == [Place(declaration: 0, address: 0x10)])
    let clear = try #require(trace.strings.id(of: "clear"))
    #expect(Array(trace.operations(of: 0)) == [.load(0, 0), .branch(outcome: 0, words: clear)])
    #expect(Array(trace.operations(of: 1)) == [.store(0, old: nil, new: 1)])
    #expect(trace.events[1].subject == Subject(start: 0x10, end: 0x1010))
    #expect(trace.unknown.map(\.name) == ["surprise"])
    #expect(trace.clock == Clock(unit: .nanoseconds, resolution: 1000))
    #expect(trace.events[3].time == 1_000_004_000)
  }

  @Test func `an event that is refused leaves no last place`() throws {
    let vocabulary = try Vocabulary.parse(
      yaml: """
        racelanes: vocabulary
        version: 1
        name: last
        lanes: [{title: a, anchors: [grab]}]
        places: {page: {kind: refcount}}
        events:
          grab: {text: grab, do: [{rmw: page, at: pfn, old: before, new: after}]}
          drop: {text: drop, do: [{forget: page, at: {last: page}}]}
        """)
    let trace = try read(
      Array(
        """
          r-1  [000] ....  1.000001: grab: pfn=0x1 before=1 after=2
          r-1  [000] ....  1.000002: grab: pfn=0x2 before=many after=2
          r-1  [000] ....  1.000003: drop: x=1

        """.utf8), [vocabulary], ReadOptions(repair: true))
    #expect(trace.events.count == 2)
    #expect(trace.operations(of: 1).first?.place.map(trace.place)?.address == 1)
  }

  @Test func `the vocabulary that names most events is used`() throws {
    let small = try Vocabulary.parse(yaml: smallVocabulary)
    let all = try shippedVocabularies() + [small]
    let input = Array("  a-1  [000] ....  1.000001: look: where=0x10 value=1\n".utf8)
    #expect(try read(input, all).provenance.contains("read with the vocabulary small"))
  }

  @Test func `the shipped vocabularies know their events`() throws {
    let names = try shippedVocabularies().map(\.name)
    #expect(names == ["debian-6.1-kprobes", "guprace", "kernel-kprobes"])
    let guprace = try #require(try shippedVocabularies().first { $0.name == "guprace" })
    #expect(guprace.events.filter(\.isHarness).count == 7)
    // A lane of 80 columns has 38 for the statement, unless it holds an address.
    for event in guprace.events {
      guard case .one(let template) = event.text, let text = template.constant else { continue }
      #expect(text.count <= 38, "\(event.name): \(text)")
    }
  }

  private static let head = "racelanes: vocabulary\nversion: 1\nname: x\n"
  private static let lane = "lanes: [{title: t, anchors: []}]\n"

  @Test(arguments: [
    ("", 1, 1, "the document is empty"),
    ("a: [", 2, 1, "this is not YAML"),
    ("racelanes: recording\nversion: 1", 1, 12, "this is no vocabulary"),
    ("racelanes: vocabulary\nversion: 2", 2, 10, "newer racelanes"),
    (head, 1, 1, "needs the key \"lanes\""),
    (head + "colour: red\n", 4, 1, "has no key \"colour\""),
    (head + "lanes: [{title: t, anchors: [a]}]\nevents: {b: {text: t}}", 4, 30, "is no event"),
    (head + "lanes: []\n", 4, 8, "one lane or two"),
    (head + "places: {a: {kind: bit}}\n", 4, 20, "unknown kind \"bit\""),
    (head + "places: {a: {kind: flag, loud: yes please}}\n", 4, 32, "true or false"),
    (head + lane + "events: {}\n", 5, 9, "at least one event"),
    (head + lane + "events: {e: {txt: a}}\n", 5, 14, "has no key \"txt\""),
    (head + lane + "events: {e: {note: a}}\n", 5, 13, "needs the key \"text\""),
    (head + lane + "events: {e: {text: \"a {b\"}}\n", 5, 20, "without its \"}\""),
    (head + lane + "events: {e: {text: \"a {b c}\"}}\n", 5, 20, "not the name of a field"),
    (head + lane + "events: {e: {text: {by: f, 0: a}}}\n", 5, 20, "the key \"else\""),
    (head + lane + "events: {e: {text: a, do: [jump]}}\n", 5, 28, "unknown operation"),
    (head + lane + "events: {e: {text: a, do: [{load: p, value: v}]}}\n", 5, 35, "not declared"),
    (head + lane + "events: {e: {text: a, do: [{fence: smp}]}}\n", 5, 36, "unknown fence"),
    (
      head + lane + "events: {e: {text: a, do: [{ret: r, if: {r: soon}}]}}\n", 5, 45,
      "expected a number"
    ),
    (head + lane + "events: {e: {text: a, marks: [big]}}\n", 5, 31, "unknown mark"),
    (head + lane + "events: {e: {text: a}, e: {text: b}}\n", 5, 24, "stands twice"),
    (head + lane + "events: {e: {text: \"a\\e[2J\"}}\n", 5, 20, "U+001B"),
    (head + lane + "events: {e: &a {text: a}}\n", 5, 13, "anchors and aliases"),
    (head + lane + "events: {e: {text: &a t}, f: {text: *a}}\n", 5, 20, "anchors and aliases"),
    (
      head + lane
        + "events: {e: {text: a}}\nverdicts: [{name: n, tone: bad, words: w, when: [always]}]",
      6, 50, "is no condition"
    ),
    (
      head + lane
        + "events: {e: {text: a, marks: [harness]}}\nverdicts: [{name: n, tone: bad, words: w, when: [some e]}]",
      6, 50, "marked harness"
    ),
    (
      head + lane
        + "events: {e: {text: a}}\nverdicts: [{name: n, tone: bad, words: \"{x}\", when: []}]",
      6, 40, "no event of this vocabulary"
    ),
  ])
  func `a fault in a vocabulary is named`(_ yaml: String, line: Int, column: Int, says: String) {
    let found = #expect(throws: DocumentErrors.self) { try Vocabulary.parse(yaml: yaml) }
    let errors = found?.errors ?? []
    #expect(
      errors.contains { $0.line == line && $0.column == column && $0.message.contains(says) },
      "\(errors)")
  }

  private static let whole = """
    lanes:
    - {title: "", anchors: [f, nobody]}
    - {anchors: [f]}
    places:
      a: {kind: bit, loud: maybe}
      "b c": {kind: flag}
      d: {kind: flag, colour: red}
    events:
      e: {text: "{", note: {by: f}, do: [jump, {load: a, value: v}, {store: d}, {load: z}]}
      f: {marks: [harness, big], text: t, about: {start: []}}
    verdicts:
    - {name: n, tone: sad, words: "{e} {g}", when: [always, some f, some e, no g]}
    - {tone: bad, words: w, when: none}
    """

  /// Every fault is told once, in the order of the lines, and nothing is blamed for what stands wrong
  /// elsewhere: neither for naming `a`, which is declared in spite of its kind, nor `e`.
  @Test func `all faults of a vocabulary are named at once`() {
    let yaml = "racelanes: vocabulary\nversion: 1\n" + Self.whole
    let found = #expect(throws: DocumentErrors.self) { try Vocabulary.parse(yaml: yaml) }
    let told = found?.errors.map { "\($0.line):\($0.column): \($0.message)" } ?? []
    // The twentieth is the last that is told: what stands in line 15 waits.
    let expected = [
      "1:1: a vocabulary needs the key \"name\"", "4:11: the title of a lane is empty",
      "4:28: the anchor \"nobody\" is no event", "5:3: a lane needs the key \"title\"",
      "5:14: \"f\" is an anchor already", "7:13: unknown kind \"bit\"",
      "7:24: loud must be true or false", "8:3: the name of a place may hold",
      "9:19: a place has no key \"colour\"", "11:13: text has a \"{\" without",
      "11:38: unknown operation \"jump\"", "11:65: a store needs the key \"new\"",
      "11:77: a load needs the key \"value\"", "12:24: unknown mark \"big\"",
      "12:54: start must be", "14:19: unknown tone \"sad\"", "14:31: a verdict speaks of \"g\"",
      "14:49: \"always\" is no condition", "14:57: a verdict must not rest on \"f\"",
      "14:73: a verdict speaks of \"g\"",
    ]
    #expect(told.count == DocumentErrors.most)
    for (told, expected) in zip(told, expected) { #expect(told.hasPrefix(expected)) }
  }

  /// A key that is misspelt is told, and not that it is missing, nor what would have needed it.
  @Test(arguments: [
    ("place: {a: {kind: flag}}", "events: {e: {text: t, do: [{load: a, value: v}]}}"),
    ("places: none", "events: {e: {text: t, do: [{load: a, value: v}]}}"),
    ("places: {a: {kind: flag}}", "event: {e: {text: t}}\nverdicts: [{when: [some e]}]"),
  ])
  func `one slip is one error`(_ places: String, _ events: String) {
    let yaml = "\(Self.head)lanes: [{title: t, anchors: []}]\n\(places)\n\(events)"
    let found = #expect(throws: DocumentErrors.self) { try Vocabulary.parse(yaml: yaml) }
    #expect(found?.errors.count == 1, "\(found?.errors ?? [])")
  }

  @Test func `a document that grows by its aliases is refused at once`() {
    var bomb = "a0: &a0 [x, x]\n"
    for level in 1...30 {
      bomb += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n"
    }
    bomb += "? *a30\n: x\n"
    #expect(throws: DocumentErrors.self) { try Vocabulary.parse(yaml: bomb) }
  }

  @Test(arguments: [
    String(repeating: "[", count: 5000), String(repeating: "- ", count: 5000) + "x",
    String(repeating: "a: {", count: 100) + String(repeating: "}", count: 100),
    String(repeating: "x", count: 2 << 20),
  ])
  func `deep and large documents are refused`(_ yaml: String) {
    #expect(throws: DocumentErrors.self) { try Vocabulary.parse(yaml: yaml) }
  }

  @Test func `a fault in a card is named`() {
    let error = #expect(throws: DocumentError.self) {
      try RecordingCard.parse(
        yaml:
          "racelanes: recording\nversion: 1\ntitle: \(String(repeating: "x", count: 61))\norder: 1\nkernel: k\nrecorded: r\nlook_for: l"
      )
    }
    #expect(error?.line == 3)
    #expect(error?.message.contains("61 characters") == true)
  }
}
