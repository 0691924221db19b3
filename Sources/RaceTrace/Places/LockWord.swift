/// Who holds a lock, packed in the one word that a place has.
///
/// Bits 0-7: the lane that holds it alone (lane + 1), or 0. Bits 8-15: a bit for each lane that holds
/// it for reading. This is racelanes' own packing: a recording shows that a lock was taken, not the
/// kernel's lock word.
public struct LockWord: Hashable, Sendable {
  /// How a lock is held.
  public enum Mode: String, Hashable, Sendable, CaseIterable {
    /// Alone: a spinlock, or a semaphore held for writing.
    case exclusive
    /// With other readers: a semaphore held for reading.
    case shared
  }

  /// The packed word.
  public var raw: UInt64

  /// A lock word from its packed form.
  public init(raw: UInt64) { self.raw = raw }

  /// The lane that holds the lock alone.
  public var owner: Int? { raw & 0xFF == 0 ? nil : Int(raw & 0xFF) - 1 }

  /// The lanes that hold it for reading, in order.
  public var readers: [Int] { (0..<8).filter { raw.hasBit(8 + $0) } }

  /// The word after `lane` takes the lock.
  public func locked(by lane: Int, _ mode: Mode) -> LockWord {
    switch mode {
    case .exclusive: LockWord(raw: (raw & ~0xFF) | UInt64(lane + 1))
    case .shared: LockWord(raw: raw | (1 << UInt64(8 + lane)))
    }
  }

  /// The word after `lane` lets the lock go.
  public func unlocked(by lane: Int, _ mode: Mode) -> LockWord {
    switch mode {
    case .exclusive: LockWord(raw: raw & ~0xFF)
    case .shared: LockWord(raw: raw & ~(1 << UInt64(8 + lane)))
    }
  }
}
