internal import RaceTrace

extension Interpreter {
  /// Adds what a step of the event's rule did, if its tests hold.
  mutating func append(
    _ step: CompiledEvent.Step, pid: Int, _ line: Bytes
  ) throws(TraceReadError) {
    guard try fields.pass(step, line) else { return }
    guard step.declaration >= 0 else {
      operations.append(try fields.placeless(step, line))
      return
    }
    guard let place = try place(step, pid: pid, line) else { return }
    let index = pid * placeKinds + step.declaration
    if lastPlaces[index] != place {
      overwritten.append((index, lastPlaces[index]))
      lastPlaces[index] = place
    }
    operations.append(try fields.operation(step, place, line))
  }

  /// The place that an operation is about; nil if it is that of another operation, which the task
  /// never made.
  private mutating func place(
    _ step: CompiledEvent.Step, pid: Int, _ line: Bytes
  ) throws(TraceReadError) -> Place.ID? {
    let lasts = pid * placeKinds
    let previous = lastPlaces[lasts + step.declaration]
    var place = Place(declaration: step.declaration)
    if case .last(let declaration) = step.space ?? step.address {
      guard lastPlaces[lasts + declaration] >= 0 else { return nil }
      // `at: {last: page}` alone means that very place.
      if declaration == step.declaration, step.space == nil { return previous }
    }
    switch step.space {
    case .none: break
    case .last(let declaration):
      guard let last = lastPlace(lasts + declaration) else { return nil }
      place.space = last.space
    case .some(let operand): place.space = try fields.value(operand, line).bits
    }
    switch step.address {
    case .none: break
    case .last(let declaration):
      guard let last = lastPlace(lasts + declaration) else { return nil }
      place.address = last.address
    case .some(let operand): place.address = try fields.value(operand, line).bits
    }
    // Nearly always the one before: then nothing needs to be looked for.
    if previous >= 0, trace.place(previous) == place { return previous }
    return trace.intern(place)
  }

  private mutating func lastPlace(_ index: Int) -> Place? {
    lastPlaces[index] < 0 ? nil : trace.place(lastPlaces[index])
  }
}
