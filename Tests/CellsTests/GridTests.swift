import Cells
import TestSupport
import Testing

private let red = Style(
  foreground: Color(rgb: (213, 94, 0), indexed: 166, basic: 1), attributes: .bold)
private let blue = Style(background: Color(rgb: (0, 114, 178), indexed: 25, basic: 12))

struct GridTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    var text: String
    var x: Int
    var maxWidth: Int?
    var row: String
    var written: Int
    var testDescription: String { name }
  }

  @Test(arguments: [
    Case(name: "inside", text: "ab", x: 1, row: " ab", written: 2),
    Case(name: "over the right edge", text: "abcd", x: 4, row: "    ab", written: 2),
    Case(name: "beyond the right edge", text: "ab", x: 6, row: "", written: 0),
    Case(name: "over the left edge", text: "abcd", x: -2, row: "cd", written: 2),
    Case(name: "beyond the left edge", text: "ab", x: -2, row: "", written: 0),
    Case(name: "wide over the right edge", text: "a者", x: 4, row: "    a", written: 2),
    Case(name: "wide over the left edge", text: "者a", x: -1, row: " a", written: 2),
    Case(name: "narrowed", text: "abcd", x: 1, maxWidth: 2, row: " ab", written: 2),
    Case(name: "narrowed through a wide one", text: "a者b", x: 0, maxWidth: 2, row: "a", written: 2),
    Case(name: "no room", text: "ab", x: 0, maxWidth: 0, row: "", written: 0),
    Case(name: "a width less than none", text: "ab", x: 0, maxWidth: -3, row: "", written: 0),
    Case(name: "no end", text: "ab", x: 1, maxWidth: .max, row: " ab", written: 2),
    Case(name: "far away", text: "ab", x: .min, row: "", written: 0),
  ])
  func `text is clipped at the edges`(_ c: Case) {
    var grid = Grid(width: 6, height: 1)
    let written = grid.write(c.text, x: c.x, y: 0, maxWidth: c.maxWidth)
    #expect(grid.rows() == [c.row])
    #expect(written == c.written)
  }

  @Test func `rows outside are left out`() {
    var grid = Grid(width: 3, height: 2)
    let above = grid.write("abc", x: 0, y: -1)
    let below = grid.write("abc", x: 0, y: 2)
    grid[5, 5] = Cell("x")
    #expect(above + below == 0)
    #expect(grid == Grid(width: 3, height: 2))
  }

  @Test func `half a wide character becomes a space`() {
    var grid = Grid(width: 6, height: 2)
    grid.write("者者", x: 0, y: 0)
    grid.write("x", x: 1, y: 0)
    grid.write("y", x: 2, y: 0)
    #expect(grid.rows()[0] == " xy")
    grid.write("者者", x: 0, y: 1)
    grid.write("作", x: 1, y: 1)
    #expect(grid.rows()[1] == " 作")
    #expect(grid[2, 1].isContinuation)
    #expect(grid[3, 1] == .blank)
  }

  @Test func `fills, lines and areas are clipped`() {
    var grid = Grid(width: 5, height: 3)
    grid.fill(Rect(x: -2, y: -2, width: 4, height: 4), with: "#")
    grid.horizontalLine(x: 3, y: 2, length: 9)
    grid.verticalLine(x: 4, y: -5, length: 20)
    #expect(grid.rows() == ["##  │", "##  │", "   ─│"])
    grid.fill(Rect(x: 0, y: 0, width: 5, height: 1), with: "者")
    #expect(grid.rows()[0] == "者者")
    grid.fill(Rect(x: 0, y: 0, width: -4, height: 2), with: "z")
    #expect(grid.rows()[0] == "者者")
  }

  @Test func `an ASCII grid holds ASCII only`() {
    var grid = Grid(width: 8, height: 1, charset: .ascii)
    grid.write("é者\u{1B}", x: 0, y: 0)
    grid.fill(Rect(x: 5, y: 0, width: 1, height: 1), with: "─")
    grid[6, 0] = Cell("é")
    #expect(grid.rows() == ["???? ??"])
  }

  @Test func `a grid is drawn into another`() {
    var small = Grid(width: 4, height: 1)
    small.write("者者", x: 0, y: 0, style: blue)
    var grid = Grid(width: 5, height: 1)
    grid.draw(small, x: -1, y: 0)
    #expect(grid.rows() == [" 者"])
    grid.draw(small, x: 2, y: 0)
    #expect(grid.rows() == [" " + " 者"])
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `changes turn the old picture into the new`(seed: UInt64) {
    var rng = SplitMix64(seed: seed)
    var old = Grid(width: 17, height: 5)
    scribble(on: &old, times: 12, using: &rng)
    var new = old
    scribble(on: &new, times: Int.random(in: 0...4, using: &rng), using: &rng)
    let changes = new.changes(since: old)
    var painted = old
    for change in changes {
      let run = Array(new.cells(of: change))
      #expect(run.first?.isContinuation == false)
      if run.last?.columns == 2 { Issue.record("the run ends inside a wide character") }
      for (offset, cell) in run.enumerated() where !cell.isContinuation {
        painted[change.columns.lowerBound + offset, change.row] = cell
      }
    }
    #expect(painted == new)
    #expect(changes.isEmpty == (old == new))
    #expect(new.changes(since: new).isEmpty)
    #expect(new.changes(since: Grid(width: 4, height: 4)).count == new.height)
    checkWholeness(of: new)
  }

  @Test func `one changed cell is one run`() {
    let old = Grid(width: 100, height: 40)
    var new = old
    new.write("x", x: 40, y: 20)
    new.write("者", x: 50, y: 20)
    #expect(
      new.changes(since: old) == [
        Change(row: 20, columns: 40..<41), Change(row: 20, columns: 50..<52),
      ])
  }

  @Test func `two planes`() throws {
    var grid = Grid(width: 20, height: 4)
    grid.write("CPU 0  \u{1B}[31m作者", x: 0, y: 0, style: red)
    grid.write("CPU 1", x: 3, y: 1, style: blue.adding([.underline, .dim]))
    grid.fill(Rect(x: 0, y: 3, width: 4, height: 1), style: blue)
    try expectGolden(grid.golden(), "two-planes.txt")
    var all = ""
    for depth in ColorDepth.allCases {
      all += "\(depth.rawValue)\n" + grid.ansi(depth: depth).replacing("\u{1B}", with: "␛")
    }
    try expectGolden(all, "ansi.txt")
    #expect(grid.plainText == "CPU 0  ␛[31m作者\n   CPU 1\n\n\n")
  }

  private func scribble(on grid: inout Grid, times: Int, using rng: inout SplitMix64) {
    for _ in 0..<times {
      let style = [Style.plain, red, blue].randomElement(using: &rng) ?? .plain
      let x = Int.random(in: -3...18, using: &rng)
      let y = Int.random(in: -1...5, using: &rng)
      let area = Rect(x: x, y: y, width: Int.random(in: 0...9, using: &rng), height: 2)
      switch Int.random(in: 0..<3, using: &rng) {
      case 0:
        grid.fill(area, with: ["作", "─", " "].randomElement(using: &rng) ?? " ", style: style)
      default: grid.write(randomText(using: &rng), x: x, y: y, style: style)
      }
    }
  }

  /// Every wide character has its right half, in its style, and no half is alone.
  private func checkWholeness(of grid: Grid) {
    for y in 0..<grid.height {
      var wide: Style?
      for x in 0..<grid.width {
        let cell = grid[x, y]
        #expect(cell.isContinuation == (wide != nil))
        if let wide { #expect(cell.style == wide) }
        wide = cell.columns == 2 ? cell.style : nil
      }
      #expect(wide == nil)
    }
  }
}
