import Cells
import RaceTrace
import TestSupport
import Testing

@testable import Screens
@testable import racelanes

/// Two runs beside each other, locked step by step.
struct ComparisonTests {
  private static let path = "gup-fork/lost-pin.yaml"

  private func pressed(_ keys: String, width: Int = 120, height: Int = 40) throws -> AppState {
    var state = try Playing.lesson(width: width, height: height)
    try Playing.press(keys, &state, Self.path)
    return state
  }

  /// An item for each letter; those in upper case are of the second lane.
  private func items(_ text: String) -> [Alignment.Item] {
    text.enumerated().map { index, letter in
      Alignment.Item(
        key: .init(lane: letter.isUppercase ? 1 : 0, text: String(letter)), end: index + 1)
    }
  }

  private func aligned(_ first: String, _ second: String) -> Alignment? {
    Alignment(items(first), items(second)) { _, _ in true }
  }

  /// `<` only in the first, `>` only in the second, `!` other values, `=` the same.
  private func signs(_ alignment: Alignment?) -> String {
    (alignment?.joints ?? []).map { joint in
      switch joint.kind {
      case .same: "="
      case .otherValues: "!"
      case .onlyFirst: "<"
      case .onlySecond: ">"
      }
    }.joined()
  }

  @Test(arguments: [
    ("", "", ""), ("abc", "abc", "==="), ("abc", "axbc", "=>=="), ("abxc", "abc", "==<="),
    ("abc", "", "<<<"), ("", "ab", ">>"), ("aBc", "acB", "=<=>"), ("ab", "cd", "<<>>"),
  ])
  func `runs are aligned`(_ first: String, _ second: String, _ expected: String) {
    #expect(signs(aligned(first, second)) == expected)
  }

  @Test func `other values are a difference`() {
    #expect(signs(Alignment(items("abc"), items("abc")) { one, _ in one != 1 }) == "=!=")
  }

  @Test func `what is too long is not compared`() {
    let long = String(repeating: "a", count: 2100)
    #expect(aligned(long, String(repeating: "b", count: 2100)) == nil)
    #expect(signs(aligned(long, long + "b")).hasSuffix("==>"))
  }

  @Test("an alignment keeps all of both, in order", arguments: 0..<30 as Range<UInt64>)
  func keepsAll(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func text() -> String {
      String(
        (0..<Int.random(in: 0..<25, using: &random)).map { _ in
          "abCD".randomElement(using: &random) ?? "a"
        })
    }
    let (first, second) = (text(), text())
    let alignment = try #require(aligned(first, second))
    let marks = signs(alignment)
    #expect(marks.count { "<=".contains($0) } == first.count)
    #expect(marks.count { ">=".contains($0) } == second.count)
    var (a, b) = (0, 0)
    for joint in alignment.joints {
      if joint.kind != .onlySecond { a += 1 }
      if joint.kind != .onlyFirst { b += 1 }
      #expect(joint.first == a && joint.second == b)
    }
  }

  @Test func `the fix turned round stands beside the run`() throws {
    var state = try pressed("d")
    let other = try #require(state.comparison?.other)
    #expect(other.lesson?.settings == [.toggle("seqcount", true)])
    // The test that sends the fast path away; what the fix merely adds before parts nothing.
    #expect((state.step, other.step) == (13, 22))
    #expect(
      state.partingWords == "They part at step 22 of B: with seqcount CPU 0 reads "
        + "write_protect_seq: 1 odd and returns 0; without seqcount it pins page A, changes device "
        + "(none → A) and returns 1.")
    for height in [24, 40] {
      state.resize(to: Size(width: 80, height: height))
      let rows = state.frame().rows()
      #expect(rows.contains { $0.contains("22≠") })
      #expect(rows.contains { $0.contains("21+") })
      #expect(rows.contains { $0.hasPrefix(" ≠ They part at step 22 of B: with seqcount") })
      #expect(rows.contains { $0.hasPrefix(" A ✗ NOTHING_LOST VIOLATED") })
      #expect(rows.contains { $0.hasPrefix(" B ✓ NOTHING GOES WRONG") })
    }
    try Playing.press("G", &state, Self.path)
    #expect(state.step == 80)
    #expect(state.comparison?.other.step == state.comparison?.other.timeline.stepCount)
    try Playing.press("gg", &state, Self.path)
    #expect(state.comparison?.other.step == 0)
    try Playing.press("d", &state, Self.path)
    #expect(state.comparison == nil && state.marked.isEmpty)
  }

  @Test func `who only looks stands where he stood`() throws {
    var state = try pressed("17Gdd")
    #expect(state.comparison == nil && state.step == 17)
    try Playing.press("dld", &state, Self.path)
    #expect(state.step == 14)
  }

  /// Where the flagship's schedule parts from itself with one choice changed.
  @Test(
    arguments: [
      (
        Variation.Setting.toggle("seqcount", true), 22,
        "reads write_protect_seq: 1 odd and returns 0"
      ),
      (.choice("kernel", "v5.11"), 22, "on v5.11 CPU 0 reads write_protect_seq"),
      (.choice("kernel", "v5.9-rc8"), 16, "on v5.10 P W A D → A; on v5.9-rc8 P - A D → A"),
      (.choice("kernel", "v5.8"), nil, "on v5.8 it changes pte (P W A D → P - A D)"),
      (.choice("kernel", "v6.1"), 27, "on v6.1 CPU 0 reads write_protect_seq: 1 odd"),
      (.toggle("has_pinned_set", false), nil, "only with has_pinned_set CPU 0 has atomic_set"),
      (.toggle("recheck", false), nil, nil), (.toggle("early_copy", false), nil, nil),
      (.toggle("page_table_locks", false), nil, nil),
    ] as [(Variation.Setting, Int?, String?)])
  func `runs part where one sees or does something else`(
    _ setting: Variation.Setting, _ step: Int?, _ words: String?
  ) throws {
    var state = try pressed("")
    let other = try Playing.lesson(settings: [setting])
    let isShort = state.compare(with: other, titles: [])
    #expect(isShort)
    let alignment = try #require(state.comparison?.alignment)
    #expect((alignment.parting != nil) == (words != nil))
    if let words { #expect(alignment.parting?.words.contains(words) == true) }
    if let step { #expect(alignment.parting?.second.map { $0 + 1 } == step) }
  }

  /// Recordings differ in their addresses, counts and harness's marks; these part nothing.
  @Test(
    arguments: [
      ("hit-as-in-the-commit", "hit-pin-check-reported-late", nil),
      ("both-guards", "seq-retry-saves", nil),
      ("recheck-backs-off", "seq-odd", "in B CPU 0 reads write_protect_seq: 1 odd"),
      (
        "hit-as-in-the-commit", "seq-retry-saves",
        "finds write_protect_seq changed (13976, now 13979)"
      ),
      ("seq-retry-saves", "seq-odd", "CPU 0, seq = raw_read_seqcount(): in A 13976 even"),
      ("early-copy", "hit-as-in-the-commit", "in A CPU 1 reads page 0x19df: 1026 = 2 + 1 pin"),
    ] as [(String, String, String?)])
  func `recordings part where an access does`(
    _ first: String, _ second: String, _ words: String?
  ) throws {
    var state = try Playing.state(first)
    let isShort = state.compare(with: try Playing.state(second), titles: [])
    #expect(isShort)
    let parting = state.comparison?.alignment.parting
    #expect((parting != nil) == (words != nil))
    if let words { #expect(parting?.words.contains(words) == true, "\(parting?.words ?? "")") }
  }

  /// What a recording shows is a schedule of the model, so that the two do not part.
  @Test(arguments: [
    ("hit-as-in-the-commit", "gup-fork/lost-pin.yaml"),
    ("seq-retry-saves", "gup-fork/the-fix.yaml"),
  ])
  func `a recording and its scenario do not part`(_ name: String, _ path: String) throws {
    var state = try Playing.state(name)
    let isShort = state.compare(with: try Playing.lesson(path), titles: [])
    #expect(isShort)
    #expect(state.partingWords?.hasPrefix("They never part") == true)
  }

  @Test func `both step together, there and back`() throws {
    var state = try pressed("dgg")
    let count = state.comparison?.alignment.joints.count ?? 0
    var seen: [[Int]] = []
    for _ in 0..<count {
      seen.append([state.step, state.comparison?.other.step ?? -1])
      try Playing.press("l", &state, Self.path)
    }
    #expect(state.step == 80 && state.comparison?.other.step == 98)
    for pair in seen.reversed() {
      try Playing.press("h", &state, Self.path)
      #expect([state.step, state.comparison?.other.step ?? -1] == pair)
    }
  }

  @Test func `differences by key`() throws {
    var state = try pressed("dgg")
    let alignment = try #require(state.comparison?.alignment)
    let parting = try #require(alignment.parting?.joint)
    var found: [Int] = []
    for _ in 0..<3 {
      try Playing.press("t", &state, Self.path)
      found.append((state.comparison?.joint ?? 0) - 1)
    }
    #expect(found == Array(alignment.differences.filter { $0 >= parting }.prefix(3)))
    try Playing.press("TT", &state, Self.path)
    #expect(state.comparison?.joint == parting + 1)
    let before = alignment.differences.count { $0 < parting }
    try Playing.press(String(repeating: "T", count: before), &state, Self.path)
    #expect(state.comparison?.joint == (alignment.differences.first ?? 0) + 1)
    try Playing.press("T", &state, Self.path)
    #expect(state.message == "No difference before this step")
  }

  @Test func `above or beside each other`() throws {
    var state = try pressed("d", width: 200, height: 60)
    func titles() -> [String] { state.frame().rows().filter { $0.contains("B  seqcount on") } }
    #expect(titles()[0].contains("A  as written"))
    try Playing.press("D", &state, Self.path)
    #expect(!titles()[0].contains("A  as written"))
    state.resize(to: Size(width: 100, height: 40))
    try Playing.press("D", &state, Self.path)
    #expect(state.message == "Side by side needs 121 columns")
  }

  @Test func `another kernel is chosen from a list`() throws {
    var state = try pressed("D")
    let index = try #require(state.alternatives.firstIndex(of: .choice("kernel", "v5.11")))
    try Playing.press(String(repeating: "j", count: index) + "<ret>", &state, Self.path)
    #expect(state.comparison?.other.lesson?.detail == "v5.11")
    #expect(state.comparison?.titles == ["as written", "kernel v5.11"])
  }

  @Test func `one key turns the fix round in place`() throws {
    var state = try pressed("29G~")
    #expect(state.lesson?.settings == [.toggle("seqcount", true)])
    #expect(state.step == 28)
    #expect(state.message?.hasPrefix("They part at step 22 (t). seqcount on: ") == true)
    try Playing.press("ggt", &state, Self.path)
    #expect(state.step == 22)
    #expect(
      state.frame().rows().contains {
        $0.contains("≠ Here it parts from the run before: with seqcount CPU 0 reads")
      })
    try Playing.press("dd", &state, Self.path)
    #expect(state.marked == [21: .parting])
    try Playing.press("~", &state, Self.path)
    #expect(state.lesson?.settings == [])
    #expect(state.parted?.step == 14)
  }

  @Test(arguments: ["", "~", "f<esc>"])
  func `the fix turned there and back ends where it began`(_ first: String) throws {
    for step in [0, 13, 22, 29, 62, 70] {
      var state = try pressed(first + "\(step)G" + (step == 0 ? "gg" : ""))
      let (start, settings) = (state.step, state.lesson?.settings)
      try Playing.press("~~", &state, Self.path)
      #expect(state.step == start && state.lesson?.settings == settings)
    }
  }

  @Test func `where the switch alone does not help, a kernel does`() throws {
    // Pinned before fork(): the seqcount has nothing to say, the early copy of later kernels does.
    let path = "gup-fork/v5-8-no-race-needed.yaml"
    var state = try Playing.lesson(path)
    #expect(state.lesson?.fix == .choice("kernel", "v5.11"))
    try Playing.press("20G~", &state, path)
    #expect(state.lesson?.settings == [.choice("kernel", "v5.11")])
    #expect(state.lesson?.findings.allSatisfy { $0.tone != .bad } == true)
    try Playing.press("~", &state, path)
    #expect(state.lesson?.settings == [] && state.step == 20)
  }

  @Test func `no word of a variation is taken for one about it`() throws {
    let lesson = try #require(try Playing.lesson(settings: [.toggle("seqcount", true)]).lesson)
    #expect(lesson.partsAt == 22)
    let story = Story(lesson: lesson, stepCount: 85)
    #expect(
      story.passages(at: 13).first?.text.hasPrefix("As written: The commit's diagram") == true)
    #expect(story.passages(at: 28).first?.text.hasPrefix("As written: The moment") == true)
    // Also where the runs do not part: a sentence may be about the statement that is gone.
    let same = try #require(try Playing.lesson(settings: [.toggle("recheck", false)]).lesson)
    #expect(same.partsAt == nil && !same.isAsWritten)
  }

  @Test func `a recording stands beside a scenario`() throws {
    var state = try Playing.state("hit-as-in-the-commit")
    let other = try Playing.lesson(width: 120, height: 40)
    let isShort = state.compare(with: other, titles: ["recorded", "model"])
    #expect(isShort)
    let joints = try #require(state.comparison?.alignment.joints)
    #expect(joints.last?.second == 80)
    #expect(joints.contains { $0.kind == .same })
    for key in ["l", "t", "G", "h", "gg"] {
      _ = try state.press(key)
      #expect(state.frame().size == state.size)
    }
  }
}
