/// One thing that an event did, typed: places and values, never text to be parsed again.
public enum Operation: Hashable, Sendable {
  /// The path read the place and saw this value.
  case load(Place.ID, UInt64)
  /// The tracer read the place for its report; the path itself did not.
  case observe(Place.ID, UInt64)
  /// The path wrote. `old` is what it replaced, where the recording says so.
  case store(Place.ID, old: UInt64?, new: UInt64)
  /// The path read and wrote in one atomic access.
  case rmw(Place.ID, old: UInt64?, new: UInt64)
  /// The place may have changed in a way that the recording does not tell: nothing is known of its
  /// value until it is seen again.
  case forget(Place.ID)
  /// The path took a lock.
  case lock(Place.ID, LockWord.Mode)
  /// The path let a lock go.
  case unlock(Place.ID, LockWord.Mode)
  /// A memory barrier.
  case fence(Fence)
  /// A function was entered: what follows in this lane is nested in it.
  case call
  /// A function was left, with its value where it is known.
  case ret(Int64?)
  /// A test was made; `words` (an index into ``Trace/strings``, or 0) says what the outcome means.
  case branch(outcome: Int64, words: StringTable.ID)
  /// Something worth a row that touches no place.
  case mark
  /// The tracer lost events of this CPU here: how many, if it said.
  case lost(UInt64?)

  /// A barrier of the Linux-kernel memory model.
  public enum Fence: String, Hashable, Sendable, CaseIterable {
    /// `smp_mb()`
    case mb = "smp_mb"
    /// `smp_rmb()`
    case rmb = "smp_rmb"
    /// `smp_wmb()`
    case wmb = "smp_wmb"
  }

  /// The place that it touches, if it touches one.
  public var place: Place.ID? {
    switch self {
    case .load(let id, _), .observe(let id, _), .store(let id, _, _), .rmw(let id, _, _),
      .forget(let id), .lock(let id, _), .unlock(let id, _):
      id
    case .fence, .call, .ret, .branch, .mark, .lost: nil
    }
  }

  /// What it saw in its place, before any change of its own.
  public var seen: UInt64? {
    switch self {
    case .load(_, let value), .observe(_, let value): value
    case .store(_, let old, _), .rmw(_, let old, _): old
    default: nil
    }
  }

  /// What it left in its place, if it wrote.
  public var written: UInt64? {
    switch self {
    case .store(_, _, let new), .rmw(_, _, let new): new
    default: nil
    }
  }
}
