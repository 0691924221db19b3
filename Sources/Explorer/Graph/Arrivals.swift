/// How many schedules lead to each end.
struct Arrivals<Number: PathCount> {
  /// For each final state, in the order of ``StateGraph/ends``.
  private(set) var all: [Number]
  /// Those of them that break nothing on the way.
  private(set) var clean: [Number]
  /// Schedules whose last step cannot be made.
  private(set) var faults = Number(small: 0)

  /// Counts forwards from the first state. Nil when a number does not fit.
  ///
  /// - Complexity: O(*states*)
  init?(_ graph: StateGraph) {
    let zero = Number(small: 0)
    all = Array(repeating: zero, count: graph.ends.count)
    clean = all
    // Two numbers a state: all schedules, and those that have broken nothing before it.
    var values: [[Number]] = graph.layers.indices.map { _ in [] }
    var endsByRank: [Int: [Int]] = [:]
    for (index, end) in graph.ends.enumerated() { endsByRank[end.rank, default: []].append(index) }
    values[graph.start.rank] = Array(repeating: zero, count: 2 * graph.width(graph.start.rank))
    for offset in 0...1 {
      values[graph.start.rank][2 * graph.start.number + offset] = Number(small: 1)
    }
    for rank in graph.layers.indices where !values[rank].isEmpty {
      let mine = values[rank]
      values[rank] = []
      for index in endsByRank[rank] ?? [] {
        let end = graph.ends[index]
        all[index] = mine[2 * end.number]
        if end.flags == 0 { clean[index] = mine[2 * end.number + 1] }
      }
      for number in 0..<mine.count / 2 where !mine[2 * number].isZero {
        let node = StateGraph.Node(rank: rank, number: number)
        let isClean = graph.flags(node) & ~Layer.Flag.fault == 0
        for lane in 0..<graph.laneCount {
          switch graph.step(node, lane) {
          case .none: continue
          case .fault: guard faults.add(mine[2 * number]) else { return nil }
          case .to(let next):
            if values[next.rank].isEmpty {
              values[next.rank] = Array(repeating: zero, count: 2 * graph.width(next.rank))
            }
            guard values[next.rank][2 * next.number].add(mine[2 * number]) else { return nil }
            if isClean { _ = values[next.rank][2 * next.number + 1].add(mine[2 * number + 1]) }
          }
        }
      }
    }
  }
}
