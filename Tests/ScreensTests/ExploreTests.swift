import Cells
import RaceTrace
import TestSupport
import Testing

@testable import Screens
@testable import racelanes

/// The map of all schedules, and what each switch is for.
struct ExploreTests {
  private static let flagship = "gup-fork/lost-pin.yaml"

  private func state(
    _ keys: String, _ width: Int, _ height: Int, _ look: Look = Look(), fixed: Bool = false
  ) throws -> AppState {
    var state = try Playing.lesson(
      settings: fixed ? [.choice("kernel", "v5.11")] : [], width: width, height: height, look: look)
    try Playing.press(keys, &state, Self.flagship)
    return state
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 60)])
  func `the map of the flagship is as it was`(_ width: Int, _ height: Int) throws {
    let state = try state("Xjjll", width, height)
    try expectGolden(state.frame().golden(), "lost-pin-map-\(width)x\(height)-dark.txt")
  }

  @Test func `the map says without colours what it says with them`() throws {
    for (name, look) in [("ascii", Look(charset: .ascii)), ("mono", Look(theme: .mono))] {
      let state = try state("XGkkkkkk", 80, 24, look)
      try expectGolden(state.frame().golden(), "lost-pin-map-80x24-\(name).txt")
    }
  }

  @Test(arguments: [(80, 24), (120, 40)])
  func `what each switch is for is as it was`(_ width: Int, _ height: Int) throws {
    let state = try state("Fjjjjjj", width, height, fixed: true)
    try expectGolden(state.frame().golden(), "the-fix-switches-\(width)x\(height)-dark.txt")
  }

  @Test func `the legend of a map has the arrows of every other screen`() throws {
    let words = try #require(try state("X", 80, 24).map?.legend.joined())
    #expect(words.contains("P W A D → A"))
    #expect(!words.contains("->"))
  }

  @Test(arguments: [(80, 24), (120, 40)])
  func `the table says what it is about and what it cannot show`(_ width: Int, _ height: Int) throws
  {
    for keys in ["F", "FG"] {
      let shown = try state(keys, width, height, fixed: true).frame().rows().joined()
      #expect(shown.contains("gup_fork on v5.11, extra_refs = 0, pages = 1, pinned_before = 0 "))
      #expect(
        shown.contains(" All under sequential consistency: what ordering is for cannot be seen "))
    }
  }

  @Test func `moving about in a map goes from row to row`() throws {
    var state = try state("X", 80, 24)
    let map = try #require(state.map)
    let widths = map.rows.map(\.cells.count)
    #expect(map.cells.count == widths.reduce(0, +))
    try Playing.press("l<down>", &state, Self.flagship)
    #expect(state.overlay == .map(selected: widths[0] + 1))
    // A shorter row has no such column: its last cell is chosen.
    try Playing.press("<end>", &state, Self.flagship)
    #expect(state.overlay == .map(selected: map.cells.count - 1))
    try Playing.press("<down>", &state, Self.flagship)
    #expect(map.place(of: map.cells.count - 1).row == widths.count - 1)
    // What a key has to say is not covered by the map.
    try Playing.press("u", &state, Self.flagship)
    #expect(state.frame().rows()[23].contains("These are all schedules"))
    for cell in map.cells.indices {
      let (row, column) = map.place(of: cell)
      #expect(widths[..<row].reduce(0, +) + column == cell)
    }
  }

  @Test func `signs tell apart what is pure and what violates`() {
    func cell(_ isPure: Bool, _ tenths: Int) -> String {
      ScheduleMap.Cell(
        prefix: "", example: "", letter: "C", isPure: isPure, tenths: tenths, beginning: "",
        words: "", isSingle: false
      ).sign
    }
    #expect(cell(true, 0) == "C ")
    #expect(cell(true, 10) == "C!")
    #expect(cell(false, 3) == "c3")
  }

  @Test func `every row of the table has a reason that can be read aloud`() throws {
    for settings in [
      [], [Variation.Setting.choice("kernel", "v5.11")], [.choice("kernel", "v6.12")],
    ] {
      let rows = try Playing.scenario(Self.flagship).mutations(.init(settings))
      for row in rows {
        #expect(row.reason.count > 20, "\(row.name ?? "")")
        #expect(row.short.count < 50, "\(row.short)")
        #expect(!row.reason.contains("  "), "\(row.reason)")
        // Only what shows something that the model as it is does not show can be played.
        #expect(row.schedule == nil || row.tone == .bad, "\(row.name ?? "")")
      }
    }
  }
}
