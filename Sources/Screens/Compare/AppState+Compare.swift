import Cells
import RaceTrace

extension AppState {
  /// Puts another run beside this one.
  ///
  /// - Returns: whether they are short enough to be compared.
  /// - Complexity: O(*events* × *events*)
  public mutating func compare(with other: AppState, titles: [String]) -> Bool {
    let likeness: Alignment.Likeness =
      Self.isOneModel(lesson, other.lesson)
      ? .oneModel : lesson == nil && other.lesson == nil ? .recordings : .accesses
    let names = Self.names(lesson, other.lesson)
    guard
      let alignment = Alignment(focused, other.focused, likeness, names: names)
    else {
      message = "The two are too long to be compared"
      return false
    }
    var other = other
    (other.comparison, other.overlay, other.look) = (nil, nil, look)
    (marked, other.marked) = ([:], [:])
    for index in alignment.differences {
      let joint = alignment.joints[index]
      let mark = Mark(joint, isParting: alignment.parting?.joint == index)
      if joint.kind != .onlySecond { marked[joint.first - 1] = mark }
      if joint.kind != .onlyFirst { other.marked[joint.second - 1] = mark }
    }
    if let parting = alignment.parting {
      if let position = parting.first { marked[position] = .parting }
      if let position = parting.second { other.marked[position] = .parting }
    }
    comparison = Comparison(other, alignment, titles: titles)
    followStep()
    return true
  }

  static func isOneModel(_ one: Lesson?, _ other: Lesson?) -> Bool {
    one.map { !$0.model.isEmpty && $0.model == other?.model } ?? false
  }

  /// How one run is told from the other in a sentence: `with seqcount`, `on v5.11`.
  static func names(_ one: Lesson?, _ other: Lesson?) -> [String] {
    let plain = ["in A", "in B"]
    guard isOneModel(one, other), let one, let other else { return plain }
    let own = one.settings.filter { !other.settings.contains($0) }
    let theirs = other.settings.filter { !one.settings.contains($0) }
    func name(_ own: [Variation.Setting], _ others: [Variation.Setting], _ lesson: Lesson) -> String
    {
      if !own.isEmpty { return own.map(\.circumstance).joined(separator: " and ") }
      if others.count == 1, case .toggle(let name, let isOn) = others[0] {
        return Variation.Setting.toggle(name, !isOn).circumstance
      }
      return one.detail == other.detail ? "as written" : "on \(lesson.detail)"
    }
    let names = [name(own, theirs, one), name(theirs, own, other)]
    return names[0] == names[1] ? plain : names
  }

  /// Takes the second run that was asked for.
  mutating func take(other timeline: Timeline, _ lesson: Lesson) {
    let other = AppState(timeline, source: source, size: size, look: look, lesson: lesson)
    let titles = [self.lesson, lesson].map { lesson -> String in
      let settings = lesson?.settings.map(\.words) ?? []
      return settings.isEmpty ? "as written" : settings.joined(separator: ", ")
    }
    let origin = step
    guard compare(with: other, titles: titles), let alignment = comparison?.alignment else {
      return
    }
    if let index = alignment.parting?.joint ?? alignment.differences.first {
      go(toJoint: index + 1)
    } else {
      message = "There is no difference"
    }
    let arrival = comparison?.joint
    comparison?.origin = origin
    comparison?.arrival = arrival
  }

  /// `d`: the same schedule with the fix turned round, or back to one run.
  mutating func toggleComparison() -> Effect {
    if comparison != nil {
      closeComparison()
      return .none
    }
    guard let lesson else {
      message = "A recording is compared on the command line: racelanes compare A B"
      return .none
    }
    guard let fix = lesson.fix else { return openComparisons() }
    return compare(lesson, fix)
  }

  func compare(_ lesson: Lesson, _ setting: Variation.Setting) -> Effect {
    .compare(lesson.settings.filter { $0.name != setting.name } + [setting], plan)
  }

  mutating func closeComparison() {
    guard let comparison else { return }
    self.comparison = nil
    marked = parted?.step.map { [$0 - 1: .parting] } ?? [:]
    // Who has only looked at where they part stands where he stood before.
    if let origin = comparison.origin, comparison.joint == comparison.arrival { go(to: origin) }
    keepVisible()
  }

  /// `D`: the other way of standing, or what to compare with.
  mutating func cycleComparison() -> Effect {
    guard var comparison else { return openComparisons() }
    guard size.width >= Comparison.besideLeast else {
      message = "Side by side needs \(Comparison.besideLeast) columns"
      return .none
    }
    comparison.isStacked = !comparison.isStacked(atWidth: size.width)
    self.comparison = comparison
    return .none
  }

  private mutating func openComparisons() -> Effect {
    guard !alternatives.isEmpty else {
      message = "There is nothing to compare with: the model has no switches and no kernels"
      return .none
    }
    overlay = .comparisons(selected: 0)
    return .none
  }

  /// Everything that one change makes of the run.
  var alternatives: [Variation.Setting] {
    (lesson?.variations ?? []).flatMap { variation -> [Variation.Setting] in
      switch variation {
      case .toggle(let name, _, let isOn, _): [.toggle(name, !isOn)]
      case .choice(let name, _, let among, let value, _):
        among.filter { $0 != value }.map { .choice(name, $0) }
      }
    }
  }

  /// `~`: the fix turned round, in place, and back to where it was turned.
  mutating func toggleFix() -> Effect {
    guard let lesson, let fix = lesson.fix else {
      openVariations()
      return .none
    }
    if let turn, let arrival = turn.arrival, arrival.settings == lesson.settings {
      self.turn = Turn(
        from: lesson.settings, fromStep: step, target: arrival.step == step ? turn.fromStep : nil)
      return changed(to: turn.from)
    }
    turn = Turn(from: lesson.settings, fromStep: step)
    return changed(to: lesson.settings.filter { $0.name != fix.name } + [fix])
  }

  /// Says where this run parts from the one before, and marks the step.
  mutating func noteParting(from old: Timeline, _ before: Lesson?) {
    guard Self.isOneModel(before, lesson), before?.settings != lesson?.settings else { return }
    let names = Self.names(before, lesson)
    guard let parting = Parting(of: timeline, from: old, names: names) else { return }
    parted = Parted(step: parting.second.map { $0 + 1 }, words: parting.words)
    if let position = parting.second { marked[position] = .parting }
    measureStory()
  }

  // MARK: - Moving

  mutating func moveJoint(by count: Int) {
    guard let comparison else { return }
    go(toJoint: comparison.joint + count)
  }

  mutating func go(toJoint joint: Int) {
    guard var comparison else { return }
    let joints = comparison.alignment.joints
    comparison.joint = min(max(joint, 0), joints.count)
    let (first, second) =
      comparison.joint == 0
      ? (0, 0) : (joints[comparison.joint - 1].first, joints[comparison.joint - 1].second)
    comparison.other.go(to: second)
    self.comparison = comparison
    go(to: first)
  }

  /// Brings the second run to where the first one stands.
  mutating func followStep() {
    guard let comparison else { return }
    let joints = comparison.alignment.joints
    guard step < timeline.stepCount else { return go(toJoint: joints.count) }
    let step = self.step
    go(toJoint: step == 0 ? 0 : (joints.firstIndex { $0.first >= step } ?? joints.count - 1) + 1)
  }

  /// Forward first to where they part, then to every other difference.
  mutating func goToDifference(by direction: Int) {
    guard let comparison else { return }
    let all = comparison.alignment.differences
    let here = comparison.joint - 1
    let parting = comparison.alignment.parting.map(\.joint).flatMap {
      direction > 0 && here < $0 ? $0 : nil
    }
    guard
      let index = parting
        ?? (direction > 0 ? all.first { $0 > here } : all.last { $0 < here })
    else {
      message = "No difference \(direction > 0 ? "behind" : "before") this step"
      return
    }
    go(toJoint: index + 1)
  }

  // MARK: - Words

  /// `step 22 of A`, the step of the run that has it.
  func stepWords(_ joint: Alignment.Joint) -> String {
    joint.kind == .onlySecond ? "step \(joint.second) of B" : "step \(joint.first) of A"
  }

  /// Where the two part and why, as a sentence; nil with one run.
  public var partingWords: String? {
    guard let alignment = comparison?.alignment else { return nil }
    guard let parting = alignment.parting else {
      return alignment.differences.isEmpty
        ? "There is no difference."
        : "They never part: no access of both sees another value, no lane takes another way."
    }
    return "They part at \(stepWords(alignment.joints[parting.joint])): \(parting.words)."
  }

  /// What differs at a joint step.
  func differenceWords(_ index: Int) -> String {
    guard let comparison else { return "" }
    let joint = comparison.alignment.joints[index]
    let (first, second) = (self, comparison.other)
    func who(_ state: AppState, _ step: Int) -> String {
      let event = state.timeline.event(at: step - 1)
      return "\(state.timeline.trace.lanes[event.lane].name) "
        + "\(state.timeline.trace.strings[event.text])"
    }
    func value(_ state: AppState, _ step: Int) -> String {
      ValueWords(state.focused).column(at: step - 1, width: .max)
    }
    switch joint.kind {
    case .same: return ""
    case .onlyFirst: return "only A, step \(joint.first), has \(who(first, joint.first))"
    case .onlySecond: return "only B, step \(joint.second), has \(who(second, joint.second))"
    case .otherValues:
      return "\(who(first, joint.first)): A \(value(first, joint.first)); "
        + "B \(value(second, joint.second))"
    }
  }
}

extension Variation.Setting {
  /// `with seqcount`, `without recheck`, `on v5.11`, `with pages 2`
  fileprivate var circumstance: String {
    switch self {
    case .toggle(let name, let isOn): (isOn ? "with " : "without ") + name
    case .choice("kernel", let value): "on \(value)"
    case .choice(let name, let value): "with \(name) \(value)"
    }
  }
}
