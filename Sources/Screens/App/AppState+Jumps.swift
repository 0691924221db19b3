import RaceTrace

extension AppState {
  /// How many jumps are remembered.
  private static let jumpsMax = 100

  /// Goes far, and remembers from where.
  mutating func jump(to target: Int) {
    jumps = jumps.suffix(Self.jumpsMax - 1) + [step]
    go(to: target)
  }

  mutating func jumpBack() {
    guard let origin = jumps.popLast() else {
      message = "No jump was made yet: e and E jump"
      return
    }
    go(to: origin)
  }

  /// Goes to the last write of what this step read or, when it read nothing, of the chosen place.
  mutating func goToLastWriter() {
    guard let (place, end) = asked else {
      message = "Choose a place first: Tab"
      return
    }
    let name = focused.label(of: place)
    guard let writer = timeline.lastChange(of: place, upTo: end) else {
      message = "Nobody has written to \(name) before: it holds what it began with"
      return
    }
    let words = ValueWords(focused)
    let new = timeline.value(of: place, after: writer + 1) ?? 0
    let change = words.change(
      in: place, from: words.valueBefore(writer, in: place), to: new, .short)
    jump(to: writer + 1)
    message = "\(name) was set here: \(laneWords(change)). Ctrl-O goes back"
  }

  /// The place whose writer is asked for, and the step from which back it is looked for.
  private var asked: (place: Place.ID, end: Int)? {
    if step > 0 {
      let reads = timeline.operations(at: step - 1).compactMap { operation -> Place.ID? in
        switch operation {
        case .load(let place, _), .rmw(let place, _, _), .lock(let place, _): place
        default: nil
        }
      }
      if let place = reads.first { return (place, step - 1) }
    }
    guard let chosen, let place = focused.instance(of: chosen, after: step) else { return nil }
    let isOwn = step > 0 && timeline.lastChange(of: place, upTo: step) == step - 1
    return (place, isOwn ? step - 1 : step)
  }

  /// Goes to the next read of what this step wrote or, when it wrote nothing, of what it read.
  mutating func goToNextReader() {
    guard step > 0,
      let place = touched(at: step - 1, { $0.written != nil })
        ?? touched(at: step - 1, { $0.seen != nil })
    else {
      message = "This step neither wrote nor read a value"
      return
    }
    let name = focused.label(of: place)
    let end = timeline.nextChange(of: place, after: step)
    let limit = end.map { $0 + 1 } ?? timeline.stepCount
    let reader = (step..<max(step, limit)).first { position in
      timeline.operations(at: position).contains { operation in
        switch operation {
        case .load(place, _), .rmw(place, _, _): true
        default: false
        }
      }
    }
    guard let reader else {
      message =
        end.map { "Nobody reads this value of \(name) before step \($0 + 1) replaces it" }
        ?? "Nobody reads this value of \(name) any more"
      return
    }
    jump(to: reader + 1)
    message = "\(name) is read here. Ctrl-O goes back"
  }

  private func touched(at position: Int, _ matches: (Operation) -> Bool) -> Place.ID? {
    timeline.operations(at: position).first { operation in
      if case .observe = operation { return false }
      return operation.place != nil && matches(operation)
    }?.place
  }
}
