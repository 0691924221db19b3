/// An area of cells. Column and row 0 are at the top left.
public struct Rect: Hashable, Sendable {
  /// Leftmost column. May be negative, or beyond a grid: drawing is clipped, not refused.
  public var x: Int
  /// Topmost row.
  public var y: Int
  /// Columns; never negative.
  public private(set) var width: Int
  /// Rows; never negative.
  public private(set) var height: Int

  /// Makes an area; a negative side counts as 0, so that a layout which ran out of room needs no
  /// special case.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// The first column to the right of the area.
  public var maxX: Int { x + width }
  /// The first row below the area.
  public var maxY: Int { y + height }
  /// The columns of the area.
  public var columns: Range<Int> { x..<maxX }
  /// The rows of the area.
  public var rows: Range<Int> { y..<maxY }
  /// Whether there is no cell in it.
  public var isEmpty: Bool { width == 0 || height == 0 }

  /// Whether the cell at column `x` and row `y` is inside.
  public func contains(x: Int, y: Int) -> Bool { columns.contains(x) && rows.contains(y) }

  /// What the two areas share; empty if they do not meet.
  public func intersection(_ other: Rect) -> Rect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Rect(
      x: left, y: top,
      width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
  }

  /// The area without `left`, `top`, `right` and `bottom` cells at its edges.
  public func inset(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0) -> Rect {
    Rect(
      x: x + left, y: y + top, width: width - left - right, height: height - top - bottom)
  }

  /// Takes up to `rows` rows from the top; the area keeps the rest.
  public mutating func takeTop(_ rows: Int) -> Rect {
    let taken = min(max(0, rows), height)
    defer { self = Rect(x: x, y: y + taken, width: width, height: height - taken) }
    return Rect(x: x, y: y, width: width, height: taken)
  }

  /// Takes up to `rows` rows from the bottom; the area keeps the rest.
  public mutating func takeBottom(_ rows: Int) -> Rect {
    let taken = min(max(0, rows), height)
    height -= taken
    return Rect(x: x, y: maxY, width: width, height: taken)
  }

  /// Takes up to `columns` columns from the left; the area keeps the rest.
  public mutating func takeLeft(_ columns: Int) -> Rect {
    let taken = min(max(0, columns), width)
    defer { self = Rect(x: x + taken, y: y, width: width - taken, height: height) }
    return Rect(x: x, y: y, width: taken, height: height)
  }

  /// Takes up to `columns` columns from the right; the area keeps the rest.
  public mutating func takeRight(_ columns: Int) -> Rect {
    let taken = min(max(0, columns), width)
    width -= taken
    return Rect(x: maxX, y: y, width: taken, height: height)
  }
}
