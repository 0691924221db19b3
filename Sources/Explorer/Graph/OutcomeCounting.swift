internal import BigInt

/// From each state on, how many schedules end in each outcome.
struct OutcomeCounting<Number: PathCount>: KeptCounts {
  private var values: [[Number]]
  private let width: Int

  /// Counts backwards from the ends. Nil when a number does not fit.
  ///
  /// - Parameter width: how many outcomes are told apart; the last one takes in all that follow.
  /// - Complexity: O(*states* × *width*)
  init?(_ graph: StateGraph, _ outcomes: Outcomes, width: Int) {
    let (zero, one) = (Number(small: 0), Number(small: 1))
    self.width = width
    values = Array(repeating: [], count: graph.layers.count)
    for rank in graph.layers.indices where graph.width(rank) > 0 {
      values[rank] = Array(repeating: zero, count: graph.width(rank) * width)
    }
    for (index, end) in graph.ends.enumerated() {
      values[end.rank][end.number * width + min(outcomes.ofEnd[index], width - 1)] = one
    }
    for rank in graph.layers.indices.reversed() {
      for number in 0..<values[rank].count / width {
        for lane in 0..<graph.laneCount {
          let at = number * width
          switch graph.step(StateGraph.Node(rank: rank, number: number), lane) {
          case .none: continue
          case .fault:
            let fault = min(outcomes.ofFault ?? 0, width - 1)
            guard values[rank][at + fault].add(one) else { return nil }
          case .to(let next):
            for offset in 0..<width {
              let more = values[next.rank][next.number * width + offset]
              guard values[rank][at + offset].add(more) else { return nil }
            }
          }
        }
      }
    }
  }

  func at(_ node: StateGraph.Node) -> [BigUInt]? {
    values[node.rank][node.number * width..<(node.number + 1) * width].map(\.big)
  }
}
