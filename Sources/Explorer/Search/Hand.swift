/// What one worker holds: the states that it owns, and what it has for the others.
struct Hand: @unchecked Sendable {
  typealias Missing = (slot: Int, value: Int32)

  /// By rank; nil where there are none, and for ranks that are done.
  let buckets: UnsafeMutableBufferPointer<Bucket?>
  /// For each other worker, states that are its own.
  var letters: [Letters]
  /// Values that had no room.
  var missing: [Missing] = []
  /// Final states that were found since the last look.
  var ends: [StateGraph.End] = []
  /// The values of the places in each of them.
  var endValues: [Int32] = []
  /// Which operations have run.
  let ran: UnsafeMutablePointer<Bool>
  let stack: UnsafeMutablePointer<Int32>
  private(set) var stateCount = 0
  private let waiting: UnsafeMutablePointer<UInt64>
  private var waitingCount = 0
  /// What the looks ahead read, so that they are made.
  private var touched: UInt64 = 0

  init(workers: Int, ranks: Int, operations: Int, stack: Int, slots: Int) {
    buckets = .allocate(capacity: ranks)
    buckets.initialize(repeating: nil)
    letters = (0..<workers).map { _ in Letters() }
    ran = .allocate(capacity: max(1, operations))
    ran.initialize(repeating: false, count: max(1, operations))
    self.stack = .allocate(capacity: stack)
    self.stack.initialize(repeating: 0, count: stack)
    // A state of the largest program, with a word for each slot, fits.
    waiting = .allocate(capacity: Self.batch * (slots + 4))
  }

  func free() {
    for bucket in buckets { bucket?.free() }
    buckets.deallocate()
    for letter in letters { letter.free() }
    ran.deallocate()
    stack.deallocate()
    waiting.deallocate()
  }

  var bytes: Int { buckets.reduce(0) { $0 + ($1?.bytes ?? 0) } }

  // MARK: - States that are put in together

  /// How many states are put in together: their places in the tables are looked up first, all at
  /// once, since each is most likely a wait for memory.
  static let batch = 32

  /// A state of this worker's own, to be put in with others: `parent` is the place in `layer` that
  /// waits for its number.
  @inline(__always)
  mutating func put(
    _ state: UnsafePointer<UInt64>, _ rank: Int, _ parent: Int, _ layer: Layer, _ worker: Int,
    _ words: Int
  ) {
    let at = waiting + waitingCount * (words + 3)
    at[0] = Bucket.hash(state, words)
    at[1] = UInt64(rank)
    at[2] = UInt64(parent)
    for word in 0..<words { at[3 + word] = state[word] }
    waitingCount += 1
    if waitingCount == Self.batch { putWaiting(layer, worker, words) }
  }

  /// Puts in what waits.
  mutating func putWaiting(_ layer: Layer, _ worker: Int, _ words: Int) {
    let (workers, size) = (letters.count, words + 3)
    for number in 0..<waitingCount {
      let at = waiting + number * size
      if let bucket = buckets[Int(at[1])] { touched &+= bucket.entry(at[0]) }
    }
    for number in 0..<waitingCount {
      let at = waiting + number * size
      let index = insert(at + 3, Int(at[1]), at[0], words)
      layer.links[Int(at[2])] = UInt32(index * workers + worker)
    }
    waitingCount = 0
  }

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
    forgetMissing()
  }

  /// Before a round is done anew.
  mutating func forgetMissing() {
    missing.removeAll()
    for index in letters.indices { letters[index].removeAll() }
  }

  /// Takes states in that another worker has made, and tells their parents' layer their numbers.
  mutating func take(
    _ letters: Letters, from layer: Layer, _ rank: Int, _ words: Int, _ worker: Int
  ) {
    let workers = self.letters.count
    for at in stride(from: 0, to: letters.count, by: words + 1) {
      let parent = Int(letters.words[at])
      let state = letters.words + at + 1
      let index = insert(
        state, rank + Int(layer.distances[parent]), Bucket.hash(state, words), words)
      layer.links[parent] = UInt32(index * workers + worker)
    }
  }
}

/// States on their way to their owner, each behind the place in its parent's layer that waits for it.
struct Letters: @unchecked Sendable {
  private(set) var words: UnsafeMutablePointer<UInt64> = .allocate(capacity: 64)
  private(set) var count = 0
  private var capacity = 64

  func free() { words.deallocate() }

  @inline(__always)
  mutating func append(_ parent: Int, _ state: UnsafePointer<UInt64>, _ size: Int) {
    if count + size + 1 > capacity { grow(size + 1) }
    words[count] = UInt64(parent)
    for word in 0..<size { words[count + 1 + word] = state[word] }
    count += size + 1
  }

  private mutating func grow(_ size: Int) {
    capacity = max(capacity * 2, count + size)
    let new = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    new.update(from: words, count: count)
    words.deallocate()
    words = new
  }

  mutating func removeAll() { count = 0 }
}
