public import BigInt

extension Futures {
  /// Schedules that begin alike.
  public struct Class: Hashable, Sendable {
    /// How they begin.
    public var prefix: [Int]
    /// How they can go on.
    public var prospect: Prospect
    /// How many of them end in each of ``Futures/outcomes``; the last number takes in all that
    /// follow.
    public var byOutcome: [BigUInt]
    /// One of them, to its end: one that breaks something if there is one, and of those one that
    /// changes the lane late.
    public var example: [Int]
  }

  /// Classes that begin with the same run of one lane.
  public struct ClassRow: Hashable, Sendable {
    /// Which lane runs first, or runs on.
    public var lane: Int
    /// How many steps it makes before the other takes over.
    public var length: Int
    /// The classes: in each the other lane makes one step more than in the one before.
    public var classes: [Class]
    /// Whether the last class takes in all that go on longer.
    public var isCut: Bool
  }

  /// How many outcomes are told apart in classes; the last number takes in the rest.
  public static let outcomesMax = 12

  /// All complete schedules that begin with `prefix`, by when the lanes change for the first and for
  /// the second time; or each by itself, when no row has more than `columns` of them.
  ///
  /// - Parameters:
  ///   - columns: the most classes in a row, at least 2.
  ///   - rowsMax: the most rows, at least 4.
  /// - Complexity: O(*states* + *columns* × *rows* × *steps*)
  public func rows(beginning prefix: [Int] = [], columns: Int, rowsMax: Int) -> [ClassRow] {
    precondition(columns > 1)
    precondition(rowsMax > 3)
    var way = start
    for lane in prefix {
      guard let next = go(way, lane) else { return [] }
      way = next
    }
    guard let counts = outcomeCounts() else { return [] }
    var cut = Cut(futures: self, counts: counts, columns: columns, rowsMax: rowsMax)
    cut.make(way, each: false)
    if cut.rows.allSatisfy({ $0.classes.reduce(0) { $0 + $1.prospect.total } <= columns }) {
      cut.make(way, each: true)
    }
    return cut.rows
  }

  private func outcomeCounts() -> (any KeptCounts)? {
    let width = max(1, min(ends.list.count, Self.outcomesMax))
    func count<Number: PathCount>(_ type: Number.Type) -> (any KeptCounts)? {
      OutcomeCounting<Number>(graph, ends, width: width)
    }
    return count(UInt64.self) ?? count(UInt128.self) ?? count(BigUInt.self)
  }

  /// The class of all that begin with `way`.
  fileprivate func group(_ way: Way, _ counts: any KeptCounts) -> Class {
    var byOutcome = way.node.flatMap { counts.at($0) } ?? []
    if way.node == nil {
      let width = max(1, min(ends.list.count, Self.outcomesMax))
      byOutcome = Array(repeating: 0, count: width)
      byOutcome[min(ends.ofFault ?? 0, width - 1)] = 1
    }
    return Class(
      prefix: way.lanes, prospect: prospect(way), byOutcome: byOutcome, example: example(way))
  }

  /// Goes on to an end that is as bad as can be.
  private func example(_ start: Way) -> [Int] {
    var way = start
    while true {
      let last = way.lanes.last ?? 0
      let order = [last] + (0..<graph.laneCount).filter { $0 != last }
      let ways = order.compactMap { go(way, $0) }
      guard let first = ways.first else { return way.lanes }
      way = ways.first { prospect($0).bad > 0 } ?? first
    }
  }
}

/// Cuts all schedules that begin with a way into rows of classes.
private struct Cut {
  let futures: Futures
  let counts: any KeptCounts
  let columns: Int
  let rowsMax: Int
  private(set) var rows: [Futures.ClassRow] = []

  init(futures: Futures, counts: any KeptCounts, columns: Int, rowsMax: Int) {
    self.futures = futures
    self.counts = counts
    self.columns = columns
    self.rowsMax = rowsMax
  }

  /// - Parameter each: whether every class is one schedule.
  mutating func make(_ way: Futures.Way, each: Bool) {
    rows = []
    guard let last = way.lanes.last else {
      // Either lane may begin. The first gets half of the rows.
      let lanes = Array(0..<futures.graph.laneCount)
      if ways(way).isEmpty { add(way, lane: 0, length: 0) }
      for lane in lanes {
        guard let next = futures.go(way, lane) else { continue }
        run(next, lane, from: 1, to: rowsMax * (lane + 1) / lanes.count, each)
      }
      return
    }
    run(way, last, from: 0, to: rowsMax, each)
  }

  /// Rows in which `lane` makes `length` steps and more.
  private mutating func run(
    _ start: Futures.Way, _ lane: Int, from length: Int, to rowsMax: Int, _ each: Bool
  ) {
    var (way, length) = (start, length)
    while true {
      let ways = ways(way)
      let others = ways.filter { $0.lanes.last != lane }
      guard !ways.isEmpty else { return add(way, lane: lane, length: length) }
      guard rows.count < rowsMax - 1 || others.count == ways.count else {
        return add(way, lane: lane, length: length, isCut: true)
      }
      if !others.isEmpty {
        let (classes, isCut) = each ? (singles(others), false) : classes(others)
        rows.append(
          Futures.ClassRow(lane: lane, length: length, classes: classes, isCut: isCut))
      }
      guard let next = ways.first(where: { $0.lanes.last == lane }) else { return }
      (way, length) = (next, length + 1)
    }
  }

  private mutating func add(
    _ way: Futures.Way, lane: Int, length: Int, isCut: Bool = false
  ) {
    rows.append(
      Futures.ClassRow(
        lane: lane, length: length, classes: [futures.group(way, counts)], isCut: isCut))
  }

  /// `way` with one step more, in each way that there is.
  private func ways(_ way: Futures.Way) -> [Futures.Way] {
    (0..<futures.graph.laneCount).compactMap { futures.go(way, $0) }
  }

  /// The classes of those that go on with the step that each of `starts` ends with: by how many more
  /// steps that lane makes.
  private func classes(_ starts: [Futures.Way]) -> ([Futures.Class], Bool) {
    var found: [Futures.Class] = []
    for start in starts {
      var way = start
      while true {
        let ways = ways(way)
        let here = ways.first { $0.lanes.last == way.lanes.last }
        guard !ways.isEmpty else {
          found.append(futures.group(way, counts))
          break
        }
        guard found.count < columns - 1 || here == nil else {
          return (found + [futures.group(way, counts)], true)
        }
        found += ways.filter { $0.lanes.last != way.lanes.last }
          .map { futures.group($0, counts) }
        guard let here else { break }
        way = here
      }
    }
    return (found, false)
  }

  /// Each schedule that begins with one of `starts`, in the order of their letters.
  private func singles(_ starts: [Futures.Way]) -> [Futures.Class] {
    starts.flatMap { start in
      let ways = ways(start)
      return ways.isEmpty ? [futures.group(start, counts)] : singles(ways)
    }
  }
}
