import RaceTrace

extension AppState {
  /// How many jumps are remembered.
  private static let jumpsMax = 100
  /// How many columns a message may have to be read whole on a screen of 80.
  static let messageColumnsMax = 78

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

  /// Goes to the last write of what this step read, or of what it wrote itself; of the chosen place
  /// when it touched none.
  mutating func goToLastWriter() {
    guard let asked else {
      message = "This step touches no place. Choose one first: Tab"
      return
    }
    let name = (asked.isChosen ? "The chosen " : "") + focused.label(of: asked.place)
    guard let writer = timeline.lastWrite(of: asked.place, upTo: asked.end) else {
      let isReplaced = touched { $0.isWrite } == asked.place
      let holds = isReplaced ? "before: it held" : "yet: it holds"
      message = "\(name) was not written \(holds) what it began with"
      return
    }
    let words = ValueWords(focused)
    let new = timeline.value(of: asked.place, after: writer + 1) ?? 0
    let old = words.valueBefore(writer, in: asked.place)
    let forms = [DecodedValue.Form.short, .compact, .least].map { form in
      let change = words.change(in: asked.place, from: old, to: new, form)
      return (asked.isWrite ? "Before that, " : "")
        + "\(name) was set here: \(laneWords(change)). Ctrl-O goes back"
    }
    jump(to: writer + 1)
    message = forms.first { $0.count <= Self.messageColumnsMax } ?? forms.last
  }

  /// A place whose writer is asked for, the step from which back it is looked for, and why this one.
  private struct Asked {
    var place: Place.ID
    var end: Int
    var isWrite = false
    var isChosen = false
  }

  private var asked: Asked? {
    if let place = touched({ $0.isRead }) { return Asked(place: place, end: step - 1) }
    if let place = touched({ $0.isWrite }) {
      return Asked(place: place, end: step - 1, isWrite: true)
    }
    guard let chosen, let place = focused.instance(of: chosen, after: step) else { return nil }
    return Asked(place: place, end: step, isChosen: true)
  }

  /// Goes to the next read of what this step wrote or, when it wrote nothing, of what it read.
  mutating func goToNextReader() {
    let written = touched { $0.isWrite }
    guard let place = written ?? touched({ $0.isRead }) else {
      message = "This step touches no place"
      return
    }
    let name = focused.label(of: place)
    let end = timeline.nextWrite(of: place, after: step)
    let limit = end.map { $0 + 1 } ?? timeline.stepCount
    func use(at position: Int) -> Operation? {
      timeline.operations(at: position).first {
        $0.place == place && ($0.isRead || $0.isUnlock)
      }
    }
    guard let reader = (step..<max(step, limit)).first(where: { use(at: $0) != nil }) else {
      // A step that writes nothing has just read the value itself.
      let lead = "Nobody \(written == nil ? "else " : "")reads this value of \(name) "
      message = lead + (end.map { "before step \($0 + 1) replaces it" } ?? "any more")
      return
    }
    jump(to: reader + 1)
    let verb =
      switch use(at: reader) {
      case .lock: "taken"
      case .unlock: "let go"
      default: "read"
      }
    message = "\(name) is \(verb) here. Ctrl-O goes back"
  }

  /// The place that the current step's first matching operation touches.
  private func touched(_ matches: (Operation) -> Bool) -> Place.ID? {
    guard step > 0 else { return nil }
    return timeline.operations(at: step - 1).first { matches($0) }?.place
  }
}

extension Operation {
  /// Whether the path itself sees what is there: a lock is looked at before it is taken.
  fileprivate var isRead: Bool {
    switch self {
    case .load, .rmw, .lock: true
    default: false
    }
  }

  fileprivate var isWrite: Bool {
    switch self {
    case .store, .rmw, .lock, .unlock: true
    default: false
    }
  }

  fileprivate var isUnlock: Bool { if case .unlock = self { true } else { false } }
}
