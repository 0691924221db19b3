/// Byte strings by number, so that a `String` is made once for each distinct one and not for each
/// event. Hashed with the seeded standard hasher: a file cannot be made to collide on purpose.
struct ByteTable {
  /// Twice as many slots as entries at least; an entry's number plus one, or 0 for a free slot.
  private var slots: [Int32] = Array(repeating: 0, count: 64)
  private var starts: [Int] = [0]
  private var bytes: [UInt8] = []

  /// How many distinct byte strings there are.
  var count: Int { starts.count - 1 }

  /// The number of the bytes of `range`, which are added if they are new.
  mutating func intern(_ line: Bytes, _ range: Range<Int>) -> Int {
    if count * 2 >= slots.count { grow() }
    var slot = Self.hash(line, range) & (slots.count - 1)
    while slots[slot] != 0 {
      let id = Int(slots[slot]) - 1
      if matches(id, line, range) { return id }
      slot = (slot + 1) & (slots.count - 1)
    }
    for index in range { bytes.append(line[index]) }
    starts.append(bytes.count)
    slots[slot] = Int32(count)
    return count - 1
  }

  /// The number of the bytes of `range`, if they are there.
  func id(of line: Bytes, _ range: Range<Int>) -> Int? {
    var slot = Self.hash(line, range) & (slots.count - 1)
    while slots[slot] != 0 {
      let id = Int(slots[slot]) - 1
      if matches(id, line, range) { return id }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private func matches(_ id: Int, _ line: Bytes, _ range: Range<Int>) -> Bool {
    let start = starts[id]
    guard starts[id + 1] - start == range.count else { return false }
    for offset in 0..<range.count where bytes[start + offset] != line[range.lowerBound + offset] {
      return false
    }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for id in 0..<count {
      var slot = Self.hash(bytes.span, starts[id]..<starts[id + 1]) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(id + 1)
    }
  }

  private static func hash(_ line: Bytes, _ range: Range<Int>) -> Int {
    var hasher = Hasher()
    line.extracting(range).withUnsafeBytes { hasher.combine(bytes: $0) }
    return hasher.finalize()
  }
}
