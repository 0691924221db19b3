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

  private func items(_ text: String, values: String = "") -> [Alignment.Item] {
    zip(text, values.isEmpty ? text : values).enumerated().map { index, pair in
      Alignment.Item(
        key: .init(lane: pair.0.isUppercase ? 1 : 0, text: String(pair.0)), value: String(pair.1),
        end: index + 1)
    }
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
    #expect(signs(Alignment(items(first), items(second))) == expected)
  }

  @Test func `other values are a difference`() {
    #expect(signs(Alignment(items("abc"), items("abc", values: "aXc"))) == "=!=")
  }

  @Test func `what is too long is not compared`() {
    let long = String(repeating: "a", count: 2100)
    #expect(Alignment(items(long), items(String(repeating: "b", count: 2100))) == nil)
    #expect(signs(Alignment(items(long), items(long + "b"))).hasSuffix("==>"))
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
    let alignment = try #require(Alignment(items(first), items(second)))
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
    // The first statement that the fix adds.
    #expect((state.step, other.step) == (2, 3))
    #expect(state.message?.contains("raw_write_seqcount_begin") == true)
    for height in [24, 40] {
      state.resize(to: Size(width: 80, height: height))
      let rows = state.frame().rows()
      #expect(rows.contains { $0.contains("3≠") })
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
    var found: [Int] = []
    for _ in 0..<5 {
      try Playing.press("t", &state, Self.path)
      found.append((state.comparison?.joint ?? 0) - 1)
    }
    #expect(found == Array(state.comparison?.alignment.differences.prefix(5) ?? []))
    try Playing.press("TTTTT", &state, Self.path)
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
    try Playing.press("~", &state, Self.path)
    #expect(state.lesson?.settings == [])
    #expect(state.step == 29)
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
