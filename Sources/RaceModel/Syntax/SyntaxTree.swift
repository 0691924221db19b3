/// A model as it is written: nothing resolved, every node with its place.
struct SyntaxTree: Sendable {
  var name = ""
  var title = ""
  var remarks: [String] = []
  var parameters: [ParameterItem] = []
  var constants: [ConstantItem] = []
  var switches: [SwitchItem] = []
  var kernels: [KernelItem] = []
  var places: [PlaceItem] = []
  var functions: [FunctionItem] = []
  var lanes: [LaneItem] = []
  var properties: [PropertyItem] = []

  /// Every label that stands anywhere.
  var labels: Set<String> {
    (functions.map(\.body) + lanes.map(\.body)).reduce(into: []) { found, body in
      for statement in body { statement.collectLabels(&found) }
    }
  }
}

/// A name where it is declared or used.
struct Name: Hashable {
  var text: String
  var offset: Int
}

struct ParameterItem: Sendable {
  var name: Name
  var value: Expression
  var low: Expression
  var high: Expression
  var help: String
}

struct ConstantItem: Sendable {
  var name: Name
  var value: Expression
}

struct SwitchItem: Sendable {
  var name: Name
  var isOn: Bool
  var help: String
}

struct KernelItem: Sendable {
  var name: String
  var offset: Int
  var help: String
  var settings: [(name: Name, isOn: Bool)]
  var shownNames: [(name: Name, shown: String)]
}

struct PlaceItem: Sendable {
  var name: Name
  var type: Name
  var isLoud: Bool
  var isPartlyRecorded: Bool
  /// The lowest index, 0 if it is not written; an array from 1 is indexed by page frame.
  var low: Expression?
  /// How many elements, or behind `low ..` the highest index.
  var count: Expression?
  var value: Expression?

  /// Its name without the structure that it is in: `mm->has_pinned` is `has_pinned`.
  var shortName: String { name.text.split(separator: ">").last.map(String.init) ?? name.text }
}

struct FunctionItem: Sendable {
  struct Parameter: Sendable {
    var type: Name
    var isPlace: Bool
    var name: Name
  }
  var name: Name
  /// `void`, `int`, `bool` or `pte_t`.
  var type: String
  /// Shows no call of its own: its one access shows the call.
  var isInline: Bool
  var parameters: [Parameter]
  /// How a call reads on the lanes, if not as it is written: `wp_page_copy(vmf)`.
  var shownCall: String?
  var body: [Statement]
  var remarks: [String]
}

struct LaneItem: Sendable {
  var title: String
  var offset: Int
  var body: [Statement]
}

struct PropertyItem: Sendable {
  var name: Name
  var isFinal: Bool
  var sentence: String
  var formula: Expression
}

struct Statement: Sendable {
  indirect enum Form: Sendable {
    case declare(type: Name, name: Name, value: Expression?)
    case declareArray(type: Name, name: Name, count: Expression)
    /// `target op value`; the operator is `=`, `+=` or `-=`.
    case assign(target: Expression, sign: String, value: Expression)
    case evaluate(Expression)
    case test(Expression, then: [Statement], otherwise: [Statement])
    case loop(variable: Name, from: Expression, condition: Expression, step: Int, body: [Statement])
    case block([Statement])
    case leave(Expression?)
    case exitLoop
    case nextRound
    case join
    case empty
  }
  var form: Form
  var offset: Int
  var label: Name?
  var remarks: [String]

  /// What is left of a test that the choice decides: what is said of the test is said of that.
  func saying(_ branch: [Statement]) -> [Statement] {
    guard var first = branch.first else { return branch }
    if first.remarks.isEmpty { first.remarks = remarks }
    first.label = first.label ?? label
    return [first] + branch.dropFirst()
  }

  func collectLabels(_ found: inout Set<String>) {
    if let label { found.insert(label.text) }
    switch form {
    case .test(_, let then, let otherwise):
      for statement in then + otherwise { statement.collectLabels(&found) }
    case .loop(_, _, _, _, let body), .block(let body):
      for statement in body { statement.collectLabels(&found) }
    default: break
    }
  }
}

struct Expression: Sendable {
  indirect enum Form: Sendable {
    case number(Int)
    case name(String)
    case index(Expression, Expression)
    /// `*p`
    case dereference(Expression)
    /// `&x`
    case reference(Expression)
    case unary(String, Expression)
    case binary(String, Expression, Expression)
    case conditional(Expression, Expression, Expression)
    case call(Name, [Expression])
  }
  var form: Form
  var offset: Int
}
