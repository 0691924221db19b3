/// What one worker holds: the states that it owns, and what it has for the others.
struct Hand: @unchecked Sendable {
  typealias Missing = (slot: Int, value: Int32)

  /// By rank; nil where there are none, and for ranks that are done.
  private(set) var buckets: [Bucket?]
  /// For each other worker, states that are its own.
  var letters: [Letters]
  /// Values that had no room.
  var missing: [Missing] = []
  /// Final states that were found since the last look.
  var ends: [StateGraph.End] = []
  /// Which operations have run.
  let ran: UnsafeMutablePointer<Bool>
  let stack: UnsafeMutablePointer<Int32>
  private(set) var stateCount = 0

  init(workers: Int, ranks: Int, operations: Int, stack: Int) {
    buckets = Array(repeating: nil, count: ranks)
    letters = Array(repeating: Letters(), count: workers)
    ran = .allocate(capacity: max(1, operations))
    ran.initialize(repeating: false, count: max(1, operations))
    self.stack = .allocate(capacity: stack)
    self.stack.initialize(repeating: 0, count: stack)
  }

  func free() {
    for bucket in buckets { bucket?.free() }
    ran.deallocate()
    stack.deallocate()
  }

  var bytes: Int { buckets.reduce(0) { $0 + ($1?.bytes ?? 0) } }

  /// The index of a state among those of its rank.
  @inline(__always)
  mutating func insert(
    _ state: UnsafePointer<UInt64>, _ rank: Int, _ hash: UInt64, _ words: Int
  ) -> Int {
    if buckets[rank] == nil { buckets[rank] = Bucket(words: words) }
    let before = buckets[rank]?.count ?? 0
    let index = buckets[rank]?.insert(state, hash: hash) ?? 0
    if index == before { stateCount += 1 }
    return index
  }

  mutating func close(_ rank: Int) {
    buckets[rank]?.free()
    buckets[rank] = nil
  }

  mutating func repack(_ layout: Layout, _ other: Layout, from rank: Int) {
    for index in rank..<buckets.count {
      guard let bucket = buckets[index] else { continue }
      buckets[index] = bucket.repacked(layout, other)
      bucket.free()
    }
    missing = []
    for index in letters.indices { letters[index].removeAll(keepingCapacity: true) }
  }

  /// Takes states in that another worker has made, and tells their parents' layer their numbers.
  mutating func take(
    _ letters: Letters, from layer: Layer, _ rank: Int, _ words: Int, _ worker: Int
  ) {
    let workers = self.letters.count
    letters.states.withUnsafeBufferPointer { states in
      guard let base = states.baseAddress else { return }
      for (letter, parent) in letters.parents.enumerated() {
        let state = base + letter * words
        let index = insert(
          state, rank + Int(layer.distances[Int(parent)]), Bucket.hash(state, words), words)
        layer.links[Int(parent)] = UInt32(index * workers + worker)
      }
    }
  }
}

/// States on their way to their owner, each with the place in its parent's layer that waits for it.
struct Letters: Sendable {
  var states: [UInt64] = []
  var parents: [UInt32] = []

  mutating func removeAll(keepingCapacity: Bool) {
    states.removeAll(keepingCapacity: keepingCapacity)
    parents.removeAll(keepingCapacity: keepingCapacity)
  }
}
