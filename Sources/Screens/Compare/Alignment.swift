/// Two runs laid side by side: which events of one are events of the other. The longest common
/// subsequence of both decides, so that lanes and order count.
public struct Alignment: Hashable, Sendable {
  /// One step of both.
  public struct Joint: Hashable, Sendable {
    /// What the step is.
    public enum Kind: Hashable, Sendable {
      /// Both runs make it.
      case same
      /// Both make it, and it reads or changes other values.
      case otherValues
      /// Only the first run makes it.
      case onlyFirst
      /// Only the second run makes it.
      case onlySecond
    }
    /// What it is.
    public var kind: Kind
    /// The number of events of the first run behind it.
    public var first: Int
    /// The number of events of the second run behind it.
    public var second: Int
  }

  /// The most comparisons that are made.
  static let cellsMax = 4_000_000

  /// All steps, in order.
  public let joints: [Joint]

  /// The indices of the steps at which the runs differ.
  public var differences: [Int] { joints.indices.filter { joints[$0].kind != .same } }

  /// Aligns two lists of events; nil when they are too long.
  ///
  /// - Complexity: O(*first* × *second*), without what both begin and end with
  init?(_ first: [Item], _ second: [Item]) {
    var start = 0
    while start < min(first.count, second.count), first[start].key == second[start].key {
      start += 1
    }
    var tail = 0
    while tail < min(first.count, second.count) - start,
      first[first.count - 1 - tail].key == second[second.count - 1 - tail].key
    {
      tail += 1
    }
    let (rows, columns) = (first.count - start - tail, second.count - start - tail)
    guard rows * columns <= Self.cellsMax else { return nil }
    let lengths = Self.lengths(first[start..<start + rows], second[start..<start + columns])
    var joints: [Joint] = []
    var (a, b) = (0, 0)
    func add(_ kind: Joint.Kind) {
      joints.append(
        Joint(
          kind: kind, first: a == 0 ? 0 : first[a - 1].end, second: b == 0 ? 0 : second[b - 1].end))
    }
    func match() {
      a += 1
      b += 1
      add(first[a - 1].value == second[b - 1].value ? .same : .otherValues)
    }
    for _ in 0..<start { match() }
    let width = columns + 1
    while a < start + rows || b < start + columns {
      let (row, column) = (a - start, b - start)
      if row < rows, column < columns, first[a].key == second[b].key {
        match()
      } else if column == columns
        || row < rows && lengths[(row + 1) * width + column] >= lengths[row * width + column + 1]
      {
        a += 1
        add(.onlyFirst)
      } else {
        b += 1
        add(.onlySecond)
      }
    }
    for _ in 0..<tail { match() }
    self.joints = joints
  }

  /// The lengths of the longest common subsequences of all ends of both, row by row.
  private static func lengths(_ first: ArraySlice<Item>, _ second: ArraySlice<Item>) -> [Int32] {
    let width = second.count + 1
    var table = [Int32](repeating: 0, count: (first.count + 1) * width)
    for row in stride(from: first.count - 1, through: 0, by: -1) {
      let key = first[first.startIndex + row].key
      for column in stride(from: second.count - 1, through: 0, by: -1) {
        table[row * width + column] =
          key == second[second.startIndex + column].key
          ? table[(row + 1) * width + column + 1] + 1
          : max(table[(row + 1) * width + column], table[row * width + column + 1])
      }
    }
    return table
  }

  /// An event of a run.
  struct Item: Hashable {
    /// What makes it the same event in both runs.
    struct Key: Hashable {
      var lane: Int
      var text: String
    }
    var key: Key
    /// What it read and changed, or empty.
    var value: String
    /// The number of events up to and with it.
    var end: Int
  }
}
