/// All outcomes by what the places hold, found without an allocation.
struct OutcomeTable: Sendable {
  /// How many outcomes are kept apart. Rounds that end in still another way are only counted.
  static let outcomesMax = 4096

  private(set) var outcomes: [ThreadOutcome] = []
  private(set) var others = 0
  private(set) var rounds = 0
  /// What the outcomes ended with, one behind the other, with the end itself behind the places.
  private var keys: [Int32] = []
  private var buckets = [Int32](repeating: -1, count: 4 * Self.outcomesMax)
  private let width: Int

  init(places: Int) { width = places + 1 }

  /// Counts a round; false when its outcome is a new one, which is then to be added.
  ///
  /// - Complexity: O(*places*), on average
  mutating func count(_ places: UnsafePointer<Int32>, _ end: RoundEnd) -> Bool {
    let bucket = bucket(places, end)
    if buckets[bucket] < 0 {
      guard outcomes.count >= Self.outcomesMax else { return false }
      others += 1
    } else {
      outcomes[Int(buckets[bucket])].count += 1
    }
    rounds += 1
    return true
  }

  /// Adds an outcome that ``count(_:_:)`` did not know, and counts its first round.
  mutating func add(_ outcome: ThreadOutcome, _ end: RoundEnd) {
    let bucket = outcome.values.withUnsafeBufferPointer { places in
      places.baseAddress.map { self.bucket($0, end) } ?? 0
    }
    buckets[bucket] = Int32(outcomes.count)
    keys += outcome.values + [end.rawValue]
    var outcome = outcome
    outcome.count = 1
    outcomes.append(outcome)
    rounds += 1
  }

  private func bucket(_ places: UnsafePointer<Int32>, _ end: RoundEnd) -> Int {
    var hash = UInt64(UInt32(bitPattern: end.rawValue)) &+ 0x9E37_79B9_7F4A_7C15
    for slot in 0..<width - 1 {
      hash = (hash ^ UInt64(UInt32(bitPattern: places[slot]))) &* 0x0000_0100_0000_01B3
      hash ^= hash >> 29
    }
    var bucket = Int(hash % UInt64(buckets.count))
    while buckets[bucket] >= 0, !isSame(Int(buckets[bucket]), places, end) {
      bucket = bucket + 1 == buckets.count ? 0 : bucket + 1
    }
    return bucket
  }

  private func isSame(_ outcome: Int, _ places: UnsafePointer<Int32>, _ end: RoundEnd) -> Bool {
    let start = outcome * width
    for slot in 0..<width - 1 where keys[start + slot] != places[slot] { return false }
    return keys[start + width - 1] == end.rawValue
  }
}
