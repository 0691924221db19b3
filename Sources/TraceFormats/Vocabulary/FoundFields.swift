internal import RaceTrace

/// The fields of one event line that its rule reads, and what the rule makes of them.
///
/// A value of its own: each event asks for a dozen numbers, and a copy of the whole interpreter would
/// be made for each.
struct FoundFields: Sendable {
  private var rule: CompiledEvent?
  private var lineNumber = 0
  /// Where the value of each slot stands in the line.
  private var values: [Range<Int>?] = []

  /// Begins with another line, in which nothing is found yet.
  mutating func begin(_ rule: CompiledEvent, line number: Int) {
    self.rule = rule
    lineNumber = number
    begin(count: rule.rule.fields.count)
  }

  /// Begins with `count` slots, and nothing found for any.
  mutating func begin(count: Int) {
    while values.count < count { values.append(nil) }
    for slot in 0..<count { values[slot] = nil }
  }

  /// Where the value of `slot` stands, if it is there.
  subscript(slot: Int) -> Range<Int>? {
    get { values[slot] }
    set { values[slot] = newValue }
  }

  /// Where the value of `slot` stands.
  func range(_ slot: Int) throws(TraceReadError) -> Range<Int> {
    if let range = values[slot] { return range }
    throw TraceReadError(
      .missingField(
        event: rule?.rule.name ?? "", field: rule?.rule.fields[slot] ?? "",
        vocabulary: rule?.vocabulary ?? ""),
      line: lineNumber)
  }

  /// The number in `slot`.
  func number(_ slot: Int, _ line: Bytes) throws(TraceReadError) -> FieldNumber {
    let range = try range(slot)
    if let number = FieldNumber(line, range) { return number }
    throw TraceReadError(
      .notANumber(
        event: rule?.rule.name ?? "", field: rule?.rule.fields[slot] ?? "",
        value: visibleText(line.extracting(range), limit: 40)),
      line: lineNumber, column: range.lowerBound + 1)
  }

  /// What `operand` stands for.
  func value(_ operand: Operand, _ line: Bytes) throws(TraceReadError) -> FieldNumber {
    switch operand {
    case .field(let slot): return try number(slot, line)
    case .literal(let number): return number
    case .pageFrame(let slot):
      return FieldNumber(bits: PteLayout.x86_64.frame(try number(slot, line).bits))
    case .last: preconditionFailure("a value is never taken from a place")
    }
  }

  /// What the event is about.
  func subject(_ about: SubjectRule, _ line: Bytes) throws(TraceReadError) -> Subject {
    var space: UInt64 = 0
    if let operand = about.space { space = try value(operand, line).bits }
    let start = try value(about.start, line).bits
    let length: UInt64
    switch about.extent {
    case .end(let operand):
      return Subject(space: space, start: start, end: try value(operand, line).bits)
    case .onePage: length = SubjectRule.pageBytes
    case .pages(let operand):
      let pages = try value(operand, line).bits
      let (bytes, over) = pages.multipliedReportingOverflow(by: SubjectRule.pageBytes)
      length = over ? .max : bytes
    }
    let (end, over) = start.addingReportingOverflow(length)
    return Subject(space: space, start: start, end: over ? .max : end)
  }
}

// MARK: Operations

extension FoundFields {
  /// Whether all of the step's tests hold.
  func pass(_ step: CompiledEvent.Step, _ line: Bytes) throws(TraceReadError) -> Bool {
    for test in step.tests {
      if test.isPresence {
        guard values[test.slot] != nil else { return false }
        continue
      }
      guard test.holds(try number(test.slot, line)) else { return false }
    }
    return true
  }

  /// What the step did in its place.
  func operation(
    _ step: CompiledEvent.Step, _ place: Place.ID, _ line: Bytes
  ) throws(TraceReadError) -> Operation {
    switch step.action {
    case .load(let operand): return .load(place, try bits(operand, step, line))
    case .observe(let operand): return .observe(place, try bits(operand, step, line))
    case .store(let old, let new):
      let old = try optionalBits(old, step, line)
      return .store(place, old: old, new: try bits(new, step, line))
    case .rmw(let old, let new):
      let old = try optionalBits(old, step, line)
      return .rmw(place, old: old, new: try bits(new, step, line))
    case .forget: return .forget(place)
    case .lock(let mode): return .lock(place, mode)
    case .unlock(let mode): return .unlock(place, mode)
    case .fence, .call, .ret, .branch, .mark: preconditionFailure("an action without a place")
    }
  }

  private func bits(
    _ operand: Operand, _ step: CompiledEvent.Step, _ line: Bytes
  ) throws(TraceReadError) -> UInt64 {
    let bits = try value(operand, line).bits
    guard let bit = step.bit else { return bits }
    return (bits >> UInt64(bit)) & 1
  }

  private func optionalBits(
    _ operand: Operand?, _ step: CompiledEvent.Step, _ line: Bytes
  ) throws(TraceReadError) -> UInt64? {
    guard let operand else { return nil }
    return try bits(operand, step, line)
  }

  /// What a step without a place did.
  func placeless(
    _ step: CompiledEvent.Step, _ line: Bytes
  ) throws(TraceReadError) -> Operation {
    switch step.action {
    case .fence(let fence): return .fence(fence)
    case .call: return .call
    case .ret(let operand):
      guard let operand else { return .ret(nil) }
      return .ret(Int64(bitPattern: try value(operand, line).bits))
    case .branch(let operand):
      let outcome = try value(operand, line)
      let text = step.words.first { $0.outcome.value == outcome.value }?.text ?? 0
      return .branch(outcome: Int64(bitPattern: outcome.bits), words: text)
    default: return .mark
    }
  }
}
