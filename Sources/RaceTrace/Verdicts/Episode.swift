/// The events of one attempt that concern the focus, by name. One value looks at one attempt after
/// the other and keeps its memory.
struct Episode {
  private let focused: FocusedTimeline
  private let rules: NumberedRules
  private var positions = 0..<0
  /// The positions of the events that the rules name, by the numbers of their names.
  private var named: [[Int]]
  /// The numbers of those that the attempt has.
  private var touched: [Int] = []
  /// Whether any event of the attempt could prove something.
  private var isEmpty = true
  /// Where events of the episode were lost first, or came too late to stand in their order.
  private var gap: Int?

  init(_ focused: FocusedTimeline, _ rules: NumberedRules) {
    self.focused = focused
    self.rules = rules
    named = Array(repeating: [], count: rules.eventCount)
  }

  /// Looks at another attempt.
  ///
  /// - Parameter late: the earliest stamp of a late event behind the attempt.
  /// - Complexity: O(*events of the attempt*)
  mutating func take(_ positions: Range<Int>, late: Int64) {
    self.positions = positions
    for number in touched { named[number].removeAll(keepingCapacity: true) }
    touched.removeAll(keepingCapacity: true)
    (isEmpty, gap) = (true, nil)
    if late < .max, positions.contains(where: { isStamped($0, atLeast: late) }) {
      gap = positions.upperBound - 1
    }
    for position in positions where focused.concerns[position] {
      let event = focused.timeline.event(at: position)
      if gap == nil, focused.timeline.isLoss(at: position) || event.marks.contains(.late) {
        gap = position
      }
      if event.marks.contains(.harness) { continue }
      isEmpty = false
      guard let number = rules.number(ofEvent: event.name) else { continue }
      if named[number].isEmpty { touched.append(number) }
      named[number].append(position)
    }
  }

  private func isStamped(_ position: Int, atLeast time: Int64) -> Bool {
    focused.timeline.event(at: position).time.map { $0 >= time } ?? false
  }

  /// What the first rule that applies says. Where events are missing, or stand out of order, nothing
  /// is concluded: the very one that decides may be among them.
  func verdict() -> Verdict? {
    guard !isEmpty else { return nil }
    guard let gap else {
      // Loops and not closures here and below: each closure would copy the whole episode.
      for rule in rules.forms.indices where applies(rule) { return verdict(by: rule) }
      return nil
    }
    let step = focused.timeline.number(ofStep: gap + 1)
    let what =
      focused.timeline.isLoss(at: gap)
      ? "Events of this attempt were lost (step \(step))"
      : "Events of this attempt came too late to be put in their order (step \(step))"
    let rule = VerdictRule(
      name: "not known", tone: .neutral, words: what + ", so nothing is concluded from it.",
      conditions: [])
    return Verdict(rule: rule, words: rule.words, positions: positions, decidedAt: gap)
  }

  private func applies(_ rule: Int) -> Bool {
    for form in rules.forms[rule] where !holds(form) { return false }
    return true
  }

  private func verdict(by number: Int) -> Verdict {
    let rule = rules.rules[number]
    let last = rule.conditions.flatMap(\.eventNames).compactMap(last).max()
    return Verdict(
      rule: rule, words: fill(rule.words), positions: positions,
      decidedAt: last ?? positions.upperBound - 1)
  }

  /// The last event of that name.
  private func last(_ name: String) -> Int? {
    rules.number(ofEvent: name).flatMap { named[$0].last }
  }

  private func holds(_ form: NumberedRules.Form) -> Bool {
    switch form {
    case .events(let quantifier, let name, let test):
      func passes(_ position: Int) -> Bool { test.map { satisfies(position, $0) } ?? true }
      switch quantifier {
      case .first: return named[name].first.map(passes) ?? false
      case .last: return named[name].last.map(passes) ?? false
      case .some: return named[name].contains(where: passes)
      case .no: return !named[name].contains(where: passes)
      }
    case .before(let first, let second):
      guard let a = named[first].last, let b = named[second].last else { return false }
      return a < b
    case .share(let first, let second, let place):
      let left = instances(of: place, in: named[first])
      return !left.isDisjoint(with: instances(of: place, in: named[second]))
    }
  }

  private func satisfies(_ position: Int, _ test: NumberedRules.Test) -> Bool {
    let timeline = focused.timeline
    return timeline.operations(at: position).contains { operation in
      switch test {
      case .outcome(let wanted):
        if case .branch(wanted, _) = operation { return true }
        return false
      case .value(let name, let comparison, let bound):
        guard let place = operation.place, number(of: place) == name,
          let value = operation.written ?? operation.seen
        else { return false }
        return comparison.holds(value, bound)
      }
    }
  }

  private func number(of place: Place.ID) -> Int {
    rules.number(ofDeclaration: focused.timeline.trace.places[place].declaration)
  }

  private func instances(of name: Int, in positions: [Int]) -> Set<Place.ID> {
    Set(
      positions.flatMap { focused.timeline.operations(at: $0).compactMap(\.place) }
        .filter { number(of: $0) == name })
  }

  private func fill(_ words: String) -> String {
    words.replacing(/\{(\w+)(?:\.(\w+))?\}/) { match in
      guard let position = last(String(match.1)) else { return "?" }
      guard let name = match.2 else {
        return "step \(focused.timeline.number(ofStep: position + 1))"
      }
      let places = focused.timeline.operations(at: position).compactMap(\.place)
      let place = places.first { focused.timeline.trace.declaration(of: $0).name == name }
      return place.map(focused.label) ?? "?"
    }
  }
}
