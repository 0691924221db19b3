internal import RaceTrace

/// An instruction of a program as it is carried out at speed: one flat record, without a formula where
/// a value is known or stands in a slot.
package struct FlatOperation: Sendable {
  package enum Code: UInt8, Sendable {
    // Shared accesses: what a step begins with. Keep them first.
    case load, store, modify, compareExchange, addUnless, lock, unlock, waitUntil, join
    /// The lane has ended.
    case end
    // What follows an access at once.
    case set, test, fence
  }

  /// A value that an operation needs: known, in a slot, or the result of a formula.
  package struct Operand: Sendable {
    package enum Kind: UInt8, Sendable { case none, number, slot, formula }
    package var kind: Kind
    /// The number, the slot, or the first operation of the formula.
    package var first: Int32 = 0
    /// Behind its last one.
    package var end: Int32 = 0

    package static let none = Operand(kind: .none)

    /// The value of a formula.
    package init(_ formula: Formula) {
      (kind, first, end) = (.formula, formula.start, formula.end)
    }

    fileprivate init(kind: Kind, first: Int32 = 0) { (self.kind, self.first) = (kind, first) }

    fileprivate init(_ formula: Formula?, _ program: Program) {
      guard let formula else {
        self = .none
        return
      }
      self.init(formula)
      guard formula.end == formula.start + 1 else { return }
      let only = program.formulas[Int(formula.start)]
      if only.code == .number { self = Operand(kind: .number, first: only.operand) }
      if only.code == .slot { self = Operand(kind: .slot, first: only.operand) }
    }
  }

  package var code: Code
  /// For `modify`: which.
  package var modification = Access.Modification.add
  /// For `modify`: tells the new value. For locks: exclusive.
  package var flag = false
  /// How it orders others; of a `fence`, `full` for smp_mb(), `acquire` for smp_rmb() and `release` for
  /// smp_wmb(). With it, the record fills a cache line.
  package var ordering = AccessOrdering.plain
  /// Where the elements of the array begin, what its first index is, and how many there are; a
  /// `slot` of -1 for no place.
  package var slot: Int32 = -1
  package var low: Int32 = 0
  package var count: Int32 = 1
  package var index = Operand.none
  /// The value; for `set` what is written; for `test` and `waitUntil` the condition.
  package var value = Operand.none
  package var expected = Operand.none
  /// Where what is told or set goes, or -1.
  package var destination: Int32 = -1
  /// The operation behind this one, and the one behind a test that does not hold.
  package fileprivate(set) var next: Int32 = 0
  package fileprivate(set) var otherwise: Int32 = 0

  /// Whether a step begins with it.
  package var isStop: Bool { code.rawValue <= Code.end.rawValue }

  fileprivate init(_ instruction: Program.Instruction, _ program: Program) {
    // Nobody comes to a jump or a row that is no barrier: ``FlatCode/link(_:keepsFences:)`` leads past.
    code = .end
    switch instruction {
    case .end, .jump: break
    case .set(let slot, let formula):
      (code, destination, value) = (.set, slot, Operand(formula, program))
    case .test(let formula, _, _): (code, value) = (.test, Operand(formula, program))
    case .row(let row, _):
      guard case .fence(let fence) = program.rows[row].kind else { break }
      code = .fence
      switch fence {
      case .mb: ordering = .full
      case .rmb: ordering = .acquire
      case .wmb: ordering = .release
      }
    case .access(let access): set(access, program)
    }
  }

  private mutating func set(_ access: Access, _ program: Program) {
    if access.array >= 0 {
      let bounds = program.arrays[access.array].bounds
      (slot, low, count) = (bounds.slot, bounds.low, bounds.count)
    }
    index = Operand(access.index, program)
    if index.kind == .none { count = 1 }
    if index.kind == .number, index.first >= low, index.first - low < count {
      slot += index.first - low
      (index, count) = (.none, 1)
    }
    value = Operand(access.value, program)
    expected = Operand(access.expected, program)
    (destination, ordering) = (access.destination, access.ordering)
    switch access.kind {
    case .load: code = .load
    case .store: code = .store
    case .modify(let modification, let tellsNew):
      (code, self.modification, flag) = (.modify, modification, tellsNew)
    case .compareExchange: code = .compareExchange
    case .addUnless: code = .addUnless
    case .lock(let isExclusive): (code, flag) = (.lock, isExclusive)
    case .unlock(let isExclusive): (code, flag) = (.unlock, isExclusive)
    case .waitUntil(let condition): (code, value) = (.waitUntil, Operand(condition, program))
    case .join: code = .join
    }
  }
}

/// All instructions of a program as flat operations, at the same indices.
package struct FlatCode: Sendable {
  package var operations: [FlatOperation]
  /// The first operation of each lane; before ``link(_:keepsFences:)`` there is none.
  package private(set) var entries: [Int32] = []

  /// The operations of `program`, which lead nowhere yet.
  package init(_ program: Program) {
    operations = program.instructions.map { FlatOperation($0, program) }
  }

  /// Sets where each operation goes on: past jumps, rows, and writes to nowhere; past barriers, too,
  /// unless they are kept.
  package mutating func link(_ program: Program, keepsFences: Bool) {
    func real(_ start: Int) -> Int32 {
      var index = start
      while index < program.instructions.count {
        switch program.instructions[index] {
        case .jump(let target): index = target
        case .row:
          if keepsFences, operations[index].code == .fence { return Int32(index) }
          index += 1
        case .set where operations[index].destination < 0: index += 1
        default: return Int32(index)
        }
      }
      return Int32(index)
    }
    for index in operations.indices {
      operations[index].next = real(index + 1)
      if case .test(_, let otherwise, _) = program.instructions[index] {
        operations[index].otherwise = real(otherwise)
      }
    }
    entries = program.entries.map { real($0) }
  }
}
