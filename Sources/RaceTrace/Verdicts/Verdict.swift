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
    let rules = NumberedRules(of: timeline.trace)
    var episode = Episode(self, rules)
    var verdicts: [Verdict] = []
    for positions in episodes() {
      episode.take(positions, late: late[positions.upperBound])
      if let verdict = episode.verdict() { verdicts.append(verdict) }
    }
    return verdicts
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
