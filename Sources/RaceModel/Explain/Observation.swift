public import RaceTrace

/// One access of a recording that a model has to explain.
public struct Observation: Hashable, Sendable {
  /// The position of the event in the timeline.
  public var position: Int
  /// The lane.
  public var lane: Int
  /// The name of the place's declaration.
  public var place: String
  /// What kind of place it is.
  public var kind: PlaceKind
  /// What the path saw there; nil if it only wrote, or the recording does not say.
  public var seen: UInt64?
  /// What it left there.
  public var written: UInt64?

  /// The places that a recording only looked at, at `positions`, with the values that it saw there: a
  /// tracer's samples, between which anything may have happened.
  ///
  /// - Complexity: O(*operations*)
  public static func samples(
    in focused: FocusedTimeline, at positions: Range<Int>
  ) -> [String: Set<UInt64>] {
    let (timeline, trace) = (focused.timeline, focused.timeline.trace)
    var found: [String: Set<UInt64>] = [:]
    var accessed: Set<String> = []
    for position in positions where focused.concerns[position] {
      for operation in timeline.operations(at: position) {
        guard let place = operation.place else { continue }
        let name = trace.declaration(of: place).name
        if case .observe(_, let value) = operation {
          found[name, default: []].insert(value)
        } else {
          accessed.insert(name)
        }
      }
    }
    return found.filter { !accessed.contains($0.key) }
  }

  /// The accesses at `positions` of a recording to what its focus means by each place: those of the path itself,
  /// not what a tracer or a test harness looked at, in the order of the timeline.
  ///
  /// - Complexity: O(*operations*)
  public static func all(
    in focused: FocusedTimeline, at positions: Range<Int>
  ) -> [Observation] {
    let (timeline, trace) = (focused.timeline, focused.timeline.trace)
    var found: [Observation] = []
    for position in positions where focused.concerns[position] {
      let event = timeline.event(at: position)
      guard !event.marks.contains(.harness) else { continue }
      for operation in timeline.operations(at: position) {
        guard let place = operation.place, case let declaration = trace.place(place).declaration,
          focused.instance(of: declaration, after: position + 1) == place
        else { continue }
        switch operation {
        case .load, .store, .rmw:
          found.append(
            Observation(
              position: position, lane: event.lane, place: trace.declarations[declaration].name,
              kind: trace.declarations[declaration].kind, seen: operation.seen,
              written: operation.written))
        default: continue
        }
      }
    }
    return found
  }
}
