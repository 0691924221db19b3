/// A run of cells in one row that differ from an earlier picture. It never begins or ends inside a
/// wide character.
public struct Change: Hashable, Sendable {
  /// The row, 0 at the top.
  public var row: Int
  /// The columns.
  public var columns: Range<Int>

  /// Makes a run.
  public init(row: Int, columns: Range<Int>) {
    self.row = row
    self.columns = columns
  }
}
