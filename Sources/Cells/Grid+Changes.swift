extension Grid {
  /// The cells to repaint to turn `old` into this grid, from the top, left to right. If the sizes
  /// differ, that is all of them.
  ///
  /// - Complexity: O(*width* × *height*)
  public func changes(since old: Grid) -> [Change] {
    guard width > 0 else { return [] }
    guard size == old.size else { return (0..<height).map { Change(row: $0, columns: 0..<width) } }
    var changes: [Change] = []
    cells.withUnsafeBufferPointer { new in
      old.cells.withUnsafeBufferPointer { old in
        for row in 0..<height {
          let start = row * width
          var x = 0
          while x < width {
            guard new[start + x] != old[start + x] else {
              x += 1
              continue
            }
            var first = x
            if new[start + first].isContinuation { first -= 1 }
            while x < width, new[start + x] != old[start + x] || new[start + x].isContinuation {
              x += 1
            }
            append(Change(row: row, columns: first..<x), to: &changes)
          }
        }
      }
    }
    return changes
  }

  /// Adds a run; one that touches the last becomes part of it.
  private func append(_ change: Change, to changes: inout [Change]) {
    if let last = changes.last, last.row == change.row,
      last.columns.upperBound >= change.columns.lowerBound
    {
      changes[changes.count - 1].columns = last.columns.lowerBound..<change.columns.upperBound
    } else {
      changes.append(change)
    }
  }

  /// The cells of one run.
  ///
  /// - Complexity: O(1)
  public func cells(of change: Change) -> ArraySlice<Cell> {
    let start = change.row * width
    return cells[start + change.columns.lowerBound..<start + change.columns.upperBound]
  }
}
