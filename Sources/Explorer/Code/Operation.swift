internal import RaceModel

/// An instruction of a program as the search runs it: one flat record, with rows left out, jumps
/// followed, and writes that change nothing removed.
struct Operation {
  enum Code: UInt8 {
    // Shared accesses: what a step begins with. Keep them first.
    case load, store, modify, compareExchange, addUnless, lock, unlock, waitUntil, join
    /// The lane has ended.
    case end
    // What follows an access at once.
    case set, test
  }

  var code: Code
  /// For `modify`: which.
  var modification = Access.Modification.add
  /// For `modify`: tells the new value. For locks: exclusive.
  var flag = false
  /// Where the elements of the array begin, what its first index is, and how many there are; a
  /// `slot` of -1 for no place.
  var slot: Int32 = -1
  var low: Int32 = 0
  var count: Int32 = 1
  var index = Operand.none
  /// The value; for `set` what is written; for `test` and `waitUntil` the condition.
  var value = Operand.none
  var expected = Operand.none
  /// Where what is told or set goes, or -1.
  var destination: Int32 = -1
  /// The operation behind this one, and the one behind a test that does not hold.
  var next: Int32 = 0
  var otherwise: Int32 = 0

  var isStop: Bool { code.rawValue <= Code.end.rawValue }
}

/// A value that an operation needs: known, in a slot, or the result of a formula.
struct Operand {
  enum Kind: UInt8 { case none, number, slot, formula }
  var kind: Kind
  /// The number, the slot, or the first operation of the formula.
  var first: Int32 = 0
  /// Behind its last one.
  var end: Int32 = 0

  static let none = Operand(kind: .none)
}
