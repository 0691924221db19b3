/// What a search found of the states of one rank, in the order of their numbers: where each leads,
/// and what is wrong with it. 14 bytes a state for two lanes; the states themselves are forgotten.
///
/// Workers take numbers in blocks and may leave some of their last ones unused. Such a number has no
/// steps and nothing wrong, and no step leads to it.
struct Layer: @unchecked Sendable {
  /// What is wrong with a state: bits 0 to 12 are properties.
  enum Flag {
    static let propertiesMax = 13
    static let deadlock: UInt16 = 1 << 13
    static let heldLock: UInt16 = 1 << 14
    /// A step that the model cannot make leads out of it.
    static let fault: UInt16 = 1 << 15
  }

  /// Behind the last number.
  let width: Int
  let stateCount: Int
  let laneCount: Int
  /// For each state and lane: the number of the next state in its layer.
  let links: UnsafeMutablePointer<UInt32>
  /// For each state and lane: how many ranks further on; 0 for no step.
  let distances: UnsafeMutablePointer<UInt16>
  let flags: UnsafeMutablePointer<UInt16>

  /// A layer that says nothing yet: ``clear(_:)`` each block first.
  init(width: Int, stateCount: Int, laneCount: Int) {
    self.width = width
    self.stateCount = stateCount
    self.laneCount = laneCount
    links = .allocate(capacity: width * laneCount)
    distances = .allocate(capacity: width * laneCount)
    flags = .allocate(capacity: width)
  }

  /// Takes all steps and flags of a block of states away.
  func clear(_ block: Int) {
    let first = block * Bucket.block
    let count = min(Bucket.block, width - first)
    (links + first * laneCount).initialize(repeating: 0, count: count * laneCount)
    (distances + first * laneCount).initialize(repeating: 0, count: count * laneCount)
    (flags + first).initialize(repeating: 0, count: count)
  }

  func free() {
    links.deallocate()
    distances.deallocate()
    flags.deallocate()
  }

  var bytes: Int { stateCount * (6 * laneCount + 2) }
}
