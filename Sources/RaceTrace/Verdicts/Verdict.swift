/// What one episode of a recording proves.
public struct Verdict: Hashable, Sendable {
  /// The rule that applied.
  public var rule: VerdictRule
  /// Its words, with the steps and places filled in.
  public var words: String
  /// The positions of the episode.
  public var positions: Range<Int>
  /// The position of the last event that the verdict rests on: from there on it is certain.
  public var decidedAt: Int
}

extension FocusedTimeline {
  /// What the trace proves, an episode at a time, from the values of the events that concern the
  /// focus. Episodes to which no rule applies are left out, and so are those that are not there
  /// whole: the first one when events before it were dropped, the last one while the trace grows.
  /// The test harness is never asked.
  ///
  /// - Complexity: O(*events* × *rules*)
  public func verdicts() -> [Verdict] {
    guard !timeline.trace.rules.isEmpty else { return [] }
    let late = earliestLate()
    return episodes().compactMap { positions in
      Episode(self, positions: positions, late: late[positions.upperBound])
        .verdict(by: timeline.trace.rules)
    }
  }

  /// For each position, the earliest stamp of a late event there or behind it: such an event belongs
  /// to an attempt before.
  ///
  /// - Complexity: O(*events*)
  private func earliestLate() -> [Int64] {
    var earliest = Array(repeating: Int64.max, count: timeline.stepCount + 1)
    for position in (0..<timeline.stepCount).reversed() {
      let event = timeline.event(at: position)
      let own = event.marks.contains(.late) ? event.time ?? .max : .max
      earliest[position] = min(own, earliest[position + 1])
    }
    return earliest
  }

  /// The attempts that are there whole, as positions: the first one is not when events before it were
  /// dropped, the last one is not while the trace grows.
  ///
  /// - Complexity: O(*events*)
  public func episodes() -> [Range<Int>] {
    var starts = (0..<timeline.stepCount).filter {
      timeline.event(at: $0).marks.contains(.startsEpisode)
    }
    if starts.first != 0, timeline.trace.droppedCount == 0 { starts.insert(0, at: 0) }
    let ends = starts.dropFirst() + (timeline.trace.isGrowing ? [] : [timeline.stepCount])
    return zip(starts, ends).map { $0..<$1 }
  }
}

/// The events of one attempt that concern the focus, by name.
struct Episode {
  private let focused: FocusedTimeline
  private let positions: Range<Int>
  private var byName: [String: [Int]] = [:]
  /// Where events of the episode were lost first, or came too late to stand in their order.
  private var gap: Int?

  /// - Parameter late: the earliest stamp of a late event behind the attempt.
  init(_ focused: FocusedTimeline, positions: Range<Int>, late: Int64) {
    self.focused = focused
    self.positions = positions
    if let last = positions.lazy.compactMap({ focused.timeline.event(at: $0).time }).max(),
      late <= last
    {
      gap = positions.upperBound - 1
    }
    let trace = focused.timeline.trace
    for position in positions where focused.concerns[position] {
      let event = focused.timeline.event(at: position)
      if gap == nil, focused.timeline.isLoss(at: position) || event.marks.contains(.late) {
        gap = position
      }
      if event.marks.contains(.harness) { continue }
      byName[trace.strings[event.name], default: []].append(position)
    }
  }

  /// What the first rule that applies says. Where events are missing, or stand out of order, nothing
  /// is concluded: the very one that decides may be among them.
  func verdict(by rules: [VerdictRule]) -> Verdict? {
    guard let gap else {
      // Loops and not closures here and below: each closure would copy the whole episode.
      for rule in rules { if let verdict = verdict(by: rule) { return verdict } }
      return nil
    }
    guard !byName.isEmpty else { return nil }
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

  private func verdict(by rule: VerdictRule) -> Verdict? {
    guard !byName.isEmpty else { return nil }
    for condition in rule.conditions where !holds(condition) { return nil }
    let last = rule.conditions.flatMap(\.eventNames).compactMap { byName[$0]?.last }.max()
    return Verdict(
      rule: rule, words: fill(rule.words), positions: positions,
      decidedAt: last ?? positions.upperBound - 1)
  }

  private func holds(_ condition: Condition) -> Bool {
    switch condition.form {
    case .events(let quantifier, let name, let test):
      let found = byName[name] ?? []
      func passes(_ position: Int) -> Bool { test.map { satisfies(position, $0) } ?? true }
      switch quantifier {
      case .first: return found.first.map(passes) ?? false
      case .last: return found.last.map(passes) ?? false
      case .some: return found.contains(where: passes)
      case .no: return !found.contains(where: passes)
      }
    case .before(let first, let second):
      guard let a = byName[first]?.last, let b = byName[second]?.last else { return false }
      return a < b
    case .share(let first, let second, let place):
      let left = instances(of: place, in: byName[first] ?? [])
      return !left.isDisjoint(with: instances(of: place, in: byName[second] ?? []))
    }
  }

  private func satisfies(_ position: Int, _ test: Condition.Test) -> Bool {
    let timeline = focused.timeline
    return timeline.operations(at: position).contains { operation in
      switch test {
      case .outcome(let wanted):
        if case .branch(wanted, _) = operation { return true }
        return false
      case .value(let name, let comparison, let bound):
        guard let place = operation.place, timeline.trace.declaration(of: place).name == name,
          let value = operation.written ?? operation.seen
        else { return false }
        return comparison.holds(value, bound)
      }
    }
  }

  private func instances(of name: String, in positions: [Int]) -> Set<Place.ID> {
    Set(
      positions.flatMap { focused.timeline.operations(at: $0).compactMap(\.place) }
        .filter { focused.timeline.trace.declaration(of: $0).name == name })
  }

  private func fill(_ words: String) -> String {
    words.replacing(/\{(\w+)(?:\.(\w+))?\}/) { match in
      guard let position = byName[String(match.1)]?.last else { return "?" }
      guard let name = match.2 else {
        return "step \(focused.timeline.number(ofStep: position + 1))"
      }
      let places = focused.timeline.operations(at: position).compactMap(\.place)
      let place = places.first { focused.timeline.trace.declaration(of: $0).name == name }
      return place.map(focused.label) ?? "?"
    }
  }
}
