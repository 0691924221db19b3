/// What a place is made of, and so how its raw value reads.
///
/// A kind never changes a value: it only says what the bits mean.
public enum PlaceKind: Hashable, Sendable, CaseIterable, LosslessStringConvertible {
  /// A `seqcount_t` sequence number: odd while a writer is inside.
  case seqcount
  /// One bit of state: zero is clear, anything else is set.
  case flag
  /// A page-table entry, as the raw word of one architecture.
  case pte(PteLayout)
  /// `page->_refcount`, in which each pin counts 1,024 (`GUP_PIN_COUNTING_BIAS`).
  case refcount
  /// A spinlock: see ``LockWord``.
  case spinlock
  /// A reader-writer semaphore: see ``LockWord``.
  case rwsem
  /// A plain machine word.
  case word
  /// A page frame number.
  case page

  /// Every kind, with a layout for each architecture.
  public static let allCases: [PlaceKind] =
    [.seqcount, .flag] + PteLayout.allCases.map(PlaceKind.pte)
    + [.refcount, .spinlock, .rwsem, .word, .page]

  /// The name used in files: `seqcount`, `pte-x86-64`, `refcount`, …
  public var description: String {
    switch self {
    case .seqcount: "seqcount"
    case .flag: "flag"
    case .pte(let layout): "pte-\(layout.rawValue)"
    case .refcount: "refcount"
    case .spinlock: "spinlock"
    case .rwsem: "rwsem"
    case .word: "word"
    case .page: "page"
    }
  }

  /// The kind with that name in files, or nil.
  public init?(_ description: String) {
    guard let kind = Self.allCases.first(where: { $0.description == description }) else {
      return nil
    }
    self = kind
  }
}

extension PlaceKind {
  /// Whether two values differ in something that software wrote. The accessed and dirty bits of a
  /// page-table entry are set by the hardware walker, of which no recording tells.
  func differs(_ left: UInt64, _ right: UInt64) -> Bool {
    guard case .pte(let layout) = self else { return left != right }
    return layout.withoutHardwareBits(left) != layout.withoutHardwareBits(right)
  }
}

extension PteLayout {
  /// The entry without the bits that hardware sets by itself.
  func withoutHardwareBits(_ raw: UInt64) -> UInt64 {
    switch self {
    case .x86_64: raw & ~((1 << 5) | (1 << 6))
    case .arm64: raw & ~((1 << 10) | (raw.hasBit(51) ? 1 << 7 : 0))
    }
  }
}
