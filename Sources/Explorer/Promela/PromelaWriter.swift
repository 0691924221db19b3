public import RaceModel

/// Writes a program as Promela, step for step: one atomic sequence for each shared access with the
/// local statements behind it, so that Spin's states and transitions can be counted against those of
/// the explorer.
///
/// Spin reports one transition more, the one that makes the first state. Its own reductions have to be
/// off: `spin -o1 -o2 -o3 -a`, `-DSAFETY -DNOREDUCE`.
///
/// - Source: the Promela grammar of Spin 6.5 (`man promela`).
public struct PromelaWriter {
  private let program: Program
  private let code: SearchCode
  /// The first state: where each lane stands at its first access.
  private let first: [Int32]
  private var lines: [String] = []
  /// For each slot of a place or register, how Promela names it.
  private var slotNames: [String] = []
  private var arrayNames: [String] = []

  /// - Parameter values: what each slot can hold, if that is known; else every slot is an `int`.
  ///
  /// - Throws: what is wrong with a model whose first state cannot be made.
  public init(_ program: Program, values: [ClosedRange<Int32>]? = nil) throws(Fault) {
    self.program = program
    code = SearchCode(program)
    var machine = Machine(program)
    first = try machine.initialState()
    declare(values)
    for lane in 0..<program.laneCount { process(lane) }
  }

  /// The Promela text.
  public var text: String { lines.map { $0 + "\n" }.joined() }

  // MARK: - Declarations

  private mutating func declare(_ values: [ClosedRange<Int32>]?) {
    let settings = program.choice.switches.sorted { $0.key < $1.key }
      .map { "\($0.key)=\($0.value ? "on" : "off")" }
    lines = ["/* \(Self.plain(program.title))"]
    lines.append(" * model \(program.name), kernel \(program.choice.kernel ?? "none")")
    for (name, value) in program.choice.parameters.sorted(by: { $0.key < $1.key }) {
      lines.append(" * \(name) = \(value)")
    }
    lines += settings.map { " * " + $0 } + [" */"]
    var used: Set<String> = []
    for (index, array) in program.arrays.enumerated() {
      let name = Self.identifier(array.name, index, &used)
      arrayNames.append(name)
      let slots = Int(array.bounds.slot)..<Int(array.bounds.slot + array.bounds.count)
      let type = Self.type(slots.compactMap { values?[$0] }, isKnown: values != nil)
      if array.bounds.count == 1 {
        lines.append("\(type) \(name) = \(first[slots.lowerBound]);")
        slotNames.append(name)
      } else {
        let all = first[slots].map(String.init).joined(separator: ", ")
        lines.append("\(type) \(name)[\(array.bounds.count)] = { \(all) };")
        slotNames += slots.map { "\(name)[\($0 - slots.lowerBound)]" }
      }
    }
    for slot in program.placeSlots..<(program.slotCount - program.laneCount) {
      slotNames.append("r\(slot)")
      let type = Self.type(values.map { [$0[slot]] } ?? [], isKnown: values != nil)
      lines.append("\(type) r\(slot) = \(first[slot]);")
    }
    for lane in 0..<program.laneCount { lines.append("bit done\(lane);") }
    lines.append("hidden int before;")
    lines.append("")
    lines.append("#define ALWAYS \(asserts { !$0.isFinal })")
    lines.append("#define FINALLY \(asserts(\.isFinal))")
    let ends = (0..<program.laneCount).map { "done\($0)" }.joined(separator: " && ")
    lines.append("#define ENDED (\(ends))")
  }

  private func asserts(_ isWanted: (Program.Property) -> Bool) -> String {
    let all = program.properties.filter(isWanted).map { property in
      "assert(\(expression(program.formulas[Int(property.formula.start)..<Int(property.formula.end)])))"
    }
    return all.isEmpty ? "skip" : all.joined(separator: "; ")
  }

  /// The smallest type that holds the values.
  private static func type(_ ranges: [ClosedRange<Int32>], isKnown: Bool) -> String {
    guard isKnown, let low = ranges.map(\.lowerBound).min(),
      let high = ranges.map(\.upperBound).max()
    else { return "int" }
    if low >= 0, high <= 1 { return "bit" }
    if low >= 0, high <= 255 { return "byte" }
    return low >= -32768 && high <= 32767 ? "short" : "int"
  }

  private static func identifier(_ name: String, _ index: Int, _ used: inout Set<String>) -> String
  {
    let letters = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
    var result = "p_" + String(letters).replacing("__", with: "_")
    if !used.insert(result).inserted {
      result += "_\(index)"
      used.insert(result)
    }
    return result
  }

  /// Text that cannot end a comment.
  private static func plain(_ text: String) -> String {
    String(text.map { $0.isASCII && $0 != "*" && !$0.isNewline ? $0 : "?" })
  }

  // MARK: - Processes

  private mutating func process(_ lane: Int) {
    lines.append("")
    lines.append("/* CPU \(lane): \(Self.plain(program.laneTitles[lane])) */")
    lines.append("active proctype cpu\(lane)() {")
    let start = Int(first[program.counterSlot(lane)])
    if start != Int(code.stops[lane][0]) { lines.append("  goto \(label(lane, start));") }
    for stop in code.stops[lane] { step(lane, Int(stop)) }
    lines.append("}")
  }

  private func label(_ lane: Int, _ at: Int) -> String {
    (code.operations[at].code == .end ? "end" : "L") + "\(lane)_\(at)"
  }

  private mutating func step(_ lane: Int, _ at: Int) {
    let operation = code.operations[at]
    guard operation.code != .end else {
      lines.append("end\(lane)_\(at): false")
      return
    }
    if case .access(let access) = program.instructions[at] {
      lines.append("  /* \(Self.plain(program.rows[access.row].text)) */")
    }
    lines.append("L\(lane)_\(at): atomic {")
    lines.append("    \(guardText(operation, lane)) ->")
    for effect in effects(operation, lane) { lines.append("    " + effect) }
    locals(lane, Int(operation.next), "    ")
    lines.append("  }")
  }

  /// What must be true before the access can be made.
  private func guardText(_ operation: FlatOperation, _ lane: Int) -> String {
    switch operation.code {
    case .lock:
      let place = place(operation)
      return operation.flag
        ? "(\(place) == 0)" : "((\(place) & 255) == 0 && (\(place) & \(1 << (8 + lane))) == 0)"
    case .join:
      let others = (0..<program.laneCount).filter { $0 != lane }.map { "done\($0)" }
      return "(" + (others.isEmpty ? "true" : others.joined(separator: " && ")) + ")"
    case .waitUntil:
      // The condition speaks of the register that the load would fill.
      let register = slotNames[Int(operation.destination)]
      return "(" + value(operation.value, replacing: register, by: place(operation)) + ")"
    default: return "true"
    }
  }

  private func effects(_ operation: FlatOperation, _ lane: Int) -> [String] {
    let place = operation.slot >= 0 ? place(operation) : ""
    let told = operation.destination >= 0 ? slotNames[Int(operation.destination)] : nil
    func tell(_ text: String) -> [String] { told.map { ["\($0) = \(text);"] } ?? [] }
    switch operation.code {
    case .load, .waitUntil: return tell(place)
    case .join: return tell("0")
    case .store: return ["\(place) = \(value(operation.value));"] + tell("0")
    case .modify:
      let by = value(operation.value)
      let new =
        switch operation.modification {
        case .add: "\(place) + (\(by))"
        case .subtract: "\(place) - (\(by))"
        case .and: "\(place) & (\(by))"
        case .andNot: "\(place) & ~(\(by))"
        case .or: "\(place) | (\(by))"
        case .xor: "\(place) ^ (\(by))"
        case .exchange: by
        }
      return operation.flag
        ? ["\(place) = \(new);"] + tell(place)
        : ["before = \(place);", "\(place) = \(new);"] + tell("before")
    case .compareExchange:
      return [
        "before = \(place);",
        "\(place) = (before == (\(value(operation.expected))) -> (\(value(operation.value))) : before);",
      ] + tell("before")
    case .addUnless:
      return [
        "before = (\(place) != (\(value(operation.expected))));",
        "\(place) = (before -> \(place) + (\(value(operation.value))) : \(place));",
      ] + tell("before")
    case .lock:
      let new = operation.flag ? "\(place) | \(lane + 1)" : "\(place) | \(1 << (8 + lane))"
      return ["\(place) = \(new);"] + tell("0")
    case .unlock:
      // A release by a lane that does not hold the lock is an error there and here.
      return operation.flag
        ? ["assert((\(place) & 255) == \(lane + 1)); \(place) = \(place) & ~255;"] + tell("0")
        : [
          "assert((\(place) & \(1 << (8 + lane))) != 0);",
          "\(place) = \(place) & ~\(1 << (8 + lane));",
        ] + tell("0")
    case .end, .set, .test, .fence: return []
    }
  }

  /// The local statements from an operation on, up to the next stop, as a tree.
  private mutating func locals(_ lane: Int, _ start: Int, _ indent: String) {
    var at = start
    while true {
      let operation = code.operations[at]
      switch operation.code {
      case .set:
        lines.append(
          "\(indent)\(slotNames[Int(operation.destination)]) = \(value(operation.value));")
        at = Int(operation.next)
      case .test:
        lines.append("\(indent)if")
        lines.append("\(indent):: (\(value(operation.value))) ->")
        locals(lane, Int(operation.next), indent + "  ")
        lines.append("\(indent):: else ->")
        locals(lane, Int(operation.otherwise), indent + "  ")
        lines.append("\(indent)fi")
        return
      case .end:
        lines.append("\(indent)done\(lane) = 1; ALWAYS;")
        lines.append("\(indent)if :: ENDED -> FINALLY :: else fi;")
        lines.append("\(indent)goto end\(lane)_\(at)")
        return
      default:
        lines.append("\(indent)ALWAYS; goto L\(lane)_\(at)")
        return
      }
    }
  }

  // MARK: - Values

  private func place(_ operation: FlatOperation) -> String {
    guard operation.index.kind != .none else { return slotNames[Int(operation.slot)] }
    let array = program.arrays.firstIndex {
      $0.bounds.slot <= operation.slot && operation.slot < $0.bounds.slot + $0.bounds.count
    }
    let name = array.map { arrayNames[$0] } ?? ""
    return "\(name)[(\(value(operation.index))) - \(operation.low)]"
  }

  private func value(
    _ operand: FlatOperation.Operand, replacing register: String? = nil, by text: String = ""
  ) -> String {
    switch operand.kind {
    case .none: return "0"
    case .number: return number(operand.first)
    case .slot:
      let name = slotNames[Int(operand.first)]
      return name == register ? text : name
    case .formula:
      return expression(
        program.formulas[Int(operand.first)..<Int(operand.end)], replacing: register, by: text)
    }
  }

  private func number(_ value: Int32) -> String { value < 0 ? "(\(value))" : String(value) }

  /// A formula for a stack machine, as an expression.
  private func expression(
    _ operations: ArraySlice<FormulaOperation>, replacing register: String? = nil,
    by text: String = ""
  ) -> String {
    var stack: [String] = []
    var index = operations.startIndex
    func sub(_ range: Range<Int>) -> String {
      expression(operations[range], replacing: register, by: text)
    }
    while index < operations.endIndex {
      let operation = operations[index]
      index += 1
      switch operation.code {
      case .number: stack.append(number(operation.operand))
      case .slot: stack.append(name(ofSlot: Int(operation.operand), register, text))
      case .element:
        let array = program.arrays[Int(operation.operand)]
        let element = stack.popLast() ?? "0"
        stack.append("\(arrayNames[Int(operation.operand)])[\(element) - \(array.bounds.low)]")
      case .jumpIfZero:
        // `test jumpIfZero then jump otherwise`: how the compiler writes `?:`, `&&` and `||`.
        let jump = index + Int(operation.operand) - 1
        let end = jump + 1 + Int(operations[jump].operand)
        let test = stack.popLast() ?? "0"
        stack.append("(\(test) -> \(sub(index..<jump)) : \(sub(jump + 1..<end)))")
        index = end
      case .jump: break
      case .truth: stack.append("(\(stack.popLast() ?? "0") != 0)")
      case .not: stack.append("(\(stack.popLast() ?? "0") == 0)")
      case .negate: stack.append("(0 - \(stack.popLast() ?? "0"))")
      case .complement: stack.append("(~\(stack.popLast() ?? "0"))")
      default:
        let right = stack.popLast() ?? "0"
        let left = stack.popLast() ?? "0"
        stack.append("(\(left) \(Self.sign(operation.code)) \(right))")
      }
    }
    return stack.last ?? "0"
  }

  /// A program counter stands for whether its lane is done: nothing else can be asked of it.
  private func name(ofSlot slot: Int, _ register: String?, _ text: String) -> String {
    guard slot < slotNames.count else {
      let lane = slot - slotNames.count
      return "(done\(lane) -> \(code.stops[lane].last ?? 0) : -1)"
    }
    return slotNames[slot] == register ? text : slotNames[slot]
  }

  private static func sign(_ code: FormulaOperation.Code) -> String {
    switch code {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .remainder: "%"
    case .and: "&"
    case .or: "|"
    case .xor: "^"
    case .shiftLeft: "<<"
    case .shiftRight: ">>"
    case .equal: "=="
    case .unequal: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    default: ">="
    }
  }
}
