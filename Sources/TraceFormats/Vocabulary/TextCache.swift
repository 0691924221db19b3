internal import RaceTrace

/// The texts that were put together from fields: each distinct one becomes a `String` once.
struct TextCache: Sendable {
  private var keys = ByteTable()
  private var ids: [StringTable.ID] = []

  /// The number of the text that `key` stands for; nil for a new key, whose text is added next.
  mutating func id(of key: [UInt8]) -> StringTable.ID? {
    let index = keys.intern(key.span, 0..<key.count)
    return index < ids.count ? ids[index] : nil
  }

  /// Adds the number of the text of the new key.
  mutating func add(_ id: StringTable.ID) { ids.append(id) }
}
