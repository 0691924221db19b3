internal import RaceModel

/// How the slots of a state are packed into machine words.
///
/// A field holds no value but its number in the slot's own list of values, which grows as values
/// turn up: a refcount that is only ever 1, 2 or 1026 takes two bits. Fields never cross words.
struct Layout: @unchecked Sendable {
  /// Where one slot lies.
  struct Field {
    var word: Int32
    var shift: UInt32
    var mask: UInt64
    /// Where its list of values begins in ``Layout/values``, and how long it is.
    var base: Int32
    var count: Int32
    var bits: Int32
  }

  let fields: UnsafeMutableBufferPointer<Field>
  let values: UnsafeMutableBufferPointer<Int32>
  /// How many words a state has.
  let words: Int

  /// A layout with these values for each slot; the last `fixed` lists never grow.
  init(_ lists: [[Int32]], lastAreFixed fixed: Int) {
    var made: [Field] = []
    var (word, used, base) = (0, 0, 0)
    for (slot, list) in lists.enumerated() {
      // A list that can grow has room for one more.
      let wanted = slot < lists.count - fixed ? list.count + 1 : list.count
      let bits = wanted <= 1 ? 0 : Int.bitWidth - (wanted - 1).leadingZeroBitCount
      if used + bits > 64 { (word, used) = (word + 1, 0) }
      made.append(
        Field(
          word: bits == 0 ? 0 : Int32(word), shift: bits == 0 ? 0 : UInt32(used),
          mask: bits == 64 ? ~0 : (1 << UInt64(bits)) - 1,
          base: Int32(base), count: Int32(list.count), bits: Int32(bits)))
      used += bits
      base += 1 << bits
      if used == 64 { (word, used) = (word + 1, 0) }
    }
    words = max(1, word + (used > 0 ? 1 : 0))
    fields = .allocate(capacity: made.count)
    _ = fields.initialize(from: made)
    values = .allocate(capacity: base)
    values.initialize(repeating: 0)
    for (field, list) in zip(made, lists) {
      for (index, value) in list.enumerated() { values[Int(field.base) + index] = value }
    }
  }

  func free() {
    fields.deallocate()
    values.deallocate()
  }

  /// About how many words a state needs. Unlike ``words`` it depends only on how many values the
  /// slots have, and not on when they were found.
  var wordsNeeded: Int {
    1 + fields.reduce(0) { $0 + 32 - $1.count.leadingZeroBitCount } / 64
  }

  /// The values of each slot, in their order.
  var lists: [[Int32]] {
    fields.map { field in (0..<Int(field.count)).map { values[Int(field.base) + $0] } }
  }

  /// Adds a value to a slot's list; false when its field is full.
  func add(_ value: Int32, to slot: Int) -> Bool {
    let field = fields[slot]
    guard field.count < 1 << field.bits else { return false }
    values[Int(field.base) + Int(field.count)] = value
    fields[slot].count += 1
    return true
  }

  /// Packs a state in another layout, whose lists begin with those of this one.
  func repack(
    _ source: UnsafePointer<UInt64>, into target: UnsafeMutablePointer<UInt64>, _ other: Layout
  ) {
    for word in 0..<other.words { target[word] = 0 }
    for slot in 0..<fields.count {
      let (from, to) = (fields[slot], other.fields[slot])
      let number = source[Int(from.word)] >> UInt64(from.shift) & from.mask
      target[Int(to.word)] |= number << UInt64(to.shift)
    }
  }
}
