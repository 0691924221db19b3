internal import BigInt

/// The number of complete schedules from each state on, and of those that break each property.
///
/// A schedule is complete when nobody can move any more, or when the model itself fails.
struct Counting<Number: PathCount>: KeptCounts {
  /// From the first state.
  private(set) var total: Number
  /// Those that break something.
  private(set) var bad: Number
  /// For each bit of the flags, those that break just that.
  private(set) var byBit: [Number]
  /// By rank and number, if they were asked for.
  private let kept: [[Number]]
  private let width: Int

  /// Counts backwards from the ends. Nil when a number does not fit.
  ///
  /// - Parameter bits: the bits of flags that are asked about.
  /// - Complexity: O(*states* × *bits*) in time; in memory two numbers a state if they are kept, and
  ///   else only those of ranks that a lower one still leads to.
  init?(_ graph: StateGraph, bits: [Int], keepsAll: Bool) {
    let width = 2 + bits.count
    var values: [[Number]] = Array(repeating: [], count: graph.layers.count)
    let lowest = Self.lowestBefore(graph)
    var done: [[Int]] = Array(repeating: [], count: graph.layers.count)
    for (rank, low) in lowest.enumerated() where low < rank { done[low].append(rank) }
    for rank in graph.layers.indices.reversed() where !graph.layers[rank].isEmpty {
      guard let mine = Self.rank(rank, graph, bits, values) else { return nil }
      values[rank] = mine
      if !keepsAll { for index in done[rank] { values[index] = [] } }
    }
    let first = values[graph.start.rank]
    let at = graph.start.number * width
    (total, bad) = (first[at], first[at + 1])
    byBit = bits.indices.map { first[at + 2 + $0] }
    kept = keepsAll ? values : []
    self.width = width
  }

  /// The numbers of one rank, from those of the ranks behind it.
  private static func rank(
    _ rank: Int, _ graph: StateGraph, _ bits: [Int], _ values: [[Number]]
  ) -> [Number]? {
    let (one, width) = (Number(small: 1), 2 + bits.count)
    var mine = Array(repeating: Number(small: 0), count: graph.width(rank) * width)
    var fits = true
    for (worker, part) in graph.layers[rank].enumerated() {
      for index in 0..<part.count {
        let at = (index * graph.workerCount + worker) * width
        var hasStep = false
        for lane in 0..<part.laneCount {
          let edge = index * part.laneCount + lane
          let distance = Int(part.distances[edge])
          if distance > 0 {
            hasStep = true
            let from = Int(part.links[edge]) * width
            values[rank + distance].withUnsafeBufferPointer { behind in
              guard !behind.isEmpty else { return }
              for offset in 0..<width where !mine[at + offset].add(behind[from + offset]) {
                fits = false
              }
            }
          } else if part.links[edge] == .max {
            hasStep = true
            if !mine[at].add(one) || !mine[at + 1].add(one) { fits = false }
            for (offset, bit) in bits.enumerated() where bit == 15 {
              if !mine[at + 2 + offset].add(one) { fits = false }
            }
          }
        }
        if !hasStep { mine[at] = one }
        let broken = part.flags[index] & ~Layer.Flag.fault
        if broken != 0 {
          mine[at + 1] = mine[at]
          for (offset, bit) in bits.enumerated() where broken & 1 << UInt16(bit) != 0 {
            mine[at + 2 + offset] = mine[at]
          }
        }
      }
    }
    return fits ? mine : nil
  }

  /// The numbers of a state, if they were kept: all, bad, and those of each bit.
  func at(_ node: StateGraph.Node) -> [BigUInt]? {
    guard kept.indices.contains(node.rank), kept[node.rank].count > node.number * width else {
      return nil
    }
    return kept[node.rank][node.number * width..<(node.number + 1) * width].map(\.big)
  }

  /// For each rank, the lowest one with a step into it.
  private static func lowestBefore(_ graph: StateGraph) -> [Int] {
    var lowest = Array(graph.layers.indices)
    for (rank, layer) in graph.layers.enumerated() {
      for part in layer {
        for index in 0..<part.count * part.laneCount where part.distances[index] > 0 {
          let target = rank + Int(part.distances[index])
          if lowest[target] > rank { lowest[target] = rank }
        }
      }
    }
    return lowest
  }
}
