import RaceTrace

extension Alignment {
  /// What two runs have in common.
  enum Likeness {
    /// They run the same model: statements are the same.
    case oneModel
    /// They were recorded in the same words.
    case recordings
    /// Only the accesses can be compared.
    case accesses
  }

  /// Aligns two runs and finds where they part; nil when they are too long.
  ///
  /// Runs of one model are matched statement by statement. Where a recording takes part, accesses
  /// are: lane, place, and whether it is written, with page frames and the sequence count renamed.
  ///
  /// - Parameter names: how a run is told from the other in a sentence: `with seqcount`.
  /// - Complexity: O(*events* × *events*)
  init?(
    _ first: FocusedTimeline, _ second: FocusedTimeline, _ likeness: Likeness, names: [String]
  ) {
    let runs = [first, second]
    let isOneModel = likeness == .oneModel
    let items = runs.enumerated().map { index, run in
      let own = likeness == .accesses ? "\(index) " : ""
      return isOneModel ? Self.statements(of: run) : Self.accesses(of: run, own)
    }
    var renaming = ValueRenaming()
    let words = runs.map(ValueWords.init)
    self.init(items[0], items[1]) { one, other in
      let (one, other) = (items[0][one], items[1][other])
      guard !isOneModel else {
        return words[0].column(at: one.position, width: .max)
          == words[1].column(at: other.position, width: .max)
      }
      return Self.agree(runs, one, other, likeness, &renaming)
    }
    let search = PartingSearch(runs, items, likeness, names)
    parting = search.settle(&joints)
    gatherParting()
  }

  /// Puts what leads to the parting in front of what the other run does instead, so that the other
  /// one stands where it goes its own way.
  private mutating func gatherParting() {
    guard let index = parting?.joint, case let kind = joints[index].kind,
      kind == .onlyFirst || kind == .onlySecond
    else { return }
    func isAlone(_ joint: Joint) -> Bool { joint.kind == .onlyFirst || joint.kind == .onlySecond }
    let start = joints[..<index].lastIndex { !isAlone($0) }.map { $0 + 1 } ?? 0
    let leading = joints[start...index].filter { $0.kind == kind }
    let rest = joints[start...index].filter { $0.kind != kind }
    joints.replaceSubrange(start...index, with: leading + rest)
    var (first, second) = start == 0 ? (0, 0) : (joints[start - 1].first, joints[start - 1].second)
    for index in start...index {
      if joints[index].kind == .onlyFirst { first = joints[index].first }
      if joints[index].kind == .onlySecond { second = joints[index].second }
      (joints[index].first, joints[index].second) = (first, second)
    }
    parting?.joint = start + leading.count - 1
  }

  /// The statements of a model's run. Functions have other names in other kernels, but a model has
  /// each statement in one line.
  private static func statements(of run: FocusedTimeline) -> [Item] {
    (0..<run.timeline.stepCount).map { position in
      let event = run.timeline.event(at: position)
      return Item(key: .init(lane: event.lane, text: String(event.line)), end: position + 1)
    }
  }

  /// What concerns the page that is looked at: the accesses to it, and the events without one.
  ///
  /// - Parameter own: what is put before a text that the other run cannot have.
  private static func accesses(of run: FocusedTimeline, _ own: String) -> [Item] {
    let timeline = run.timeline
    return (0..<timeline.stepCount).filter { run.concerns[$0] }.flatMap { position -> [Item] in
      let event = timeline.event(at: position)
      let isAside = event.marks.contains(.harness) || timeline.isLoss(at: position)
      let found =
        isAside ? [] : timeline.operations(at: position).filter { isAccess($0, position, run) }
      guard !found.isEmpty else {
        let text =
          own + withoutNumbers(timeline.trace.strings[event.text])
          + results(run, position).map { " \($0)" }.joined()
        return [Item(key: .init(lane: event.lane, text: text), end: position + 1, isAside: isAside)]
      }
      return found.map { access in
        let verb = access.written != nil ? "writes" : access.seen != nil ? "reads" : "locks"
        let name = access.place.map { run.timeline.trace.declaration(of: $0).name } ?? ""
        return Item(
          key: .init(lane: event.lane, text: "\(verb) \(name)"), end: position + 1, access: access)
      }
    }
  }

  /// Whether the path itself touches what the focus means by the place.
  private static func isAccess(
    _ operation: Operation, _ position: Int, _ run: FocusedTimeline
  ) -> Bool {
    switch operation {
    case .load(let place, _), .store(let place, _, _), .rmw(let place, _, _), .lock(let place, _),
      .unlock(let place, _):
      // An entry is cleared on the way to another, which a recording tells in one.
      if case .pte = run.timeline.trace.kind(of: place), operation.written == 0 { return false }
      let declaration = run.timeline.trace.place(place).declaration
      return run.instance(of: declaration, after: position + 1) == place
    default: return false
    }
  }

  /// `attempt 12` and `attempt 251` are the same mark; what is returned is told apart.
  private static func withoutNumbers(_ text: String) -> String {
    String(text.filter { !$0.isNumber })
  }

  /// Whether an item of each of two runs came to the same. A test of a recording that came out alike
  /// sends both the same way, whatever it saw.
  private static func agree(
    _ runs: [FocusedTimeline], _ one: Item, _ other: Item, _ likeness: Likeness,
    _ renaming: inout ValueRenaming
  ) -> Bool {
    if one.isAside || other.isAside { return true }
    let results = [results(runs[0], one.position), results(runs[1], other.position)]
    if likeness == .recordings, !results[0].isEmpty { return results[0] == results[1] }
    guard let own = one.access, let theirs = other.access else { return results[0] == results[1] }
    var next = renaming
    let kinds = zip(runs, [own, theirs]).map { run, access in
      access.place.map(run.timeline.trace.kind) ?? .word
    }
    // A plain store does not see what it replaces; and a count that both change is one that others
    // change too, of which nothing tells.
    let isCount = kinds[0] == .refcount && own.written != nil
    let isStore = [own, theirs].contains { if case .store = $0 { true } else { false } }
    for (left, right, isCompared) in [
      (own.seen, theirs.seen, !isStore && !isCount), (own.written, theirs.written, !isCount),
    ] {
      guard isCompared, let left, let right else { continue }
      guard next.matches(left, kinds[0], right, kinds[1]) else { return false }
    }
    renaming = next
    return true
  }

  /// What tests came out as, and what was returned.
  private static func results(_ run: FocusedTimeline, _ position: Int) -> [Int64] {
    run.timeline.operations(at: position).compactMap { operation in
      switch operation {
      case .branch(let outcome, _): outcome
      case .ret(let value): value
      default: nil
      }
    }
  }
}
