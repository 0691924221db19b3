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

  let laneCount: Int
  /// By rank; nil where there are no states.
  var layers: [Layer?]
  var ends: [End] = []
  /// The value of each place's slot in each of them, one after another.
  var endValues: [Int32] = []
  var start = Node(rank: 0, number: 0)
  /// Whether the first state itself cannot be made.
  var startsWithFault = false

  init(laneCount: Int, rankCount: Int) {
    self.laneCount = laneCount
    layers = Array(repeating: nil, count: rankCount)
  }

  deinit { for layer in layers { layer?.free() } }

  /// How long an array must be that has an element for each number of a rank.
  func width(_ rank: Int) -> Int { layers[rank]?.width ?? 0 }

  var bytes: Int { layers.reduce(0) { $0 + ($1?.bytes ?? 0) } }

  var stateCount: Int { layers.reduce(0) { $0 + ($1?.stateCount ?? 0) } }

  var stepCount: Int {
    var count = 0
    for case let layer? in layers {
      for index in 0..<layer.width * laneCount where layer.distances[index] != 0 { count += 1 }
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
  static func step(_ layer: Layer, _ number: Int, _ lane: Int, _ rank: Int) -> Step {
    let at = number * layer.laneCount + lane
    let distance = Int(layer.distances[at])
    guard distance > 0 else { return layer.links[at] == .max ? .fault : .none }
    return .to(Node(rank: rank + distance, number: Int(layer.links[at])))
  }

  /// The step of `lane` from `node`; none for a state that was not looked at.
  func step(_ node: Node, _ lane: Int) -> Step {
    guard let layer = layer(node) else { return .none }
    return Self.step(layer, node.number, lane, node.rank)
  }

  func flags(_ node: Node) -> UInt16 {
    layer(node)?.flags[node.number] ?? 0
  }

  private func layer(_ node: Node) -> Layer? {
    guard layers.indices.contains(node.rank), let layer = layers[node.rank] else { return nil }
    return node.number < layer.width ? layer : nil
  }
}
