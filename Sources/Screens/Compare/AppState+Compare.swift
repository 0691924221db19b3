import Cells
import RaceTrace

extension AppState {
  /// Puts another run beside this one.
  ///
  /// - Returns: whether they are short enough to be compared.
  /// - Complexity: O(*events* × *events*)
  public mutating func compare(with other: AppState, titles: [String]) -> Bool {
    let isOneModel = lesson.map { !$0.model.isEmpty && $0.model == other.lesson?.model } ?? false
    guard let alignment = Alignment(items(isOneModel), other.items(isOneModel)) else {
      message = "The two are too long to be compared"
      return false
    }
    var other = other
    other.comparison = nil
    other.overlay = nil
    other.look = look
    let differing = alignment.differences.map { alignment.joints[$0] }
    marked = Set(differing.filter { $0.kind != .onlySecond }.map { $0.first - 1 })
    other.marked = Set(differing.filter { $0.kind != .onlyFirst }.map { $0.second - 1 })
    comparison = Comparison(other, alignment, titles: titles)
    followStep()
    return true
  }

  /// The events that are shown, folds left out.
  private func items(_ isOneModel: Bool) -> [Alignment.Item] {
    let words = ValueWords(focused)
    return rows.rows.filter { !$0.isFold }.map { row in
      let position = row.positions.lowerBound
      let event = timeline.event(at: position)
      // Functions have other names in other kernels, but a model has each statement in one line.
      let text = isOneModel ? String(event.line) : timeline.trace.strings[event.text]
      return Alignment.Item(
        key: .init(lane: event.lane, text: text),
        value: isOneModel ? words.column(at: position, width: .max) : "", end: position + 1)
    }
  }

  /// Takes the second run that was asked for.
  mutating func take(other timeline: Timeline, _ lesson: Lesson) {
    let other = AppState(timeline, source: source, size: size, look: look, lesson: lesson)
    let names = [self.lesson, lesson].map { lesson -> String in
      let settings = lesson?.settings.map(\.words) ?? []
      return settings.isEmpty ? "as written" : settings.joined(separator: ", ")
    }
    guard compare(with: other, titles: names) else { return }
    if let index = comparison?.alignment.differences.first {
      message = "They part here: \(differenceWords(index))"
      go(toJoint: index + 1)
    } else {
      message = "There is no difference"
    }
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
    comparison = nil
    marked = []
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

  /// `~`: the fix turned round, in place.
  mutating func toggleFix() -> Effect {
    guard let lesson, let fix = lesson.fix else {
      openVariations()
      return .none
    }
    return changed(to: lesson.settings.filter { $0.name != fix.name } + [fix])
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

  mutating func goToDifference(by direction: Int) {
    guard let comparison else { return }
    let all = comparison.alignment.differences
    let here = comparison.joint - 1
    guard
      let index = direction > 0 ? all.first(where: { $0 > here }) : all.last(where: { $0 < here })
    else {
      message = "No difference \(direction > 0 ? "behind" : "before") this step"
      return
    }
    go(toJoint: index + 1)
  }

  // MARK: - Words

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
