/// The newest events of a trace that grows, in the order of their stamps.
///
/// Streams of several CPUs arrive in pieces, so events are held back and sorted by stamp, until
/// ``Limits/sorted`` newer ones are there or they are older than ``Limits/span``. What comes later
/// than that stands where it came, marked ``Event/Marks/late``. Events of one CPU never change
/// places.
///
/// Memory: at most twice ``Limits/keep`` events, or as many as that and those that are held back, and
/// what they name. The oldest go first; what places held before the first kept event, and which calls
/// were open, is kept up with them.
public struct TraceWindow: Sendable {
  /// How much is kept and held back.
  public struct Limits: Hashable, Sendable {
    /// How many events are kept at least, once there were so many.
    public var keep: Int
    /// How many events ``TraceWindow/newest()`` gives at least, and at most twice that.
    public var newest: Int
    /// How many events are held back to be sorted.
    public var sorted: Int
    /// How far back in nanoseconds of the trace's clock events are sorted.
    public var span: Int64
    /// How many texts, places or tasks there may be before those that no kept event names go.
    public var names: Int

    /// Limits; every number of events is at least 1.
    public init(
      keep: Int = 200_000, newest: Int = 4096, sorted: Int = 4096, span: Int64 = 100_000_000,
      names: Int = 1 << 16
    ) {
      precondition(keep > 0 && newest > 0 && sorted > 0, "a window of no events")
      self.keep = keep
      self.newest = newest
      self.sorted = sorted
      self.span = span
      self.names = names
    }
  }

  /// How much is kept and held back.
  public let limits: Limits
  /// How many events came late.
  public private(set) var lateCount = 0

  private var trace: Trace?
  private var numbers = Renumbering()
  private var keys = ArrivalKeys()
  /// The keys of the events that are held back: those behind `settledCount`.
  private var held: [Int64] = []
  private var isHeldInOrder = true
  private var heldRange: ClosedRange<Int64> = 0...0
  private var lastShown = Int64.min
  private var settledCount = 0
  /// What was known before the first kept event, and before the event at `newestStart`.
  private var base = KnownState()
  private var recent = KnownState()
  private var newestStart = 0
  /// Lines that could not be read before there was a trace.
  private var early: [WindowNews] = []
  private static let earlyMax = 100

  /// An empty window.
  public init(limits: Limits = Limits()) { self.limits = limits }

  /// How many events there were, dropped and held ones included.
  public var totalCount: Int { (trace?.droppedCount ?? 0) + (trace?.events.count ?? 0) }

  /// How many events stand in their order for good, dropped ones included.
  public var shownCount: Int { (trace?.droppedCount ?? 0) + settledCount }

  /// How many events are not kept any more.
  public var droppedCount: Int { trace?.droppedCount ?? 0 }

  /// Takes what happened.
  ///
  /// - Complexity: O(*events*), amortised
  public mutating func take(_ news: WindowNews) {
    switch news {
    case .events(let news): take(news)
    case .unreadable(let text, let why, let line): addUnreadable(text, why: why, line: line)
    case .parted(let text, let line): addBreak(text, line: line)
    case .rested: rest()
    case .begunAnew: self = TraceWindow(limits: limits)
    }
  }

  private mutating func take(_ news: TraceNews) {
    if trace == nil {
      trace = news.head
      for row in early { take(row) }
      early = []
    }
    guard var target = trace else { preconditionFailure("news without a head") }
    trace = nil
    for lane in news.lanes.indices where news.lanes[lane].name != target.lanes[lane].name {
      target.rename(lane: lane, to: news.lanes[lane].name)
    }
    numbers.learn(news)
    add(news, to: &target)
    trace = target
  }

  private mutating func add(_ news: TraceNews, to target: inout Trace) {
    var operations: [Operation] = []
    for index in news.events.indices {
      var event = news.events[index]
      if keys.isRestart(event, span: limits.span, clock: target.clock) {
        settle(&target, 0)
        lastShown = .min
      }
      numbers.translate(&event, &target)
      operations.removeAll(keepingCapacity: true)
      for operation in news.operations(of: index) {
        let place = operation.place.map { self.place($0, &target) }
        operations.append(numbers.translate(operation, to: place, &target))
      }
      append(event, operations, to: &target)
    }
  }

  private mutating func append(
    _ event: Event, _ operations: [Operation], to target: inout Trace
  ) {
    target.append(event, operations)
    hold(keys.next(event))
    if isDue(target.clock) { settle(&target, limits.sorted) }
    dropIfFull(&target)
  }

  /// The number here of a place of the source. What the source says that it held at first holds only
  /// while no event is gone.
  private mutating func place(_ theirs: Place.ID, _ target: inout Trace) -> Place.ID {
    let value = target.droppedCount == 0 ? numbers.newValue(of: theirs) : nil
    let place = numbers.place(theirs, &target)
    if let value {
      base.begin(place, with: value)
      recent.begin(place, with: value)
    }
    return place
  }

  /// Adds a row for a line that cannot be read, in the lane of the event before it. Without a trace
  /// there is nowhere to put it: then it waits for one.
  private mutating func addUnreadable(_ text: String, why: String?, line: Int) {
    guard var target = trace else {
      if early.count < Self.earlyMax { early.append(.unreadable(text, why: why, line: line)) }
      return
    }
    trace = nil
    let last = target.events.last
    let event = target.unreadable(
      text, why: why, lane: last?.lane ?? 0, cpu: last?.cpu ?? 0, line: line)
    append(event, [.mark], to: &target)
    trace = target
  }

  /// Adds a row that parts what follows from what came before: nothing is concluded across it, and
  /// no stamp is held against one before it. Without a trace there is nothing to part.
  private mutating func addBreak(_ text: String, line: Int) {
    guard var target = trace else { return }
    trace = nil
    settle(&target, 0)
    let last = target.events.last
    target.append(
      Event(
        lane: last?.lane ?? 0, cpu: last?.cpu ?? 0, name: target.intern("begun_anew"),
        text: target.intern(text), task: target.intern(KernelTask(name: "", pid: 0)), line: line),
      CollectionOfOne(Operation.lost(nil)))
    keys = ArrivalKeys()
    lastShown = .min
    hold(.min)
    settle(&target, 0)
    dropIfFull(&target)
    trace = target
  }

  /// Holds nothing back any more: the source rests.
  private mutating func rest() {
    guard var target = trace else { return }
    trace = nil
    settle(&target, 0)
    trace = target
  }

  /// The newest events, between ``Limits/newest`` and twice that many; nil when there are none.
  ///
  /// - Complexity: O(*newest* + *places*)
  public mutating func newest() -> Trace? {
    guard let trace, settledCount > 0 else { return nil }
    if settledCount - newestStart > 2 * limits.newest { advance(to: settledCount - limits.newest) }
    return slice(trace, from: newestStart, recent)
  }

  /// All that is kept; nil before anything was taken.
  ///
  /// - Complexity: O(*keep* + *places*)
  public func everything() -> Trace? {
    guard let trace else { return nil }
    let start = max(0, settledCount - limits.keep)
    var state = base
    // What is kept beyond the limit is there only to be dropped all at once.
    for index in 0..<start { state.apply(trace.events[index], trace.operations(of: index)) }
    return slice(trace, from: start, state)
  }

  /// The events that were shown since this was asked last, as far as they are still kept; nil when
  /// there are none.
  public mutating func news() -> Trace? {
    guard let trace, settledCount > newestStart else { return nil }
    let result = slice(trace, from: newestStart, recent)
    advance(to: settledCount)
    return result
  }

  private func slice(_ trace: Trace, from start: Int, _ state: KnownState) -> Trace {
    var result = trace.slice(start..<settledCount, initialValues: state.known)
    result.openCalls = state.openCalls
    result.isGrowing = true
    return result
  }

  private mutating func advance(to index: Int) {
    guard let trace else { return }
    for index in newestStart..<max(newestStart, index) {
      recent.apply(trace.events[index], trace.operations(of: index))
    }
    newestStart = max(newestStart, index)
  }
}

extension TraceWindow {
  // MARK: Order

  private mutating func hold(_ key: Int64) {
    if let last = held.last {
      if key < last { isHeldInOrder = false }
      heldRange = min(heldRange.lowerBound, key)...max(heldRange.upperBound, key)
    } else {
      heldRange = key...key
    }
    held.append(key)
  }

  /// Whether there is enough to let events go: twice the window, so that each is sorted once.
  private func isDue(_ clock: Clock) -> Bool {
    if held.count >= 2 * limits.sorted { return true }
    return clock.unit == .nanoseconds
      && Self.distance(heldRange.lowerBound, heldRange.upperBound) > 2 * limits.span.magnitude
  }

  /// Lets events go in the order of their stamps, until no more than `rest` are held.
  private mutating func settle(_ target: inout Trace, _ rest: Int) {
    guard !held.isEmpty else { return }
    if !isHeldInOrder { sort(&target) }
    var count = max(0, held.count - rest)
    if target.clock.unit == .nanoseconds, let last = held.last {
      while count < held.count, Self.distance(held[count], last) > limits.span.magnitude {
        count += 1
      }
    }
    for index in 0..<count {
      if held[index] < lastShown {
        target.mark(event: settledCount + index, .late)
        lateCount += 1
      }
      lastShown = max(lastShown, held[index])
    }
    settledCount += count
    held.removeSubrange(..<count)
    if let first = held.first, let last = held.last { heldRange = first...last }
  }

  private static func distance(_ low: Int64, _ high: Int64) -> UInt64 {
    UInt64(bitPattern: high &- low)
  }

  private mutating func sort(_ target: inout Trace) {
    let order = held.indices.sorted { (held[$0], $0) < (held[$1], $1) }
    let events = order.map { target.events[settledCount + $0] }
    let operations = order.map { Array(target.operations(of: settledCount + $0)) }
    target.replaceEvents(from: settledCount, with: events, operations)
    held = order.map { held[$0] }
    isHeldInOrder = true
  }

  // MARK: Memory

  private mutating func dropIfFull(_ target: inout Trace) {
    let count = settledCount - limits.keep
    guard target.events.count > 2 * limits.keep, count > 0 else { return }
    for index in 0..<count { base.apply(target.events[index], target.operations(of: index)) }
    if newestStart < count {
      recent = base
      newestStart = count
    }
    newestStart -= count
    settledCount -= count
    target.dropFirst(count)
    let most = max(target.strings.count, target.placeCount, target.taskCount)
    if most > limits.names { compact(&target) }
  }

  /// Forgets the names that no kept event has.
  private mutating func compact(_ old: inout Trace) {
    var new = old.head
    var numbers = Renumbering(of: old)
    for index in old.events.indices {
      var event = old.events[index]
      numbers.translate(&event, &new)
      let operations = old.operations(of: index).map { operation in
        let place = operation.place.map { numbers.place($0, &new) }
        return numbers.translate(operation, to: place, &new)
      }
      new.append(event, operations)
    }
    new.droppedCount = old.droppedCount
    base = KnownState(base, places: numbers.places, tasks: numbers.tasks)
    recent = KnownState(recent, places: numbers.places, tasks: numbers.tasks)
    self.numbers.forgetTarget()
    old = new
  }
}
