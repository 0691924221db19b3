import Cells
import Testing

struct StyleTests {
  static func color(_ basic: UInt8) -> Color { Color(rgb: (1, 2, 3), indexed: 200, basic: basic) }

  @Test func `a colour keeps its three forms`() {
    let color = Color(rgb: (0xE6, 0x9F, 0), indexed: 214, basic: 11)
    #expect(color.rgb == (0xE6, 0x9F, 0))
    #expect(color.indexed == 214)
    #expect(color.basic == 11)
    #expect(color.hex == "#e69f00")
    #expect(Color(rgb: (0, 0, 0), indexed: 0, basic: 0) != .standard)
  }

  @Test func `eight colours stay readable`() {
    func down(_ foreground: Color, _ background: Color) -> PaletteStyle {
      PaletteStyle(Style(foreground: foreground, background: background), depth: .eight)
    }
    let bright = down(Self.color(12), .standard)
    #expect(bright.foreground == 4)
    #expect(bright.background == nil)
    #expect(bright.attributes == .bold)
    // Bright black on a black console would be black on black.
    #expect(down(Self.color(8), Self.color(0)).foreground == 7)
    // Two blues that become one.
    #expect(down(Self.color(12), Self.color(4)).foreground == 7)
    #expect(down(Self.color(15), Self.color(7)).foreground == 0)
    #expect(down(Self.color(4), Self.color(4)).foreground == 4)
  }

  @Test(arguments: [
    (0, ColorDepth.none), (2, .none), (8, .eight), (16, .sixteen), (88, .sixteen),
    (256, .palette), (1 << 24, .truecolor),
  ])
  func `depth of a terminal`(_ colors: Int, _ depth: ColorDepth) {
    #expect(ColorDepth(colors: colors) == depth)
  }

  @Test func `areas are taken from the edges`() {
    var area = Rect(x: 1, y: 1, width: 10, height: 5)
    let top = area.takeTop(2)
    let bottom = area.takeBottom(1)
    let left = area.takeLeft(3)
    let right = area.takeRight(99)
    #expect(top == Rect(x: 1, y: 1, width: 10, height: 2))
    #expect(bottom == Rect(x: 1, y: 5, width: 10, height: 1))
    #expect(left == Rect(x: 1, y: 3, width: 3, height: 2))
    #expect(right == Rect(x: 4, y: 3, width: 7, height: 2))
    #expect(area.isEmpty)
  }
}
