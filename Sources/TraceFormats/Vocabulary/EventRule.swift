internal import RaceTrace

/// What an event of one name means. Fields are meant by their slot in ``fields``.
struct EventRule: Hashable, Sendable {
  var name: String
  /// The fields that are read.
  var fields: [String]
  /// The lane that a task belongs to once it reports this event.
  var lane: Int?
  var text: Wording
  var note: Wording?
  var about: SubjectRule?
  var isHarness = false
  var isCounted = false
  var startsEpisode = false
  var operations: [OperationRule]
}

/// What an event is about.
struct SubjectRule: Hashable, Sendable {
  enum Extent: Hashable, Sendable {
    /// The first address behind it.
    case end(Operand)
    /// How many pages it has.
    case pages(Operand)
    case onePage
  }

  var space: Operand?
  var start: Operand
  var extent: Extent

  /// The page size of the only page-table layouts that are read, x86-64 and arm64 with 4 KiB pages.
  static let pageBytes: UInt64 = 4096
}

/// Where a value comes from.
enum Operand: Hashable, Sendable {
  case field(Int)
  case literal(FieldNumber)
  /// The page frame in the x86-64 page-table entry that the field holds.
  case pageFrame(Int)
  /// The same as in the place of that declaration which the task touched last.
  case last(declaration: Int)
}

/// One operation of an event.
struct OperationRule: Hashable, Sendable {
  enum Action: Hashable, Sendable {
    case load(Operand)
    case observe(Operand)
    case store(old: Operand?, new: Operand)
    case rmw(old: Operand?, new: Operand)
    case forget
    case lock(LockWord.Mode)
    case unlock(LockWord.Mode)
    case fence(Operation.Fence)
    case call
    case ret(Operand?)
    case branch(Operand)
    case mark
  }

  struct Words: Hashable, Sendable {
    var outcome: FieldNumber
    var text: String
  }

  var action: Action
  /// The place's declaration; -1 for an action without a place.
  var declaration = -1
  var space: Operand?
  var address: Operand?
  /// Of which bit of a value the operation is.
  var bit: Int?
  /// What must all be true for it to have happened.
  var tests: [FieldTest] = []
  /// What the outcomes of a branch mean.
  var words: [Words] = []
}

/// A test of a field: `if: {retry: 1}`. One of whether the field is there at all has no bound.
struct FieldTest: Hashable, Sendable {
  enum Comparison: String, Hashable, Sendable, CaseIterable {
    case unequal = "!="
    case atMost = "<="
    case atLeast = ">="
    case less = "<"
    case greater = ">"
    case equal = "=="
    case anyBit = "&"
  }

  var slot: Int
  var comparison: Comparison
  var bound: FieldNumber
  /// Whether it asks only for the field to be there.
  var isPresence = false

  func holds(_ number: FieldNumber) -> Bool {
    switch comparison {
    case .unequal: number.value != bound.value
    case .atMost: number.value <= bound.value
    case .atLeast: number.value >= bound.value
    case .less: number.value < bound.value
    case .greater: number.value > bound.value
    case .equal: number.value == bound.value
    case .anyBit: number.bits & bound.bits != 0
    }
  }
}
