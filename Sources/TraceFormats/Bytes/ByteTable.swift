/// Byte strings by number, so that a `String` is made once for each distinct one and not for each
/// event. Hashed with a seed of this process's own: a file cannot be made to collide on purpose.
struct ByteTable {
  /// Chosen anew each time the program starts; nothing that is shown depends on it.
  private static let seed = UInt64.random(in: 0 ... .max)

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
    line.extracting(range).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
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
    return bytes.span.extracting(start..<start + range.count).isEqual(to: line.extracting(range))
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
    Int(truncatingIfNeeded: line.extracting(range).folded(seed))
  }
}
