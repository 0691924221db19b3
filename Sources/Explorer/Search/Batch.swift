/// States that a worker has made and puts in together: their places in the tables are looked up
/// first, all at once, since each is most likely a wait for memory.
struct Batch {
  private static let size = 32
  private let memory: UnsafeMutablePointer<UInt64>
  private var count = 0
  private let words: Int
  private let frontier: Frontier
  private let numbers: UnsafeMutablePointer<Numbers>
  /// Where the numbers of the states are waited for.
  private let layer: Layer
  private let isShared: Bool
  /// What the looks ahead read, so that they are made.
  private var touched: UInt64 = 0
  /// Ranks that had no room.
  private(set) var full: [Int] = []

  init(_ frontier: Frontier, _ layer: Layer, words: Int, worker: Int, isShared: Bool) {
    (self.frontier, self.layer, self.words, self.isShared) = (frontier, layer, words, isShared)
    numbers = frontier.numbers(of: worker)
    memory = .allocate(capacity: Self.size * (words + 3))
  }

  func free() { memory.deallocate() }

  /// Puts a state in soon; `parent` is the link in the layer that waits for its number.
  @inline(__always)
  mutating func add(_ state: UnsafePointer<UInt64>, _ rank: Int, parent: Int) {
    let at = memory + count * (words + 3)
    at[0] = Bucket.hash(state, words)
    at[1] = UInt64(rank)
    at[2] = UInt64(parent)
    for word in 0..<words { at[3 + word] = state[word] }
    count += 1
    if count == Self.size { flush() }
  }

  /// Puts in what waits.
  mutating func flush() {
    let (size, buckets) = (words + 3, frontier.buckets)
    for number in 0..<count {
      let at = memory + number * size
      touched &+= buckets[Int(at[1])].entry(hash: at[0])
    }
    for number in 0..<count {
      let at = memory + number * size
      let rank = Int(at[1])
      touched &+= buckets[rank].glance(buckets[rank].entry(hash: at[0]), at[0])
    }
    for number in 0..<count {
      let at = memory + number * size
      if let number = insert(at + 3, Int(at[1]), at[0]) {
        layer.links[Int(at[2])] = UInt32(truncatingIfNeeded: number)
      }
    }
    count = 0
  }

  @inline(__always)
  private mutating func insert(
    _ state: UnsafePointer<UInt64>, _ rank: Int, _ hash: UInt64
  ) -> Int? {
    while true {
      if let number = frontier.buckets[rank].insert(
        state, hash: hash, &numbers[rank], isShared: isShared)
      {
        return number
      }
      guard !isShared else {
        full.append(rank)
        return nil
      }
      frontier.grow(rank, atLeast: layer.width / 2)
    }
  }
}
