/// The states of one rank that one worker owns, each once: an open-addressing table over an array of
/// packed states.
struct Bucket: @unchecked Sendable {
  private(set) var states: UnsafeMutablePointer<UInt64>
  private(set) var count = 0
  private var capacity: Int
  /// High half: the high half of the hash; low half: the state's index plus 1, or 0.
  private var table: UnsafeMutablePointer<UInt64>
  private var tableMask: Int
  /// How many words a state has.
  private let words: Int

  init(words: Int) {
    self.words = words
    capacity = 8
    states = .allocate(capacity: capacity * words)
    tableMask = 15
    table = .allocate(capacity: 16)
    table.initialize(repeating: 0, count: 16)
  }

  func free() {
    states.deallocate()
    table.deallocate()
  }

  var bytes: Int { capacity * words * 8 + (tableMask + 1) * 8 }

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
  func state(_ index: Int) -> UnsafeMutablePointer<UInt64> { states + index * words }

  /// The entry where the search for a state begins.
  @inline(__always)
  func entry(_ hash: UInt64) -> UInt64 { table[Int(truncatingIfNeeded: hash) & tableMask] }

  /// The index of `state`, which is added if it is new.
  @inline(__always)
  mutating func insert(_ state: UnsafePointer<UInt64>, hash: UInt64) -> Int {
    let tag = hash & 0xFFFF_FFFF_0000_0000
    var at = Int(truncatingIfNeeded: hash) & tableMask
    while true {
      let entry = table[at]
      if entry == 0 { break }
      if entry & 0xFFFF_FFFF_0000_0000 == tag {
        let index = Int(entry & 0xFFFF_FFFF) - 1
        if isEqual(self.state(index), state) { return index }
      }
      at = (at + 1) & tableMask
    }
    if count == capacity { growStates() }
    let index = count
    let target = self.state(index)
    for word in 0..<words { target[word] = state[word] }
    count += 1
    table[at] = tag | UInt64(index + 1)
    if count * 2 > tableMask { growTable() }
    return index
  }

  @inline(__always)
  private func isEqual(_ one: UnsafePointer<UInt64>, _ other: UnsafePointer<UInt64>) -> Bool {
    for word in 0..<words where one[word] != other[word] { return false }
    return true
  }

  private mutating func growStates() {
    let new = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2 * words)
    new.update(from: states, count: count * words)
    states.deallocate()
    states = new
    capacity *= 2
  }

  private mutating func growTable() {
    let size = (tableMask + 1) * 2
    table.deallocate()
    table = .allocate(capacity: size)
    table.initialize(repeating: 0, count: size)
    tableMask = size - 1
    for index in 0..<count {
      let hash = Self.hash(state(index), words)
      var at = Int(truncatingIfNeeded: hash) & tableMask
      while table[at] != 0 { at = (at + 1) & tableMask }
      table[at] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(index + 1)
    }
  }

  /// The same states in another layout, with the same indices.
  func repacked(_ layout: Layout, _ other: Layout) -> Bucket {
    var result = Bucket(words: other.words)
    let buffer = UnsafeMutablePointer<UInt64>.allocate(capacity: other.words)
    defer { buffer.deallocate() }
    for index in 0..<count {
      layout.repack(state(index), into: buffer, other)
      _ = result.insert(buffer, hash: Self.hash(buffer, other.words))
    }
    return result
  }
}
