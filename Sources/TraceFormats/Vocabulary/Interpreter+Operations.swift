internal import RaceTrace

extension Interpreter {
  mutating func append(
    _ step: CompiledEvent.Step, pid: Int, _ line: Bytes, _ source: FieldSource
  ) throws(TraceReadError) {
    let rule = step.rule
    for test in rule.tests {
      if test.isPresence {
        guard scanners[source.event].isPresent[test.slot] else { return }
        continue
      }
      guard test.holds(try number(test.slot, line, source)) else { return }
    }
    guard rule.declaration >= 0 else {
      operations.append(try placeless(rule, step.words, line, source))
      return
    }
    guard let place = try place(rule, pid: pid, line, source) else { return }
    lastPlaces[pid * placeKinds + rule.declaration] = place
    operations.append(try operation(rule, place, line, source))
  }

  private func operation(
    _ rule: OperationRule, _ place: Place.ID, _ line: Bytes, _ source: FieldSource
  ) throws(TraceReadError) -> Operation {
    func bits(_ operand: Operand) throws(TraceReadError) -> UInt64 {
      let bits = try value(operand, line, source).bits
      guard let bit = rule.bit else { return bits }
      return (bits >> UInt64(bit)) & 1
    }
    func optionalBits(_ operand: Operand?) throws(TraceReadError) -> UInt64? {
      guard let operand else { return nil }
      return try bits(operand)
    }
    switch rule.action {
    case .load(let operand): return .load(place, try bits(operand))
    case .observe(let operand): return .observe(place, try bits(operand))
    case .store(let old, let new):
      return .store(place, old: try optionalBits(old), new: try bits(new))
    case .rmw(let old, let new):
      return .rmw(place, old: try optionalBits(old), new: try bits(new))
    case .forget: return .forget(place)
    case .lock(let mode): return .lock(place, mode)
    case .unlock(let mode): return .unlock(place, mode)
    case .fence, .call, .ret, .branch, .mark: preconditionFailure("an action without a place")
    }
  }

  private func placeless(
    _ rule: OperationRule, _ words: [CompiledEvent.BranchWords], _ line: Bytes,
    _ source: FieldSource
  ) throws(TraceReadError) -> Operation {
    switch rule.action {
    case .fence(let fence): return .fence(fence)
    case .call: return .call
    case .ret(let operand):
      guard let operand else { return .ret(nil) }
      return .ret(Int64(bitPattern: try value(operand, line, source).bits))
    case .branch(let operand, _):
      let outcome = try value(operand, line, source)
      let text = words.first { $0.outcome.value == outcome.value }?.text ?? 0
      return .branch(outcome: Int64(bitPattern: outcome.bits), words: text)
    default: return .mark
    }
  }

  /// The place that an operation is about; nil if it is that of another operation, which the task
  /// never made.
  private mutating func place(
    _ rule: OperationRule, pid: Int, _ line: Bytes, _ source: FieldSource
  ) throws(TraceReadError) -> Place.ID? {
    var place = Place(declaration: rule.declaration)
    if case .last(let declaration) = rule.space ?? rule.address {
      guard let last = lastPlace(declaration, pid) else { return nil }
      // `at: {last: page}` alone means that very place.
      if declaration == rule.declaration, rule.space == nil { return trace.id(of: last) }
    }
    switch rule.space {
    case .none: break
    case .last(let declaration):
      guard let last = lastPlace(declaration, pid) else { return nil }
      place.space = last.space
    case .some(let operand): place.space = try value(operand, line, source).bits
    }
    switch rule.address {
    case .none: break
    case .last(let declaration):
      guard let last = lastPlace(declaration, pid) else { return nil }
      place.address = last.address
    case .some(let operand): place.address = try value(operand, line, source).bits
    }
    return trace.intern(place)
  }

  private func lastPlace(_ declaration: Int, _ pid: Int) -> Place? {
    let id = lastPlaces[pid * placeKinds + declaration]
    return id < 0 ? nil : trace.place(id)
  }
}
