/// An expression over the slots of a state, compiled for a stack machine: no calls, no effects.
///
/// The operations of all formulas of a program lie in one array; a formula is a piece of it.
public struct Formula: Hashable, Sendable {
  /// The first operation.
  package let start: Int32
  /// Behind the last one.
  package let end: Int32
}

/// One operation of a formula. `operand` is a number, a slot or how far to jump.
package struct FormulaOperation: Hashable, Sendable {
  package enum Code: UInt8 {
    case number
    /// Pushes a slot.
    case slot
    /// Pops an index and pushes that element of the array whose bounds are in `arrays[operand]`.
    case element
    case add, subtract, multiply, divide, remainder
    case and, or, xor, shiftLeft, shiftRight
    case equal, unequal, less, lessOrEqual, greater, greaterOrEqual
    case not, negate, complement
    /// Pops, and jumps when it is zero.
    case jumpIfZero
    case jump
    /// Makes the top 0 or 1.
    case truth
  }

  package var code: Code
  package var operand: Int32
}

/// Where the elements of an array of places lie.
package struct ArrayBounds: Hashable, Sendable {
  package var slot: Int32
  package var low: Int32
  package var count: Int32
}

/// Why a statement could not be carried out: the model itself is wrong there.
public enum Fault: Error, Hashable, Sendable {
  /// An index outside its array.
  case index(array: String, index: Int)
  /// A lock let go by a lane that does not hold it.
  case notHeld(lock: String)
  /// A division by zero.
  case division
  /// A value beyond 32 bits.
  case overflow

  /// The fault in words.
  public var words: String {
    switch self {
    case .index(let array, let index): "\(array) has no element \(index)"
    case .notHeld(let lock): "\(lock) is let go by a lane that does not hold it"
    case .division: "a division by zero"
    case .overflow: "a value of more than 32 bits"
    }
  }
}
