/// Where an architecture keeps the bits of a leaf page-table entry.
///
/// Source: arch/x86/include/asm/pgtable_types.h and
/// arch/arm64/include/asm/pgtable-{hwdef,prot}.h, Linux 5.10 to 6.12, 4 KiB pages, a 52-bit physical
/// address on x86-64 and 48 bits on arm64.
public enum PteLayout: String, Hashable, Sendable, CaseIterable {
  /// x86-64: present 0, write 1, user 2, accessed 5, dirty 6.
  case x86_64 = "x86-64"
  /// arm64: valid 0, read-only 7, access flag 10, write (DBM) 51, software dirty 55.
  case arm64

  /// Whether the entry maps a page.
  public func isPresent(_ raw: UInt64) -> Bool { raw & 1 != 0 }

  /// Whether the entry lets user space write without a fault: `pte_write()`.
  public func isWritable(_ raw: UInt64) -> Bool {
    switch self {
    case .x86_64: raw.hasBit(1)
    case .arm64: raw.hasBit(51)
    }
  }

  /// Whether user space may use the entry at all.
  public func isUser(_ raw: UInt64) -> Bool {
    switch self {
    case .x86_64: raw.hasBit(2)
    case .arm64: raw.hasBit(6)
    }
  }

  /// Whether the page was touched through this entry: `pte_young()`.
  public func isAccessed(_ raw: UInt64) -> Bool {
    switch self {
    case .x86_64: raw.hasBit(5)
    case .arm64: raw.hasBit(10)
    }
  }

  /// Whether the page was written through this entry: `pte_dirty()`. On arm64 that is the software
  /// bit, or a writable entry from which hardware took the read-only bit away.
  public func isDirty(_ raw: UInt64) -> Bool {
    switch self {
    case .x86_64: raw.hasBit(6)
    case .arm64: raw.hasBit(55) || (raw.hasBit(51) && !raw.hasBit(7))
    }
  }

  /// The page frame that the entry points to.
  public func frame(_ raw: UInt64) -> UInt64 {
    switch self {
    case .x86_64: (raw >> 12) & 0xFF_FFFF_FFFF
    case .arm64: (raw >> 12) & 0xF_FFFF_FFFF
    }
  }

  /// The bits beside present, write, accessed and dirty that are worth a word.
  func extras(_ raw: UInt64) -> [String] {
    let named: [(Int, String)] =
      switch self {
      case .x86_64:
        [
          (7, "huge"), (8, "global"), (9, "special"), (10, "uffd-wp"), (11, "soft-dirty"),
          (63, "NX"),
        ]
      case .arm64: [(56, "special"), (58, "uffd-wp"), (53, "PXN"), (54, "UXN")]
      }
    return (isUser(raw) ? ["user"] : []) + named.filter { raw.hasBit($0.0) }.map(\.1)
  }
}

extension UInt64 {
  /// Whether bit `index` (0 is the lowest) is set.
  func hasBit(_ index: Int) -> Bool { self & (1 << UInt64(index)) != 0 }
}
