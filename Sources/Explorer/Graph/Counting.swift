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
  init?(_ graph: StateGraph, bits: [Int], keepsAll: Bool, _ workers: Workers) {
    let width = 2 + bits.count
    let values = Self.empty(graph.layers.count)
    defer {
      for numbers in values { Self.free(numbers) }
      values.deallocate()
    }
    let lowest = Self.lowestBefore(graph)
    var done: [[Int]] = Array(repeating: [], count: graph.layers.count)
    for (rank, low) in lowest.enumerated() where low < rank { done[low].append(rank) }
    for (rank, layer) in graph.layers.enumerated().reversed() {
      guard let layer else { continue }
      values[rank] = .allocate(capacity: layer.width * width)
      values[rank].initialize(repeating: Number(small: 0))
      guard Self.count(rank, layer, bits, values, workers) else { return nil }
      guard !keepsAll else { continue }
      for index in done[rank] {
        Self.free(values[index])
        values[index] = Self.none
      }
    }
    let first = values[graph.start.rank]
    let at = graph.start.number * width
    (total, bad) = (first[at], first[at + 1])
    byBit = bits.indices.map { first[at + 2 + $0] }
    kept = keepsAll ? values.map(Array.init) : []
    self.width = width
  }

  /// Numbers by rank, for several threads to write to.
  private typealias Ranks = UnsafeMutableBufferPointer<UnsafeMutableBufferPointer<Number>>
  private static var none: UnsafeMutableBufferPointer<Number> { .init(start: nil, count: 0) }

  private static func empty(_ ranks: Int) -> Ranks {
    let values = Ranks.allocate(capacity: ranks)
    values.initialize(repeating: none)
    return values
  }

  private static func free(_ numbers: UnsafeMutableBufferPointer<Number>) {
    numbers.deinitialize()
    numbers.deallocate()
  }

  /// Counts one rank, from the ranks behind it; false when a number does not fit.
  private static func count(
    _ rank: Int, _ layer: Layer, _ bits: [Int], _ values: Ranks, _ workers: Workers
  ) -> Bool {
    nonisolated(unsafe) let values = values
    let size = 1 << 14
    let parts = (layer.width + size - 1) / size
    guard workers.count > 1, parts > 1 else {
      return count(0..<layer.width, of: rank, layer, bits, values)
    }
    let round = Round(Array(0..<parts))
    workers.run { _ in
      while let part = round.take() {
        let range = part * size..<min((part + 1) * size, layer.width)
        if !count(range, of: rank, layer, bits, values) { round.fail() }
      }
    }
    return !round.hasFailed
  }

  private static func count(
    _ range: Range<Int>, of rank: Int, _ layer: Layer, _ bits: [Int], _ values: Ranks
  ) -> Bool {
    let (one, width) = (Number(small: 1), 2 + bits.count)
    let mine = values[rank]
    var fits = true
    for number in range {
      let at = number * width
      var hasStep = false
      for lane in 0..<layer.laneCount {
        let edge = number * layer.laneCount + lane
        let distance = Int(layer.distances[edge])
        if distance > 0 {
          hasStep = true
          let (from, behind) = (Int(layer.links[edge]) * width, values[rank + distance])
          for offset in 0..<width where !mine[at + offset].add(behind[from + offset]) {
            fits = false
          }
        } else if layer.links[edge] == .max {
          hasStep = true
          if !mine[at].add(one) || !mine[at + 1].add(one) { fits = false }
          for (offset, bit) in bits.enumerated() where bit == 15 {
            if !mine[at + 2 + offset].add(one) { fits = false }
          }
        }
      }
      if !hasStep { mine[at] = one }
      let broken = layer.flags[number] & ~Layer.Flag.fault
      if broken != 0 {
        mine[at + 1] = mine[at]
        for (offset, bit) in bits.enumerated() where broken & 1 << UInt16(bit) != 0 {
          mine[at + 2 + offset] = mine[at]
        }
      }
    }
    return fits
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
      guard let layer else { continue }
      for edge in 0..<layer.width * layer.laneCount where layer.distances[edge] > 0 {
        let target = rank + Int(layer.distances[edge])
        if lowest[target] > rank { lowest[target] = rank }
      }
    }
    return lowest
  }
}
