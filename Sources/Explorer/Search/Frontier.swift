/// The ranks that are not done yet.
///
/// Workers add states in rounds, all at once; everything else is done between rounds.
struct Frontier: @unchecked Sendable {
  /// By rank.
  let buckets: UnsafeMutablePointer<Bucket>
  private let rankCount: Int
  private let workerCount: Int
  /// For each worker and rank, the numbers that it may give to new states.
  private let numbers: UnsafeMutablePointer<Numbers>
  private let nothing: UnsafeMutablePointer<UInt64>

  init(ranks: Int, workers: Int, words: Int) {
    (rankCount, workerCount) = (ranks, workers)
    nothing = .allocate(capacity: 2)
    nothing.initialize(repeating: 0, count: 2)
    buckets = .allocate(capacity: ranks)
    for rank in 0..<ranks {
      (buckets + rank).initialize(to: Bucket(words: words, nothing: nothing))
    }
    numbers = .allocate(capacity: ranks * workers)
    numbers.initialize(repeating: Numbers(), count: ranks * workers)
  }

  func free() {
    for rank in 0..<rankCount { empty(rank) }
    buckets.deinitialize(count: rankCount)
    buckets.deallocate()
    numbers.deallocate()
    nothing.deallocate()
  }

  /// For each rank, the numbers of one worker.
  func numbers(of worker: Int) -> UnsafeMutablePointer<Numbers> { numbers + worker * rankCount }

  /// How many states a rank has.
  func stateCount(_ rank: Int) -> Int {
    let unused = (0..<workerCount).reduce(0) { $0 + numbers(of: $1)[rank].count }
    return buckets[rank].blockCount * Bucket.block - unused
  }

  /// The numbers of the states of a block.
  func states(_ rank: Int, block: Int) -> Range<Int> {
    let first = block * Bucket.block
    var end = first + Bucket.block
    for worker in 0..<workerCount {
      let unused = numbers(of: worker)[rank]
      if unused.end == end, !unused.isEmpty { end = unused.next }
    }
    return first..<end
  }

  /// Behind the last number of a rank.
  func width(_ rank: Int) -> Int {
    let blocks = buckets[rank].blockCount
    return blocks == 0 ? 0 : states(rank, block: blocks - 1).upperBound
  }

  func grow(_ rank: Int, atLeast states: Int) { buckets[rank].grow(atLeast: states) }

  /// To be called when all states of a rank are there.
  func close(_ rank: Int) { buckets[rank].close(nothing: nothing) }

  /// To be called when the states of a rank are needed no more.
  func empty(_ rank: Int) { buckets[rank].empty(nothing: nothing) }

  /// Packs all states in another layout.
  func repack(_ layout: Layout, _ other: Layout, from rank: Int) {
    for index in rank..<rankCount {
      let blocks = (0..<buckets[index].blockCount).map { states(index, block: $0) }
      buckets[index].repack(layout, other, blocks: blocks)
    }
  }

  /// How many states there are behind a rank, and the memory that they need, which is reckoned from
  /// their number so that it is the same whoever found them.
  func size(behind rank: Int, words: Int) -> (states: Int, bytes: Int) {
    var result = (states: 0, bytes: 0)
    for later in rank + 1..<rankCount where buckets[later].blockCount > 0 {
      let states = stateCount(later)
      result.states += states
      result.bytes += Bucket.capacity(for: states) * (words + 2) * 8
    }
    return result
  }
}
