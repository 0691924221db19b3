/// For each state, the best way from it to something that is wrong.
///
/// Cost is one number: for the shortest way the steps, for the way with the fewest switches the
/// switches between lanes in the high half and the steps in the low half. Of ways that cost the same
/// the one that lets the lower lane go first is taken, so that the answer is always the same.
struct Witnesses {
  private static let none = UInt32.max
  private let graph: StateGraph
  /// By rank; for each number and last lane (plus one for none) the cost.
  private var costs: [[UInt32]]
  private let width: Int
  private let mask: UInt16
  private let switchCost: UInt32

  /// - Parameters:
  ///   - mask: the bits of flags that count as wrong.
  ///   - countsSwitches: whether switches weigh more than steps.
  /// - Complexity: O(*states*) in time; in memory 4 bytes a state, or 4 for each lane when switches
  ///   count.
  init(_ graph: StateGraph, mask: UInt16, countsSwitches: Bool) {
    self.graph = graph
    self.mask = mask
    switchCost = countsSwitches ? 1 << 16 : 0
    width = countsSwitches ? graph.laneCount : 1
    costs = Array(repeating: [], count: graph.layers.count)
    for (rank, layer) in graph.layers.enumerated().reversed() {
      if let layer { costs[rank] = costs(of: rank, layer) }
    }
  }

  private func costs(of rank: Int, _ layer: Layer) -> [UInt32] {
    var mine = Array(repeating: Self.none, count: layer.width * width)
    for number in 0..<layer.width {
      let isWrong = layer.flags[number] & mask & ~Layer.Flag.fault != 0
      for last in 0..<width {
        var best: UInt32 = isWrong ? 0 : Self.none
        for lane in 0..<(isWrong ? 0 : layer.laneCount) {
          best = min(best, cost(StateGraph.step(layer, number, lane, rank), lane, last))
        }
        mine[number * width + last] = best
      }
    }
    return mine
  }

  /// What it costs to go wrong by a step of `lane` behind one of `last`.
  private func cost(_ step: StateGraph.Step, _ lane: Int, _ last: Int) -> UInt32 {
    let own = 1 + (lane == last || width == 1 ? 0 : switchCost)
    switch step {
    case .none: return Self.none
    case .fault: return mask & Layer.Flag.fault != 0 ? own : Self.none
    case .to(let node):
      let at = node.number * width + (width == 1 ? 0 : lane)
      let rest = costs[node.rank].count > at ? costs[node.rank][at] : Self.none
      return rest == Self.none ? rest : rest + own
    }
  }

  /// The best way from the first state; nil when nothing is wrong.
  func best() -> (lanes: [Int], switches: Int)? {
    var node = graph.start
    // The first step of any lane is no switch.
    guard let first = (0..<width).min(by: { start($0) < start($1) }), start(first) != Self.none
    else { return nil }
    var last = first
    var lanes: [Int] = []
    while graph.flags(node) & mask & ~Layer.Flag.fault == 0 {
      let costs = (0..<graph.laneCount).map { cost(graph.step(node, $0), $0, last) }
      guard let lane = costs.indices.min(by: { costs[$0] < costs[$1] }), costs[lane] != Self.none
      else { break }
      lanes.append(lane)
      last = width == 1 ? 0 : lane
      guard case .to(let next) = graph.step(node, lane) else { break }
      node = next
    }
    return (lanes, Self.switches(lanes))
  }

  private func start(_ last: Int) -> UInt32 {
    costs[graph.start.rank].isEmpty
      ? Self.none : costs[graph.start.rank][graph.start.number * width + last]
  }

  static func switches(_ lanes: [Int]) -> Int {
    zip(lanes, lanes.dropFirst()).count { $0 != $1 }
  }
}
