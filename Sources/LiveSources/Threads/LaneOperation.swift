internal import RaceModel
internal import RaceTrace

/// An instruction of one lane as a thread carries it out: a flat record, with jumps followed and rows
/// left out, except for barriers, which are real here.
struct LaneOperation {
  enum Code: UInt8 {
    case load, store, modify, compareExchange, addUnless, lock, unlock, waitUntil, join
    case fence, set, test, end
  }

  var code: Code
  var modification: Access.Modification = .add
  /// For `modify`: tells the new value. For locks: exclusive.
  var flag = false
  var ordering: AccessOrdering = .plain
  var barrier: RaceTrace.Operation.Fence = .mb
  /// The word of the array's first element, its first index and its length; -1 for no place.
  var slot: Int32 = -1
  var low: Int32 = 0
  var count: Int32 = 1
  var index = Operand.none
  /// The value; for `set` what is written; for `test` and `waitUntil` the condition.
  var value = Operand.none
  var expected = Operand.none
  /// The register for what is told or set, or -1.
  var destination: Int32 = -1
  /// The operation behind this one, and the one behind a test that does not hold.
  var next: Int32 = 0
  var otherwise: Int32 = 0
  /// The instruction of the program that it is made of.
  var instruction: Int32 = 0

  /// A value that an operation needs: known, in a register, or the result of a formula.
  struct Operand {
    enum Kind: UInt8 { case none, number, register, formula }
    var kind: Kind
    /// The number, the register, or the first operation of the formula.
    var first: Int32 = 0
    /// Behind its last one.
    var end: Int32 = 0

    static let none = Operand(kind: .none)
  }
}
