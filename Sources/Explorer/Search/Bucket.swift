internal import Synchronization

/// The states of one rank, each once: an array of packed states that all workers fill together, and
/// an open-addressing table of their numbers.
///
/// Nothing waits for anything here: a worker writes a state down under a number of its own, and then
/// tries to put that number into the first free entry of the table. It either gets it or finds
/// another state there, which may be the same one. What is too small is made larger between rounds,
/// when nobody is at work.
struct Bucket: ~Copyable {
  /// How many numbers a worker takes at once, and how many states it does at once.
  static let block = 64
  private static let tag: UInt64 = 0xFFFF_FFFF_0000_0000

  private(set) var states: UnsafeMutablePointer<UInt64>
  /// High half: the high half of the hash; low half: the state's number plus 1; 0 for none. Entries
  /// are in the order of hashes, but for those that found theirs taken.
  private var table: UnsafeMutablePointer<UInt64>
  /// What a hash is shifted by to have its entry.
  private var shift: UInt64 = 63
  /// How many states there is room for: half as many as there are entries.
  private var capacity = 0
  /// Whether there is a table.
  private var isOpen = false
  /// How many words a state has.
  private var words: Int
  /// How many blocks of numbers were asked for.
  private let asked = Atomic(0)

  /// A bucket without room, and without memory of its own: `nothing` is two entries that are 0.
  init(words: Int, nothing: UnsafeMutablePointer<UInt64>) {
    self.words = words
    (states, table) = (nothing, nothing)
  }

  /// How many blocks of numbers were handed out.
  var blockCount: Int { min(asked.load(ordering: .relaxed), capacity / Self.block) }

  @inline(__always)
  static func hash(_ state: UnsafePointer<UInt64>, _ words: Int) -> UInt64 {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    for word in 0..<words {
      let product = (hash ^ state[word]).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      hash = product.high ^ product.low
    }
    return hash
  }

  @inline(__always)
  func state(_ number: Int) -> UnsafeMutablePointer<UInt64> { states + number * words }

  // MARK: - Finding and adding

  @inline(__always)
  private func entry(_ index: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    UnsafeMutableRawPointer(table + index).assumingMemoryBound(to: Atomic<UInt64>.self)
  }

  /// The entry where the search for a state begins.
  @inline(__always)
  func entry(hash: UInt64) -> UInt64 {
    entry(Int(truncatingIfNeeded: hash &>> shift)).pointee.load(ordering: .acquiring)
  }

  /// A part of the state that `entry` stands for, if it may be the one with this hash; else 0.
  @inline(__always)
  func glance(_ entry: UInt64, _ hash: UInt64) -> UInt64 {
    (entry ^ hash) & Self.tag == 0 && entry != 0 ? states[(Int(entry & ~Self.tag) - 1) * words] : 0
  }

  /// The number of `state`, which is added if it is new; nil when there is no room.
  ///
  /// - Parameter isShared: whether others add states now.
  @inline(__always)
  func insert(
    _ state: UnsafePointer<UInt64>, hash: UInt64, _ numbers: inout Numbers, isShared: Bool
  ) -> Int? {
    let mask = capacity * 2 - 1
    var at = Int(truncatingIfNeeded: hash &>> shift)
    while true {
      var found = entry(at).pointee.load(ordering: .acquiring)
      if found == 0 {
        if numbers.isEmpty, !take(&numbers) { return nil }
        let number = numbers.next
        let target = self.state(number)
        for word in 0..<words { target[word] = state[word] }
        let own = hash & Self.tag | UInt64(number + 1)
        if isShared {
          found =
            entry(at).pointee.compareExchange(
              expected: 0, desired: own, successOrdering: .acquiringAndReleasing,
              failureOrdering: .acquiring
            ).original
        } else {
          entry(at).pointee.store(own, ordering: .relaxed)
        }
        if found == 0 {
          numbers.next += 1
          return number
        }
      }
      if (found ^ hash) & Self.tag == 0 {
        let number = Int(found & ~Self.tag) - 1
        if isEqual(self.state(number), state) { return number }
      }
      at = (at + 1) & mask
    }
  }

  @inline(__always)
  private func isEqual(_ one: UnsafePointer<UInt64>, _ other: UnsafePointer<UInt64>) -> Bool {
    for word in 0..<words where one[word] != other[word] { return false }
    return true
  }

  /// Takes a block of numbers; false when there is none left.
  private func take(_ numbers: inout Numbers) -> Bool {
    let first = asked.add(1, ordering: .relaxed).oldValue * Self.block
    guard first < capacity else { return false }
    numbers = Numbers(next: first, end: first + Self.block)
    return true
  }

  // MARK: - Between rounds

  /// The room for so many states.
  static func capacity(for states: Int) -> Int {
    let least = max(block, states)
    return 1 << (Int.bitWidth - (least - 1).leadingZeroBitCount)
  }

  /// Makes room for twice as many states, and at least for `states`.
  mutating func grow(atLeast states: Int) {
    let new = max(capacity * 2, Self.capacity(for: states))
    asked.store(blockCount, ordering: .relaxed)
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: new * words)
    larger.update(from: self.states, count: capacity * words)
    let old = (states: self.states, table: table, entries: isOpen ? capacity * 2 : 0)
    if capacity > 0 { old.states.deallocate() }
    self.states = larger
    makeTable(new)
    // Both tables are in the order of hashes: this goes through memory from one end to the other.
    for index in 0..<old.entries where old.table[index] != 0 { link(old.table[index]) }
    if old.entries > 0 { old.table.deallocate() }
  }

  private mutating func makeTable(_ capacity: Int) {
    self.capacity = capacity
    isOpen = true
    table = .allocate(capacity: capacity * 2)
    table.update(repeating: 0, count: capacity * 2)
    shift = UInt64(64 - (capacity * 2).trailingZeroBitCount)
  }

  private func link(_ entry: UInt64) {
    var at = Int(truncatingIfNeeded: entry &>> shift)
    while table[at] != 0 { at = (at + 1) & (capacity * 2 - 1) }
    table[at] = entry
  }

  /// Packs all states, which are in `blocks`, in another layout; they keep their numbers.
  mutating func repack(_ layout: Layout, _ other: Layout, blocks: [Range<Int>]) {
    let old = (states: states, table: table, words: words)
    words = other.words
    guard capacity > 0 else { return }
    states = .allocate(capacity: capacity * words)
    if isOpen {
      makeTable(capacity)
      old.table.deallocate()
    }
    for block in blocks {
      for number in block {
        layout.repack(old.states + number * old.words, into: state(number), other)
        if isOpen { link(Self.hash(state(number), words) & Self.tag | UInt64(number + 1)) }
      }
    }
    old.states.deallocate()
  }

  /// Gives the memory of the table back: nothing is added any more.
  mutating func close(nothing: UnsafeMutablePointer<UInt64>) {
    if isOpen { table.deallocate() }
    (table, shift, isOpen) = (nothing, 63, false)
  }

  /// Gives the memory of the states back.
  mutating func empty(nothing: UnsafeMutablePointer<UInt64>) {
    close(nothing: nothing)
    if capacity > 0 { states.deallocate() }
    (states, capacity) = (nothing, 0)
  }
}
