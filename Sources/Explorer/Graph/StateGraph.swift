internal import RaceModel

/// All states of a program that a search reached, as a graph without the states: layers by rank,
/// which is the sum of how far the lanes are. Every step leads to a higher rank.
///
/// A search fills it; afterwards nobody changes it.
final class StateGraph: @unchecked Sendable {
  /// A final state: all lanes ended, or nobody can move.
  struct End {
    var rank: Int
    var number: Int
    var flags: UInt16
  }

  /// One state.
  struct Node: Hashable {
    var rank: Int
    var number: Int
  }

  let workerCount: Int
  let laneCount: Int
  /// For each rank, one part for each worker; empty where there are no states.
  var layers: [[Layer]]
  var ends: [End] = []
  /// The value of each place's slot in each of them, one after another.
  var endValues: [Int32] = []
  var start = Node(rank: 0, number: 0)
  /// Whether the first state itself cannot be made.
  var startsWithFault = false

  init(workerCount: Int, laneCount: Int, rankCount: Int) {
    self.workerCount = workerCount
    self.laneCount = laneCount
    layers = Array(repeating: [], count: rankCount)
  }

  deinit { for layer in layers { for part in layer { part.free() } } }

  /// How long an array must be that has an element for each number of a rank.
  func width(_ rank: Int) -> Int {
    (layers[rank].map(\.count).max() ?? 0) * workerCount
  }

  var stateCount: Int { layers.reduce(0) { $0 + $1.reduce(0) { $0 + $1.count } } }

  var stepCount: Int {
    var count = 0
    for layer in layers {
      for part in layer {
        for index in 0..<part.count * laneCount where part.distances[index] != 0 { count += 1 }
      }
    }
    return count
  }

  /// A step of a state.
  enum Step {
    case none
    case fault
    case to(Node)
  }

  @inline(__always)
  static func step(_ part: Layer, _ index: Int, _ lane: Int, _ rank: Int) -> Step {
    let at = index * part.laneCount + lane
    let distance = Int(part.distances[at])
    guard distance > 0 else { return part.links[at] == .max ? .fault : .none }
    return .to(Node(rank: rank + distance, number: Int(part.links[at])))
  }

  /// The step of `lane` from `node`; none for a state that was not looked at.
  func step(_ node: Node, _ lane: Int) -> Step {
    guard let (part, index) = part(node) else { return .none }
    return Self.step(part, index, lane, node.rank)
  }

  func flags(_ node: Node) -> UInt16 {
    guard let (part, index) = part(node) else { return 0 }
    return part.flags[index]
  }

  private func part(_ node: Node) -> (Layer, Int)? {
    guard layers.indices.contains(node.rank), !layers[node.rank].isEmpty else { return nil }
    let part = layers[node.rank][node.number % workerCount]
    let index = node.number / workerCount
    return index < part.count ? (part, index) : nil
  }
}
