/// The last accesses of one thread, in memory that only this thread touches while a round runs.
///
/// Its length is at least twice that of the longest round, so that a round that has just ended is
/// whole.
struct AccessRing {
  private let entries: UnsafeMutablePointer<RecordedAccess>
  private let mask: Int
  /// How many were ever put.
  private(set) var count = 0

  init(roundMax: Int) {
    var capacity = 256
    while capacity < 2 * roundMax { capacity *= 2 }
    entries = .allocate(capacity: capacity)
    entries.initialize(
      repeating: RecordedAccess(stamp: 0, instruction: 0, slot: 0, seen: 0, written: 0),
      count: capacity)
    mask = capacity - 1
  }

  @inline(__always)
  mutating func put(_ access: RecordedAccess) {
    entries[count & mask] = access
    count &+= 1
  }

  /// Those from the one numbered `start` on.
  func entries(from start: Int) -> [RecordedAccess] {
    precondition(count - start <= mask + 1, "\(count - start) accesses were overwritten")
    return (start..<count).map { entries[$0 & mask] }
  }

  /// Those from the one numbered `start` on as a number, without their stamps.
  func fingerprint(from start: Int) -> UInt64 {
    var hash = RoundPath.seed
    for index in start..<count {
      let access = entries[index & mask]
      hash = RoundPath.fold(hash, UInt64(UInt32(bitPattern: access.instruction)))
      hash = RoundPath.fold(
        hash,
        UInt64(UInt32(bitPattern: access.seen)) << 32 | UInt64(UInt32(bitPattern: access.written)))
    }
    return hash
  }

  func free() { entries.deallocate() }
}
