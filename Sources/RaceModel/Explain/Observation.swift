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
  /// For a change that was made for other pages than those in focus: the position of what it is a part
  /// of, such as the copy of one other mapping. The changes of one part are explained together or
  /// passed over together. nil for what has to be explained.
  public var part: Int?

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
  /// A loud place may also change while a path is about other pages: the seqcount moves for the copy of
  /// each mapping. Those changes are told, too, as parts that may be passed over.
  ///
  /// - Complexity: O(*operations*)
  public static func all(
    in focused: FocusedTimeline, at positions: Range<Int>
  ) -> [Observation] {
    let (timeline, trace) = (focused.timeline, focused.timeline.trace)
    var found: [Observation] = []
    var calls = OpenCalls()
    for position in positions {
      let event = timeline.event(at: position)
      let concerns = focused.concerns[position]
      let part = concerns ? nil : calls.innermost(event) ?? position
      for operation in timeline.operations(at: position) {
        calls.hear(operation, event, position)
        guard !event.marks.contains(.harness), let place = operation.place,
          case let declaration = trace.place(place).declaration,
          concerns || trace.declarations[declaration].isLoud && operation.written != nil,
          focused.instance(of: declaration, after: position + 1) == place
        else { continue }
        switch operation {
        case .load, .store, .rmw:
          found.append(
            Observation(
              position: position, lane: event.lane, place: trace.declarations[declaration].name,
              kind: trace.declarations[declaration].kind, seen: operation.seen,
              written: operation.written, part: part))
        default: continue
        }
      }
    }
    return found
  }
}

/// The calls of each task that have not returned, and where those stand that say which pages they are
/// about.
private struct OpenCalls {
  private var positions: [Int: [Int?]] = [:]

  func innermost(_ event: Event) -> Int? {
    positions[event.task]?.last { $0 != nil } ?? nil
  }

  mutating func hear(_ operation: Operation, _ event: Event, _ position: Int) {
    switch operation {
    case .call: positions[event.task, default: []].append(event.subject == nil ? nil : position)
    case .ret: _ = positions[event.task]?.popLast()
    default: break
    }
  }
}
