/// How the values of two traces go together: of a model and a recording, or of two recordings.
///
/// Each has its own page frames, and a sequence count that began at some time. Frames are renamed one
/// to one; sequence counts are renamed so that their order and whether they are odd stays. Of a
/// reference count only one thing is compared, whether it is taken for a pin: the kernel takes and
/// drops references in places that neither a recording nor a model tells of.
public struct ValueRenaming: Hashable, Sendable {
  private var frames: [UInt64: UInt64] = [:]
  private var counts: [UInt64: UInt64] = [:]

  /// Nothing is renamed yet.
  public init() {}

  /// What stands for what: the kind, the word of the one, that of the other.
  public var pairs: [(kind: PlaceKind, own: UInt64, recorded: UInt64)] {
    frames.sorted { $0.key < $1.key }.map { (.page, $0.key, $0.value) }
      + counts.sorted { $0.key < $1.key }.map { (.seqcount, $0.key, $0.value) }
  }

  /// Whether `own`, a raw word of the one, can stand for `recorded` of the other; notes what that
  /// means.
  public mutating func matches(
    _ own: UInt64, _ ownKind: PlaceKind, _ recorded: UInt64, _ kind: PlaceKind
  ) -> Bool {
    switch (ownKind, kind) {
    case (.pte(let mine), .pte(let theirs)):
      guard mine.isPresent(own) == theirs.isPresent(recorded),
        mine.isWritable(own) == theirs.isWritable(recorded)
      else { return false }
      guard mine.isPresent(own) else { return true }
      return Self.pair(mine.frame(own), theirs.frame(recorded), &frames)
    case (.seqcount, .seqcount):
      guard own & 1 == recorded & 1 else { return false }
      for (one, other) in counts where (one < own) != (other < recorded) || one == own {
        guard one == own else { return false }
        return other == recorded
      }
      counts[own] = recorded
      return true
    case (.refcount, .refcount):
      return (own >= Refcount.pinBias) == (recorded >= Refcount.pinBias)
    case (.flag, .flag): return (own != 0) == (recorded != 0)
    case (.page, .page): return Self.pair(own, recorded, &frames)
    case (.word, .word): return own == recorded
    default: return false
    }
  }

  private static func pair(_ own: UInt64, _ other: UInt64, _ names: inout [UInt64: UInt64]) -> Bool
  {
    if let known = names[own] { return known == other }
    guard !names.values.contains(other) else { return false }
    names[own] = other
    return true
  }
}
