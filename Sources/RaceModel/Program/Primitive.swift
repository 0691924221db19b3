/// A primitive of the language: one shared access, spelled and ordered as in the kernel.
///
/// Source: Documentation/atomic_t.txt, Documentation/memory-barriers.txt and
/// include/linux/atomic/*.h, Linux 6.1; page-table primitives as in include/linux/pgtable.h.
struct Primitive {
  enum Argument: Equatable {
    /// `&x`
    case place
    /// `x`, as `READ_ONCE()` takes it
    case lvalue
    case value
    case bit
  }

  /// What the call's value is made of.
  enum Result: Equatable {
    case nothing
    /// What the access told.
    case told
    case isZero
    /// The chosen bit of it.
    case bit
  }

  var arguments: [Argument]
  var kind: Access.Kind
  var ordering: AccessOrdering
  var result: Result
  /// A value that is part of the primitive: the 1 of `atomic_inc()`.
  var value: Int?
  var expected: Int?
  /// Whether it is one on locks only.
  var isLocking = false
  /// Whether it is one on page-table entries only.
  var isPte = false
  /// Whether it computes with what the place holds, as with a number.
  var isArithmetic: Bool {
    guard !isPte else { return false }
    switch kind {
    case .modify(.exchange, _): return false
    case .modify, .addUnless: return true
    default: return result == .bit
    }
  }

  static let all: [String: Primitive] = {
    var table: [String: Primitive] = [
      "READ_ONCE": load([.lvalue], .once),
      "WRITE_ONCE": store([.lvalue, .value], .once),
      "smp_load_acquire": load([.place], .acquire),
      "smp_store_release": store([.place, .value], .release),
      "atomic_read": load([.place], .once),
      "atomic_read_acquire": load([.place], .acquire),
      "atomic_set": store([.place, .value], .once),
      "atomic_set_release": store([.place, .value], .release),
      "refcount_read": load([.place], .once),
      "refcount_set": store([.place, .value], .once),
      "ptep_get": pte(load([.place], .once)),
      "ptep_get_lockless": pte(load([.place], .once)),
      "set_pte_at": pte(store([.place, .value], .once)),
    ]
    table["ptep_set_wrprotect"] = pte(
      Primitive(
        arguments: [.place], kind: .modify(.andNot, tellsNew: false), ordering: .once,
        result: .nothing, value: PteBits.write))
    table["ptep_clear_flush"] = pte(
      Primitive(
        arguments: [.place], kind: .modify(.exchange, tellsNew: false), ordering: .full,
        result: .told, value: 0))
    table["test_bit"] = Primitive(
      arguments: [.bit, .place], kind: .load, ordering: .once, result: .bit)
    table["set_bit"] = Primitive(
      arguments: [.bit, .place], kind: .modify(.or, tellsNew: false), ordering: .once,
      result: .nothing)
    table["clear_bit"] = Primitive(
      arguments: [.bit, .place], kind: .modify(.andNot, tellsNew: false), ordering: .once,
      result: .nothing)
    addAtomics(to: &table)
    for (name, isExclusive) in [("spin", true), ("write", true), ("read", false)] {
      let (take, give) =
        name == "spin" ? ("spin_lock", "spin_unlock") : ("down_\(name)", "up_\(name)")
      table[take] = lock(.lock(isExclusive: isExclusive), .acquire)
      table[give] = lock(.unlock(isExclusive: isExclusive), .release)
    }
    table["spin_lock_relaxed"] = lock(.lock(isExclusive: true), .once)
    table["spin_unlock_relaxed"] = lock(.unlock(isExclusive: true), .once)
    return table
  }()

  private static func addAtomics(to table: inout [String: Primitive]) {
    let suffixes: [(String, AccessOrdering)] = [
      ("", .full), ("_relaxed", .once), ("_acquire", .acquire), ("_release", .release),
    ]
    let operations: [(String, Access.Modification, Int?)] = [
      ("add", .add, nil), ("sub", .subtract, nil), ("inc", .add, 1), ("dec", .subtract, 1),
      ("and", .and, nil), ("andnot", .andNot, nil), ("or", .or, nil), ("xor", .xor, nil),
    ]
    for (name, operation, value) in operations {
      let arguments: [Argument] = value == nil ? [.value, .place] : [.place]
      func add(_ name: String, _ tellsNew: Bool, _ ordering: AccessOrdering, _ result: Result) {
        table[name] = Primitive(
          arguments: arguments, kind: .modify(operation, tellsNew: tellsNew), ordering: ordering,
          result: result, value: value)
      }
      add("atomic_\(name)", false, .once, .nothing)
      add("atomic_\(name)_and_test", true, .full, .isZero)
      for (suffix, ordering) in suffixes {
        add("atomic_\(name)_return\(suffix)", true, ordering, .told)
        add("atomic_fetch_\(name)\(suffix)", false, ordering, .told)
      }
    }
    for (suffix, ordering) in suffixes {
      for prefix in ["", "atomic_"] {
        table["\(prefix)xchg\(suffix)"] = Primitive(
          arguments: [.place, .value], kind: .modify(.exchange, tellsNew: false),
          ordering: ordering, result: .told)
        table["\(prefix)cmpxchg\(suffix)"] = Primitive(
          arguments: [.place, .value, .value], kind: .compareExchange, ordering: ordering,
          result: .told)
      }
    }
    table["atomic_add_unless"] = Primitive(
      arguments: [.place, .value, .value], kind: .addUnless, ordering: .full, result: .told)
    table["atomic_inc_not_zero"] = Primitive(
      arguments: [.place], kind: .addUnless, ordering: .full, result: .told, value: 1, expected: 0)
    table["refcount_inc"] = table["atomic_inc"]
    table["refcount_dec_and_test"] = table["atomic_dec_and_test"]
    table["refcount_inc_not_zero"] = table["atomic_inc_not_zero"]
  }

  private static func load(_ arguments: [Argument], _ ordering: AccessOrdering) -> Primitive {
    Primitive(arguments: arguments, kind: .load, ordering: ordering, result: .told)
  }

  private static func store(_ arguments: [Argument], _ ordering: AccessOrdering) -> Primitive {
    Primitive(arguments: arguments, kind: .store, ordering: ordering, result: .nothing)
  }

  private static func lock(_ kind: Access.Kind, _ ordering: AccessOrdering) -> Primitive {
    Primitive(
      arguments: [.place], kind: kind, ordering: ordering, result: .nothing, isLocking: true)
  }

  private static func pte(_ primitive: Primitive) -> Primitive {
    var primitive = primitive
    primitive.isPte = true
    return primitive
  }

  /// Barriers, which order accesses and touch nothing.
  static let fences: [String: Operation.Fence] = [
    "smp_mb": .mb, "smp_rmb": .rmb, "smp_wmb": .wmb, "smp_mb__before_atomic": .mb,
    "smp_mb__after_atomic": .mb, "smp_mb__after_spinlock": .mb,
  ]
}

internal import RaceTrace

/// How the machine packs a page-table entry: four bits and a page frame from 1; 0 maps nothing.
enum PteBits {
  static let present = 1
  static let write = 2
  static let accessed = 4
  static let dirty = 8
  static let frameShift = 4

  /// The raw word of x86-64 for a packed entry: bits of arch/x86/include/asm/pgtable_types.h.
  static func raw(_ packed: Int32) -> UInt64 {
    let packed = UInt64(UInt32(bitPattern: packed))
    guard packed != 0 else { return 0 }
    func bit(_ own: Int, _ position: UInt64) -> UInt64 {
      packed & UInt64(own) != 0 ? 1 << position : 0
    }
    let flags = bit(present, 0) | bit(write, 1) | bit(accessed, 5) | bit(dirty, 6)
    return 1 << 63 | PageFrame.raw(Int32(packed >> 4)) << 12 | 1 << 2 | flags
  }
}

/// How the machine counts page frames: from 1, so that 0 is none. Shown from 0xa on: page A.
enum PageFrame {
  private static let first: UInt64 = 0xA
  static func raw(_ packed: Int32) -> UInt64 {
    packed == 0 ? 0 : first + UInt64(UInt32(bitPattern: packed)) - 1
  }
}
