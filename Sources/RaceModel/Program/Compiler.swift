internal import RaceTrace

/// Turns a tree and a choice into a program: switches and parameters are constants, functions are
/// inlined, loops are unrolled, and every shared access becomes one instruction.
struct Compiler {
  /// The most instructions that a program may have.
  static let instructionsMax = 20_000
  /// The most rounds that a loop may have.
  static let roundsMax = 64
  /// How deep calls may nest.
  static let callDepthMax = 24
  /// How many statements and parts of expressions may be compiled, with those of unrolled loops and
  /// inlined functions counted each time.
  static let workMax = 200_000
  /// How much of that the check of a model for all of its choices may take together.
  static let checkWorkMax = 500_000
  /// The most operations that all expressions together may have.
  static let operationsMax = 200_000
  /// The most places and registers together.
  static let slotsMax = 512

  /// What a name stands for.
  enum Binding {
    case constant(Int)
    /// A loop's variable in one of its rounds: a number, also where it is printed.
    case round(Int)
    case register(Int32, ValueType)
    /// Registers in a row; which one is known wherever one is named.
    case registers(Int32, count: Int, ValueType)
    case place(PlaceReference)
    /// A name that is only printed: `oldmm`.
    case opaque
  }

  /// A jump whose target is not known yet.
  struct Label { var jumps: [Int] = [] }

  /// What the rows of the current statement show.
  struct StatementContext {
    var text: String
    var label: String
    var remark: String
    var line: Int
    var offset = 0
    /// Whether the one access or call that a statement may have is there.
    var hasEffect = false
    /// Whether an effect may stand where the compiler is: not behind `&&`, `||` and `?:`.
    var allowsEffect = true
  }

  let source: SourceText
  let tree: SyntaxTree
  let choice: ModelChoice
  var program: Program
  var errors: [ModelError] = []
  /// Names, the innermost scope last.
  var scopes: [[String: Binding]] = [[:]]
  var functions: [String: FunctionItem] = [:]
  var shownNames: [String: String] = [:]
  /// The functions that are being inlined.
  var callStack: [String] = []
  /// How many of them show their call's statement in place of their own.
  var inlineDepth = 0
  /// The parameters of the innermost function that are pointers to places.
  var pointers: Set<String> = []
  var context = StatementContext(text: "", label: "", remark: "", line: 0)
  /// The next free register, and the highest that was used since the last look.
  var nextRegister: Int32 = 0
  var highRegister: Int32 = 0
  var returnLabel = Label()
  var returnRegister: (slot: Int32, type: ValueType)?
  var loopLabels: [(exit: Label, next: Label)] = []
  private(set) var work = 0

  init(_ source: SourceText, _ tree: SyntaxTree, _ choice: ModelChoice) {
    self.source = source
    self.tree = tree
    self.choice = choice
    program = Program(
      name: tree.name, title: tree.title, choice: choice, laneTitles: tree.lanes.map(\.title))
    program.labels = tree.labels
  }

  /// The program.
  ///
  /// - Complexity: O(*instructions*), of which there are at most ``instructionsMax``
  mutating func run() throws(ModelErrors) -> Program {
    declare()
    if tree.lanes.isEmpty || tree.lanes.count > Trace.lanesMax {
      let offset = tree.lanes.count > Trace.lanesMax ? tree.lanes[Trace.lanesMax].offset : 0
      error(offset, "a model has one or two lanes; this one has \(tree.lanes.count)")
    }
    guard errors.isEmpty else { throw ModelErrors(errors) }
    nextRegister = Int32(program.placeSlots)
    for lane in tree.lanes {
      let first = nextRegister
      highRegister = first
      program.entries.append(program.instructions.count)
      returnLabel = Label()
      returnRegister = nil
      callStack = []
      scoped { compiler in
        compiler.statements(lane.body)
        compiler.bind(compiler.returnLabel)
      }
      emit(.end)
      program.registers.append(Int(first)..<Int(highRegister))
      nextRegister = highRegister
      guard errors.count < Parser.errorsMax else { break }
    }
    if tree.properties.count > Model.propertiesMax {
      error(
        tree.properties[Model.propertiesMax].name.offset,
        "a model has at most \(Model.propertiesMax) properties; this one has "
          + "\(tree.properties.count)")
    }
    for item in tree.properties { property(item) }
    if program.slotCount > Self.slotsMax {
      error(
        0, "the model needs \(program.slotCount) places and variables; at most \(Self.slotsMax)")
    }
    guard errors.isEmpty else { throw ModelErrors(errors) }
    return program
  }

  private mutating func property(_ item: PropertyItem) {
    context = StatementContext(
      text: "", label: "", remark: "", line: 0, offset: item.formula.offset)
    do throws(Parser.Abandoned) {
      let value = try statePredicate(item.formula)
      program.properties.append(
        Program.Property(
          name: item.name.text, sentence: item.sentence, isFinal: item.isFinal,
          formula: formula(value)))
    } catch {}
  }

  // MARK: - Bounds

  /// Whether there is no sense in going on.
  var isExhausted: Bool {
    errors.count >= Parser.errorsMax || work > Self.workMax
      || program.instructions.count >= Self.instructionsMax
      || program.formulas.count >= Self.operationsMax
  }

  /// Counts one piece of work; one too many is told once.
  mutating func spend(_ offset: Int) throws(Parser.Abandoned) {
    work += 1
    guard work > Self.workMax else { return }
    if work == Self.workMax + 1 {
      error(offset, "the model unrolls to more than \(Self.workMax) statements and values")
    }
    throw Parser.Abandoned()
  }

  // MARK: - Instructions

  mutating func emit(_ instruction: Program.Instruction) {
    guard program.instructions.count < Self.instructionsMax else { return }
    program.instructions.append(instruction)
    if program.instructions.count == Self.instructionsMax {
      error(
        context.offset, "the model unrolls to more than \(Self.instructionsMax) instructions")
    }
  }

  /// Emits a jump whose target is bound later, and returns its index.
  mutating func jump() -> Int {
    emit(.jump(-1))
    return program.instructions.count - 1
  }

  /// Lets all jumps to `label` arrive here.
  mutating func bind(_ label: Label) {
    let here = program.instructions.count
    for index in label.jumps where program.instructions.indices.contains(index) {
      switch program.instructions[index] {
      case .jump: program.instructions[index] = .jump(here)
      case .test(let formula, _, let row):
        program.instructions[index] = .test(formula, otherwise: here, row: row)
      default: break
      }
    }
  }

  mutating func formula(_ value: Value) -> Formula {
    let start = program.formulas.count
    guard start < Self.operationsMax else { return Formula(start: 0, end: 0) }
    if start + value.operations.count >= Self.operationsMax {
      error(
        context.offset, "all expressions together have more than \(Self.operationsMax) operations")
    }
    program.formulas.append(contentsOf: value.operations)
    return Formula(start: Int32(start), end: Int32(program.formulas.count))
  }

  mutating func set(_ slot: Int32, _ value: Value) { emit(.set(slot, formula(value))) }

  // MARK: - Registers

  mutating func newRegister() -> Int32 {
    guard nextRegister < Self.slotsMax else {
      // Told once, at the end.
      highRegister = Int32(Self.slotsMax) + 1
      return nextRegister
    }
    defer { nextRegister += 1 }
    highRegister = max(highRegister, nextRegister + 1)
    return nextRegister
  }

  /// Runs `body` in a scope of its own. Its registers are zero again behind it, whichever way it is
  /// left: dead values would tell apart states that are the same.
  mutating func scoped(_ body: (inout Compiler) -> Void) {
    let (mark, high) = (nextRegister, highRegister)
    highRegister = nextRegister
    scopes.append([:])
    body(&self)
    scopes.removeLast()
    clearRegisters(from: mark)
    nextRegister = mark
    highRegister = max(high, highRegister)
  }

  mutating func clearRegisters(from mark: Int32) {
    for slot in mark..<max(mark, highRegister) { set(slot, .constant(0)) }
  }

  // MARK: - Rows and errors

  /// Adds a row for the current statement.
  mutating func row(
    _ kind: Program.Row.Kind, text: String? = nil, outcomes: [String] = []
  ) -> Int {
    program.rows.append(
      Program.Row(
        kind: kind, text: text ?? context.text, function: callStack.last ?? "",
        label: context.label, remark: context.remark, line: context.line, outcomes: outcomes))
    return program.rows.count - 1
  }

  mutating func error(_ offset: Int, _ message: String) {
    guard errors.count < Parser.errorsMax else { return }
    errors.append(ModelError(source, at: offset, message))
  }

  mutating func fail(_ offset: Int, _ message: String) -> Parser.Abandoned {
    error(offset, message)
    return Parser.Abandoned()
  }

  func lookup(_ name: String) -> Binding? {
    for scope in scopes.reversed() {
      if let binding = scope[name] { return binding }
    }
    return nil
  }
}
