internal import RaceTrace

/// Texts that were put together from bytes: each distinct one becomes a `String` once.
struct TextCache: Sendable {
  private var table = ByteTable()
  private var ids: [StringTable.ID] = []

  /// The number in `trace` of the text that `bytes` are.
  mutating func intern(_ bytes: [UInt8], into trace: inout Trace) -> StringTable.ID {
    let key = table.intern(bytes.span, 0..<bytes.count)
    if key == ids.count { ids.append(trace.intern(String(decoding: bytes, as: UTF8.self))) }
    return ids[key]
  }
}
