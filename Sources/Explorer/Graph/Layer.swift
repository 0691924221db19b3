internal import RaceModel

/// What one worker found of the states of one rank, in the order of their numbers: where each leads,
/// and what is wrong with it. 14 bytes a state for two lanes; the states themselves are forgotten.
struct Layer: @unchecked Sendable {
  /// What is wrong with a state: bits 0 to 12 are properties.
  enum Flag {
    static let propertiesMax = Model.propertiesMax
    static let deadlock: UInt16 = 1 << 13
    static let heldLock: UInt16 = 1 << 14
    /// A step that the model cannot make leads out of it.
    static let fault: UInt16 = 1 << 15
  }

  let count: Int
  let laneCount: Int
  /// For each state and lane: the number of the next state in its layer. Workers take turns: state
  /// `n` of worker `w` of `k` has number `n × k + w`.
  let links: UnsafeMutablePointer<UInt32>
  /// For each state and lane: how many ranks further on; 0 for no step.
  let distances: UnsafeMutablePointer<UInt16>
  let flags: UnsafeMutablePointer<UInt16>

  init(count: Int, laneCount: Int) {
    self.count = count
    self.laneCount = laneCount
    links = .allocate(capacity: max(1, count * laneCount))
    links.initialize(repeating: 0, count: max(1, count * laneCount))
    distances = .allocate(capacity: max(1, count * laneCount))
    distances.initialize(repeating: 0, count: max(1, count * laneCount))
    flags = .allocate(capacity: max(1, count))
    flags.initialize(repeating: 0, count: max(1, count))
  }

  func free() {
    links.deallocate()
    distances.deallocate()
    flags.deallocate()
  }

  static func bytes(_ count: Int, _ laneCount: Int) -> Int { count * (6 * laneCount + 2) }
  var bytes: Int { Self.bytes(count, laneCount) }
}
