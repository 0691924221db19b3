import TestSupport
import Testing

@testable import RaceModel

/// Texts that nobody would write: each is refused with words or is a model that can be run.
struct HostileTests {
  private static let words: [String] = {
    let text = GupFork.model.source.text(0..<GupFork.model.source.bytes.count)
    let isInName = { (c: Character) in c.isLetter || c.isNumber || c == "_" }
    let names = Set(text.split { !isInName($0) }.map(String.init)).sorted()
    return names.filter { $0.count < 30 } + [
      "(", ")", "{", "}", "[", "]", ";", ";", ";", ",", "=", "==", "+=", "++", "--", "->", "..",
      "&&", "||", "!", "&", "*", "?", ":", "\"t\"", "\"", "///", "//", "/*", "*/", "0", "1",
      "2147483647", "\n", "\u{1B}", "é",
    ]
  }()

  private func take(_ text: String, _ seed: UInt64) throws {
    let model: Model
    do throws(ModelErrors) {
      model = try Model(SourceText(name: "hostile.race", text))
    } catch {
      #expect(!error.errors.isEmpty)
      for one in error.errors {
        #expect(!one.message.isEmpty)
        #expect(one.line >= 1 && one.column >= 1)
        #expect(!one.rendered(in: "m").contains("\u{1B}"))
      }
      return
    }
    let program = try model.program()
    let run = Runner.follow(
      program, schedule("0110, cpu1 until x, cpu0 through x, cpu1 until blocked"))
    #expect(run.states.count >= run.schedule.count)
    #expect(run.eventsAfterStep.count == run.schedule.count + 1 || run.end != .complete)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `soup`(_ seed: UInt64) throws {
    var rng = SplitMix64(seed: seed)
    for _ in 0..<10 {
      let count = Int.random(in: 1...200, using: &rng)
      let soup = (0..<count).map { _ in
        Self.words[Int.random(in: 0..<Self.words.count, using: &rng)]
      }
      try take(soup.joined(separator: " "), seed)
      let lane = "model m \"t\"; shared word x; shared pte p; lane \"a\" { "
      try take(lane + soup.joined(separator: " ") + " }", seed)
    }
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `the big model with pieces lost, doubled and changed`(_ seed: UInt64) throws {
    var rng = SplitMix64(seed: seed)
    for _ in 0..<6 {
      var bytes = GupFork.model.source.bytes
      for _ in 0..<Int.random(in: 1...3, using: &rng) {
        let at = Int.random(in: 0..<bytes.count, using: &rng)
        switch Int.random(in: 0...3, using: &rng) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &rng)
        case 1:
          bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...60, using: &rng)))
        case 2: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 90)], at: at)
        default:
          let word = Self.words[Int.random(in: 0..<Self.words.count, using: &rng)]
          bytes.insert(contentsOf: (" " + word + " ").utf8, at: at)
        }
      }
      try take(String(decoding: bytes, as: UTF8.self), seed)
    }
  }

  /// As deep as the limits allow: 24 calls, each in blocks as deep as they may be, and brackets.
  @Test func `the deepest model fits the stack`() throws {
    var text = "model m \"t\"; shared word x = 1;\n"
    let depth = 30
    for level in 0..<24 {
      let inner = level == 0 ? "x = 1;" : "f\(level - 1)(v);"
      text +=
        "inline void f\(level)(int v) { " + String(repeating: "if (v) { ", count: depth)
        + inner + String(repeating: " }", count: depth) + " }\n"
    }
    let brackets = String(repeating: "(", count: 58) + "v" + String(repeating: ")", count: 58)
    let sum = Array(repeating: "v", count: 190).joined(separator: " & ")
    text += "lane \"a\" { int v = READ_ONCE(x); v = \(brackets) & \(sum); f23(v); }"
    #expect(errors(of: text) == [])
    #expect(try run(text, "cpu0 to the end").end == .complete)
  }

  @Test func `many checks of a large model are too many`() throws {
    var text = "model m \"t\"; shared word x;\n"
    for index in 0..<900 { text += "switch s\(index) = on \"h\";\n" }
    text += "lane \"a\" { for (int i = 0; i < 64; i++) for (int j = 0; j < 60; j++) x = i; }"
    #expect(
      errors(of: text) == [
        "1:1: the check for every kernel, switch and parameter takes more than 500000 statements "
          + "and values"
      ])
  }
}
