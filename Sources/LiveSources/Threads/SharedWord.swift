internal import RaceModel
internal import Synchronization

/// One word of real memory in a cache line of its own, with the accesses of the kernel's memory
/// model on it.
///
/// A plain C access is a relaxed one here: the compiler may not leave it out or double it, as it may
/// in C. Acquire and release of a read-modify-write are both at once. A full one is sequentially
/// consistent, with a fence on both sides where the CPU's instruction alone is none.
struct SharedWord: ~Copyable {
  private let word: Atomic<Int32>
  private let padding: (Int32, Int64, Int64, Int64, Int64, Int64, Int64, Int64) =
    (0, 0, 0, 0, 0, 0, 0, 0)

  init(_ value: Int32) { word = Atomic(value) }

  @inline(__always)
  func load(_ ordering: AccessOrdering) -> Int32 {
    switch ordering {
    case .plain, .once: word.load(ordering: .relaxed)
    case .acquire: word.load(ordering: .acquiring)
    case .release, .full: word.load(ordering: .sequentiallyConsistent)
    }
  }

  @inline(__always)
  func store(_ value: Int32, _ ordering: AccessOrdering) {
    switch ordering {
    case .plain, .once: word.store(value, ordering: .relaxed)
    case .release: word.store(value, ordering: .releasing)
    case .acquire, .full: word.store(value, ordering: .sequentiallyConsistent)
    }
  }

  /// Stores `new` if the word holds `old`; returns what it held.
  @inline(__always)
  func compareExchange(_ old: Int32, _ new: Int32, _ ordering: AccessOrdering) -> Int32 {
    switch ordering {
    case .plain, .once:
      return word.compareExchange(expected: old, desired: new, ordering: .relaxed).original
    case .acquire, .release:
      return word.compareExchange(
        expected: old, desired: new, ordering: .acquiringAndReleasing
      ).original
    case .full:
      Self.fence()
      let result = word.compareExchange(
        expected: old, desired: new, ordering: .sequentiallyConsistent)
      Self.fence()
      return result.original
    }
  }

  /// Changes the word in one access; returns what it held.
  @inline(__always)
  func modify(
    _ modification: Access.Modification, by value: Int32, _ ordering: AccessOrdering
  ) -> Int32 {
    switch ordering {
    case .plain, .once: return relaxed(modification, value)
    case .acquire, .release: return ordered(modification, value)
    case .full:
      Self.fence()
      let old = ordered(modification, value)
      Self.fence()
      return old
    }
  }

  @inline(__always)
  private func relaxed(_ modification: Access.Modification, _ value: Int32) -> Int32 {
    switch modification {
    case .add: word.wrappingAdd(value, ordering: .relaxed).oldValue
    case .subtract: word.wrappingSubtract(value, ordering: .relaxed).oldValue
    case .and: word.bitwiseAnd(value, ordering: .relaxed).oldValue
    case .andNot: word.bitwiseAnd(~value, ordering: .relaxed).oldValue
    case .or: word.bitwiseOr(value, ordering: .relaxed).oldValue
    case .xor: word.bitwiseXor(value, ordering: .relaxed).oldValue
    case .exchange: word.exchange(value, ordering: .relaxed)
    }
  }

  @inline(__always)
  private func ordered(_ modification: Access.Modification, _ value: Int32) -> Int32 {
    switch modification {
    case .add: word.wrappingAdd(value, ordering: .acquiringAndReleasing).oldValue
    case .subtract: word.wrappingSubtract(value, ordering: .acquiringAndReleasing).oldValue
    case .and: word.bitwiseAnd(value, ordering: .acquiringAndReleasing).oldValue
    case .andNot: word.bitwiseAnd(~value, ordering: .acquiringAndReleasing).oldValue
    case .or: word.bitwiseOr(value, ordering: .acquiringAndReleasing).oldValue
    case .xor: word.bitwiseXor(value, ordering: .acquiringAndReleasing).oldValue
    case .exchange: word.exchange(value, ordering: .acquiringAndReleasing)
    }
  }

  /// The fence beside a full read-modify-write. On x86-64 its lock prefix is one already.
  @inline(__always)
  private static func fence() {
    #if !arch(x86_64)
      atomicMemoryFence(ordering: .sequentiallyConsistent)
    #endif
  }
}
