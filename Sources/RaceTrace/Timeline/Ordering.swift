/// The order in which a trace is shown, and why it differs from the recorded one where it does.
///
/// The recorded order is kept unless a value contradicts it. A read that returns what the other CPU
/// had already replaced came before that write: it is moved there, if the stamps leave room for it.
/// Nothing is moved for any other reason, and events of one CPU never change places.
struct Ordering {
  /// The recorded index of each event, in the order in which they are shown.
  private(set) var shown: [Int] = []
  /// What is to be said about an event, by its recorded index.
  private(set) var notes: [Int: [OrderNote]] = [:]

  private struct Write {
    var event: Int
    var before: UInt64?
    var after: UInt64
    var serial: Int
  }
  private struct Puzzle {
    var event: Int
    var saw: UInt64
    var expected: UInt64
  }

  /// How far back, in shown events, an event may be moved.
  private static let reachMax = 4096
  /// How many writes of one place are remembered.
  private static let writesMax = 16
  /// How many reads of one place may wait for a write that explains them.
  private static let puzzlesMax = 8

  private let trace: Trace
  private var known: Remembered<UInt64?>
  private var writes: [[Write]]
  private var puzzles: [Place.ID: [Puzzle]] = [:]
  private var stampBefore: [Int64?]
  private var serial = 0

  /// The order of `trace`.
  ///
  /// - Complexity: O(*events* + *operations*), but for moved events, each O(distance).
  init(_ trace: Trace) {
    self.trace = trace
    known = Remembered(count: trace.placeCount, unknown: nil)
    for (place, value) in trace.initialValues { known[place] = value }
    writes = Array(repeating: [], count: trace.placeCount)
    stampBefore = []
    stampBefore = earlierStamps()
    shown.reserveCapacity(trace.events.count)
    for index in trace.events.indices { place(index) }
    noteUnexplained()
    noteTies()
  }

  /// The stamp of the event before each one on its CPU: its access came after that report.
  private mutating func earlierStamps() -> [Int64?] {
    var last: [Int: Int64] = [:]
    var result: [Int64?] = []
    result.reserveCapacity(trace.events.count)
    for (index, event) in trace.events.enumerated() {
      let before = last[event.cpu]
      result.append(before)
      guard let time = event.time else { continue }
      if let before, time < before { note(.clockWentBack, on: index) }
      last[event.cpu] = time
      if event.marks.contains(.late) { note(.cameLate, on: index) }
    }
    return result
  }

  private mutating func note(_ note: OrderNote, on event: Int) {
    notes[event, default: []].append(note)
  }

  private mutating func place(_ index: Int) {
    shown.append(index)
    let operations = trace.operations(of: index)
    if operations.contains(where: { if case .lost = $0 { true } else { false } }) {
      known.forgetAll()
      return
    }
    var stale: Set<Place.ID> = []
    for operation in operations {
      guard let place = operation.place else { continue }
      if let written = operation.written,
        settlePuzzle(in: place, before: operation.seen, after: written, by: index)
      {
        continue
      }
      guard let saw = operation.seen else { continue }
      guard let expected = known[place], trace.kind(of: place).differs(expected, saw) else {
        continue
      }
      if operation.written == nil, moveBack(index, seeing: saw, in: place, operations) {
        stale.insert(place)
      } else {
        remember(Puzzle(event: index, saw: saw, expected: expected), in: place)
      }
    }
    for operation in operations { apply(operation, of: index, stale: stale) }
  }

  private mutating func apply(_ operation: Operation, of index: Int, stale: Set<Place.ID>) {
    guard let place = operation.place else { return }
    if let written = operation.written {
      let before = operation.seen ?? known[place]
      serial += 1
      writes[place].append(
        Write(event: index, before: before, after: written, serial: serial))
      if writes[place].count > Self.writesMax { writes[place].removeFirst() }
      known[place] = written
    } else if case .forget = operation {
      known[place] = nil
      writes[place] = []
    } else if let saw = operation.seen, !stale.contains(place) {
      known[place] = saw
    }
  }

  /// Moves a read in front of the write of the other lane that replaced what it saw. False when
  /// there is no such write, the stamps leave no room, or another value of the event forbids it.
  private mutating func moveBack(
    _ index: Int, seeing saw: UInt64, in place: Place.ID, _ operations: ArraySlice<Operation>
  ) -> Bool {
    let lane = trace.events[index].lane
    guard
      let write = writes[place].reversed().prefix(while: { trace.events[$0.event].lane != lane })
        .first(where: { $0.before.map { !trace.kind(of: place).differs($0, saw) } ?? false }),
      mayPrecede(index, write.event),
      fits(operations, before: write, except: place),
      move(index, inFrontOf: write.event)
    else { return false }
    note(.cameBefore(other: write.event, place: place, saw: saw), on: index)
    return true
  }

  /// Whether the stamps allow the access of `first` to come before the access of `second`.
  private func mayPrecede(_ first: Int, _ second: Int) -> Bool {
    guard let after = stampBefore[first], let by = trace.events[second].time else { return true }
    return after <= by
  }

  /// Whether every other value that the event saw was there too just before `write`.
  private func fits(
    _ operations: ArraySlice<Operation>, before write: Write, except place: Place.ID
  ) -> Bool {
    operations.allSatisfy { operation in
      if operation.written != nil { return false }
      guard let other = operation.place, other != place, let saw = operation.seen else {
        return true
      }
      let then = writes[other].first { $0.serial > write.serial }
      let value = then.map(\.before) ?? known[other]
      return value.map { !trace.kind(of: other).differs($0, saw) } ?? true
    }
  }

  /// Moves the last shown event, and what its lane did since, in front of `target`.
  private mutating func move(_ index: Int, inFrontOf target: Int) -> Bool {
    let reach = max(0, shown.count - Self.reachMax)
    guard let position = shown[reach...].lastIndex(of: target) else { return false }
    let lane = trace.events[index].lane
    let tail = shown[position...]
    let moved = tail.filter { trace.events[$0].lane == lane }
    guard moved.allSatisfy({ mayPrecede($0, target) }) else { return false }
    shown.replaceSubrange(
      position..., with: moved + tail.filter { trace.events[$0].lane != lane })
    return true
  }

  /// A read of the other lane may have seen this write although it was reported earlier: then the
  /// write came first. False when no such read waits for an explanation.
  private mutating func settlePuzzle(
    in place: Place.ID, before: UInt64?, after: UInt64, by index: Int
  ) -> Bool {
    guard let open = puzzles[place], !open.isEmpty else { return false }
    let kind = trace.kind(of: place)
    let lane = trace.events[index].lane
    guard
      let solved = open.first(where: {
        !kind.differs($0.saw, after) && !kind.differs($0.expected, before ?? $0.expected)
          && trace.events[$0.event].lane != lane && mayPrecede(index, $0.event)
      }), move(index, inFrontOf: solved.event)
    else { return false }
    note(.wasSeenBy(other: solved.event, place: place, wrote: after), on: index)
    puzzles[place] = open.filter { $0.event != solved.event }
    return true
  }

  private mutating func remember(_ puzzle: Puzzle, in place: Place.ID) {
    puzzles[place, default: []].append(puzzle)
    guard let oldest = puzzles[place]?.first, puzzles[place]?.count ?? 0 > Self.puzzlesMax else {
      return
    }
    noteUnexplained(oldest, in: place)
    puzzles[place]?.removeFirst()
  }

  private mutating func noteUnexplained() {
    for (place, open) in puzzles.sorted(by: { $0.key < $1.key }) {
      for puzzle in open { noteUnexplained(puzzle, in: place) }
    }
    puzzles = [:]
  }

  private mutating func noteUnexplained(_ puzzle: Puzzle, in place: Place.ID) {
    // A harness looks at places of processes that came and went: it may well be surprised.
    guard trace.declaration(of: place).isFullyRecorded,
      !trace.events[puzzle.event].marks.contains(.harness)
    else { return }
    note(
      .unexplained(place: place, saw: puzzle.saw, expected: puzzle.expected), on: puzzle.event)
  }

  private mutating func noteTies() {
    guard trace.clock.unit == .nanoseconds else { return }
    for (first, second) in zip(shown, shown.dropFirst()) {
      let (a, b) = (trace.events[first], trace.events[second])
      guard a.lane != b.lane, let left = a.time, let right = b.time else { continue }
      let (distance, isTooFar) = left.subtractingReportingOverflow(right)
      guard !isTooFar, distance.magnitude < trace.clock.resolution else { continue }
      note(.tie(other: first, tie(first, second)), on: second)
    }
  }

  /// What two events with one stamp leave open: `first` is shown in front of `second`.
  private func tie(_ first: Int, _ second: Int) -> OrderNote.Tie {
    var open: Place.ID?
    for a in trace.operations(of: first) {
      guard let place = a.place else { continue }
      for b in trace.operations(of: second) where b.place == place {
        guard a.written != nil || b.written != nil else { continue }
        let kind = trace.kind(of: place)
        if let wrote = a.written, let old = a.seen, let saw = b.seen {
          if kind.differs(wrote, old), !kind.differs(saw, wrote) { return .proven(place: place) }
        }
        if let saw = a.seen, let old = b.seen, let new = b.written {
          if kind.differs(old, new), !kind.differs(saw, old) { return .proven(place: place) }
        }
        open = place
      }
    }
    return open.map { .open(place: $0) } ?? .independent
  }
}
