/// How an access orders others, by the Linux-kernel memory model. Sequential consistency asks for
/// none of it; other step rules will.
public enum AccessOrdering: String, Hashable, Sendable {
  /// A plain C access.
  case plain
  /// `READ_ONCE()`, `WRITE_ONCE()`, an atomic access without ordering.
  case once
  /// Ordered before what follows.
  case acquire
  /// Ordered behind what came before.
  case release
  /// A full barrier on both sides, if the access succeeds.
  case full
}

/// One access to shared state: what makes a step.
package struct Access: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case load
    case store
    /// Old value → new value by an operation with the access's value; tells the new or the old one.
    case modify(Modification, tellsNew: Bool)
    /// Stores the value if the place holds the expected one; tells the old value.
    case compareExchange
    /// Adds the value unless the place holds the expected one; tells whether it added.
    case addUnless
    case lock(isExclusive: Bool)
    case unlock(isExclusive: Bool)
    /// A load that waits until the condition holds.
    case waitUntil(Formula)
    /// Waits until all other lanes have ended.
    case join
  }

  package enum Modification: Hashable, Sendable {
    case add, subtract, and, andNot, or, xor, exchange
  }

  package var kind: Kind
  /// The array of places, as an index into ``Program/arrays``; -1 for none.
  package var array: Int
  /// Which element; nil for the first.
  package var index: Formula?
  package var value: Formula?
  package var expected: Formula?
  /// Where what it tells goes, or -1.
  package var destination: Int32
  package var ordering: AccessOrdering
  /// The row that shows it.
  package var row: Int
}
