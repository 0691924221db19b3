import Cells
import RaceTrace
import TestSupport
import Testing

@testable import Screens

/// Whole frames, text and style, at the sizes that matter. Each golden was looked at as a picture.
struct FrameTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var recording: String
    var keys: String
    var width: Int
    var height: Int
    var look = "dark"
    var testDescription: String { name }
    var name: String {
      let typed = keys.replacing("?", with: "help").replacing("t", with: "remark")
      return "\(recording)-\(typed.isEmpty ? "start" : typed)-\(width)x\(height)-\(look)"
    }
  }

  static let cases: [Case] = [
    Case(recording: "hit-as-in-the-commit", keys: "", width: 80, height: 24),
    Case(recording: "hit-as-in-the-commit", keys: "64G", width: 80, height: 24),
    Case(recording: "hit-as-in-the-commit", keys: "64G", width: 120, height: 40),
    Case(recording: "hit-as-in-the-commit", keys: "64G", width: 200, height: 60),
    Case(recording: "hit-as-in-the-commit", keys: "G", width: 120, height: 40),
    Case(recording: "hit-as-in-the-commit", keys: "64G", width: 120, height: 40, look: "ascii"),
    Case(recording: "hit-as-in-the-commit", keys: "64G", width: 120, height: 40, look: "mono"),
    Case(recording: "hit-as-in-the-commit", keys: "64G", width: 120, height: 40, look: "light"),
    Case(recording: "hit-as-in-the-commit", keys: "64G", width: 60, height: 14),
    Case(recording: "hit-as-in-the-commit", keys: "", width: 50, height: 10),
    Case(recording: "hit-pin-check-reported-late", keys: "68G", width: 120, height: 40),
    Case(recording: "seq-retry-saves", keys: "68G", width: 80, height: 24),
    Case(recording: "seq-retry-saves", keys: "68G", width: 120, height: 40),
    Case(recording: "seq-retry-saves", keys: "68G", width: 200, height: 60),
    Case(recording: "seq-retry-merely-careful", keys: "G", width: 120, height: 40),
    Case(recording: "lost-events", keys: "ttt", width: 120, height: 40),
    Case(recording: "debian-6.1-kprobes", keys: "G", width: 120, height: 40),
    Case(recording: "hit-as-in-the-commit", keys: "?", width: 80, height: 24),
    Case(recording: "hit-as-in-the-commit", keys: "a", width: 80, height: 24),
    Case(recording: "hit-as-in-the-commit", keys: "i", width: 120, height: 40),
    Case(recording: "seq-retry-saves", keys: "s", width: 120, height: 40),
  ]

  private func look(_ name: String) -> Look {
    name == "ascii"
      ? Look(charset: .ascii) : Look(theme: Theme.Name(rawValue: name) ?? .dark)
  }

  @Test(arguments: cases) func `a frame is as it was`(_ one: Case) throws {
    var state = try Playing.state(
      one.recording, width: one.width, height: one.height, look: look(one.look))
    _ = try state.press(one.keys)
    try expectGolden(state.frame().golden(), one.name + ".txt")
  }

  /// Keys and sizes at which the flagship was looked at.
  static let lessonCases: [Case] =
    [(80, 24), (120, 40), (200, 60)].flatMap { width, height in
      ["", "29G", "59GM", "G"].map {
        Case(recording: "lost-pin", keys: $0, width: width, height: height)
      }
    }
    + ["59G]f", "c", "Gs", "i", "59GMe"].map {
      Case(recording: "lost-pin", keys: $0, width: 80, height: 24)
    } + [Case(recording: "lost-pin", keys: "59GMf", width: 120, height: 40, look: "ascii")]

  @Test(arguments: lessonCases) func `a frame of the flagship is as it was`(_ one: Case) throws {
    var state = try Playing.lesson(width: one.width, height: one.height, look: look(one.look))
    _ = try state.press(one.keys)
    try expectGolden(state.frame().golden(), one.name.replacing("]", with: "chapter") + ".txt")
  }

  @Test func `the text of the flagship is as it was`() throws {
    var text = ""
    TextTimeline(try Playing.lesson(), width: 118).write { text += $0 + "\n" }
    try expectGolden(text, "text-lost-pin.txt")
  }

  /// Also in a fold that has events of both lanes.
  @Test(arguments: Recordings.names)
  func `at most one lane has the sign of the newest row`(_ name: String) throws {
    var state = try Playing.state(name)
    var foldCount = 0
    for row in state.rows.rows {
      state.go(to: row.positions.upperBound)
      let signs = state.frame().rows().joined().count { $0 == "▶" }
      #expect(signs == 1, "step \(state.step)")
      if row.isFold { foldCount += 1 }
    }
    #expect(foldCount > 0 || name == "lost-events")
  }

  @Test func `an ASCII frame has nothing but ASCII`() throws {
    for name in Recordings.names {
      var state = try Playing.state(name, look: Look(charset: .ascii))
      for key in ["30%", "G", "?", "<esc>i", "<esc>s"] {
        _ = try state.press(key)
        #expect(state.frame().rows().allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
      }
    }
  }

  @Test func `the text timeline is as it was`() throws {
    for name in ["hit-as-in-the-commit", "hit-pin-check-reported-late", "seq-retry-saves"] {
      var text = ""
      TextTimeline(try Playing.state(name), width: 118).write { text += $0 + "\n" }
      try expectGolden(text, "text-\(name).txt")
    }
  }
}
