import RaceTrace

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
    /// Whether one run merely has it in addition, or at another time: what both touch stays alike.
    public var isAddition = false
    /// Whether it is none of the code under study: a harness's mark, or lost events.
    public var isAside = false
  }

  /// An item of each run that are one, or of one run alone.
  struct Pair: Hashable {
    var first: Int?
    var second: Int?
  }

  /// The most comparisons that are made.
  static let cellsMax = 4_000_000

  /// All steps, in order.
  public internal(set) var joints: [Joint]
  /// Where the runs part; nil when they never do.
  public internal(set) var parting: Parting?

  /// The indices of the steps at which the runs differ.
  public var differences: [Int] {
    joints.indices.filter { joints[$0].kind != .same && !joints[$0].isAside }
  }

  /// Aligns two lists of items; nil when they are too long.
  ///
  /// - Parameter agree: whether two items that are one did the same; asked in their order.
  /// - Complexity: O(*first* × *second*), without what both begin and end with
  init?(_ first: [Item], _ second: [Item], agree: (Int, Int) -> Bool) {
    guard let pairs = Self.pairs(first, second) else { return nil }
    joints = []
    var ends = (0, 0)
    for pair in pairs {
      if let index = pair.first { ends.0 = first[index].end }
      if let index = pair.second { ends.1 = second[index].end }
      var kind = pair.first == nil ? Joint.Kind.onlySecond : .onlyFirst
      if let one = pair.first, let other = pair.second {
        kind = agree(one, other) ? .same : .otherValues
      }
      let aside = [pair.first.map { first[$0].isAside }, pair.second.map { second[$0].isAside }]
      let joint = Joint(
        kind: kind, first: ends.0, second: ends.1, isAside: !aside.contains { $0 == false })
      append(joint)
    }
  }

  /// Several accesses of one event are one step: where one of them is matched, the event is.
  private mutating func append(_ joint: Joint) {
    guard let last = joints.last else { return joints.append(joint) }
    let isMatched = joint.kind == .same || joint.kind == .otherValues
    if last.first == joint.first, last.second == joint.second {
      if last.kind == .same, isMatched { joints[joints.count - 1].kind = joint.kind }
    } else if isMatched, last.kind == .onlyFirst, last.first == joint.first {
      joints[joints.count - 1] = joint
    } else if isMatched, last.kind == .onlySecond, last.second == joint.second {
      joints[joints.count - 1] = joint
    } else {
      joints.append(joint)
    }
  }

  /// The longest common subsequence with what lies between; nil when both are too long.
  static func pairs(_ first: [Item], _ second: [Item]) -> [Pair]? {
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
    guard rows * columns <= cellsMax else { return nil }
    let lengths = Self.lengths(first[start..<start + rows], second[start..<start + columns])
    var pairs = (0..<start).map { Pair(first: $0, second: $0) }
    var (a, b) = (start, start)
    let width = columns + 1
    while a < start + rows || b < start + columns {
      let (row, column) = (a - start, b - start)
      if row < rows, column < columns, first[a].key == second[b].key {
        pairs.append(Pair(first: a, second: b))
        (a, b) = (a + 1, b + 1)
      } else if column == columns
        || row < rows && lengths[(row + 1) * width + column] >= lengths[row * width + column + 1]
      {
        pairs.append(Pair(first: a))
        a += 1
      } else {
        pairs.append(Pair(second: b))
        b += 1
      }
    }
    return pairs + (0..<tail).map { Pair(first: a + $0, second: b + $0) }
  }

  /// The weights of the best common subsequences of all ends of both, row by row. An access counts
  /// for more than the text of an event without one.
  private static func lengths(_ first: ArraySlice<Item>, _ second: ArraySlice<Item>) -> [Int32] {
    let width = second.count + 1
    var table = [Int32](repeating: 0, count: (first.count + 1) * width)
    for row in stride(from: first.count - 1, through: 0, by: -1) {
      let key = first[first.startIndex + row].key
      let weight: Int32 = first[first.startIndex + row].access == nil ? 1 : 2
      for column in stride(from: second.count - 1, through: 0, by: -1) {
        table[row * width + column] =
          key == second[second.startIndex + column].key
          ? table[(row + 1) * width + column + 1] + weight
          : max(table[(row + 1) * width + column], table[row * width + column + 1])
      }
    }
    return table
  }

  /// An event of a run, or one of its accesses.
  struct Item: Hashable {
    /// What makes it the same in both runs.
    struct Key: Hashable {
      var lane: Int
      /// The statement, or the place and what is done to it.
      var text: String
    }
    var key: Key
    /// The number of events up to and with it.
    var end: Int
    /// Whether it is none of the code under study.
    var isAside = false
    /// The access that it is; nil for a whole event.
    var access: Operation?

    var position: Int { end - 1 }
  }
}
