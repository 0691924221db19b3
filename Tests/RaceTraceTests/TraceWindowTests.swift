import RaceTrace
import TestSupport
import Testing

extension TraceWindow {
  /// Takes all events out of a trace, as the first news of it.
  fileprivate mutating func take(from trace: inout Trace) {
    var taker = NewsTaker()
    if let news = taker.take(from: &trace) { take(.events(news)) }
  }
}

/// A trace that grows, held against the same trace read at once.
struct TraceWindowTests {
  /// A trace of one flag, one lock and calls, with stamps that rise.
  private static func source(_ count: Int, seed: UInt64) -> Trace {
    var random = SplitMix64(seed: seed)
    var trace = Trace(title: "", lanes: [Lane(name: "A", title: ""), Lane(name: "B", title: "")])
    let flag = trace.declare(PlaceDeclaration(name: "flag", kind: .word))
    let lock = trace.declare(PlaceDeclaration(name: "lock", kind: .spinlock))
    for index in 0..<count {
      let lane = Int(random.next() % 2)
      let task = trace.intern(KernelTask(name: "task", pid: lane))
      let place = trace.intern(Place(declaration: flag, address: random.next() % 5))
      let held = trace.intern(Place(declaration: lock))
      let value = random.next() % 4
      let operation: Operation =
        switch random.next() % 8 {
        case 0: .call
        case 1: .ret(nil)
        case 2: .lock(held, .exclusive)
        case 3: .unlock(held, .exclusive)
        case 4: .store(place, old: nil, new: value)
        case 5: .rmw(place, old: nil, new: value)
        case 6 where random.next() % 40 == 0: .lost(nil)
        default: .forget(place)
        }
      trace.append(
        Event(
          lane: lane, cpu: lane, time: Int64(index), text: trace.intern("event \(index)"),
          task: task),
        CollectionOfOne(operation))
    }
    return trace
  }

  /// The same tables, and the events with these indices in this order.
  private static func piece(_ source: Trace, _ indices: some Sequence<Int>) -> Trace {
    var copy = source
    copy.removeEvents()
    for index in indices { copy.append(source.events[index], source.operations(of: index)) }
    return copy
  }

  private static func texts(_ trace: Trace) -> [String] {
    trace.events.map { trace.strings[$0.text] }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `what is dropped is still known`(seed: UInt64) throws {
    let whole = Self.source(900, seed: seed)
    var random = SplitMix64(seed: seed)
    var window = TraceWindow(limits: .init(keep: 100, newest: 20, sorted: 8, names: 50))
    var start = 0
    while start < whole.events.count {
      let end = min(whole.events.count, start + 1 + Int(random.next() % 60))
      var piece = Self.piece(whole, start..<end)
      window.take(from: &piece)
      #expect(piece.events.isEmpty)
      start = end
    }
    window.take(.rested)
    #expect(window.totalCount == 900)
    #expect(window.shownCount == 900)
    let expected = Timeline(whole)
    let newest = window.newest()
    for trace in [try #require(window.everything()), try #require(newest)] {
      let found = Timeline(trace)
      #expect(Self.texts(trace) == Self.texts(whole).suffix(found.stepCount))
      #expect(found.number(ofStep: found.stepCount) == 900)
      for step in 0...found.stepCount {
        let other = expected.step(numbered: found.number(ofStep: step))
        for (id, place) in trace.places.enumerated() {
          let theirs = try #require(whole.id(of: place))
          #expect(found.value(of: id, after: step) == expected.value(of: theirs, after: other))
        }
      }
      #expect(found.depths == Array(expected.depths.suffix(found.stepCount)))
    }
    #expect(window.everything()?.events.count == 100)
    #expect((20...40).contains(newest?.events.count ?? 0))
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `streams of two CPUs are sorted`(seed: UInt64) throws {
    let whole = Self.source(400, seed: seed)
    var window = TraceWindow(limits: .init(sorted: 64))
    for start in stride(from: 0, to: 400, by: 40) {
      let range = start..<(start + 40)
      for cpu in [1, 0] {
        var piece = Self.piece(whole, range.filter { whole.events[$0].cpu == cpu })
        window.take(from: &piece)
      }
    }
    window.take(.rested)
    let trace = try #require(window.everything())
    #expect(Self.texts(trace) == Self.texts(whole))
    #expect(window.lateCount == 0)
  }

  @Test func `what is too late stands where it came and says so`() throws {
    let whole = Self.source(30, seed: 1)
    let late = try #require(whole.events.indices.first { whole.events[$0].cpu == 1 })
    var window = TraceWindow(limits: .init(sorted: 4))
    var early = Self.piece(whole, whole.events.indices.filter { whole.events[$0].cpu == 0 })
    window.take(from: &early)
    window.take(.rested)
    var rest = Self.piece(whole, [late])
    window.take(from: &rest)
    window.take(.rested)
    #expect(window.lateCount == 1)
    let timeline = Timeline(try #require(window.everything()))
    #expect(
      timeline.trace.strings[timeline.event(at: timeline.stepCount - 1).text] == "event \(late)")
    #expect(timeline.orderNotes(at: timeline.stepCount - 1).contains(.cameLate))
  }

  @Test func `a clock that begins anew is no reason to sort`() throws {
    var window = TraceWindow(limits: .init(sorted: 64, span: 10))
    for round in 0..<2 {
      var piece = Self.source(50, seed: UInt64(round))
      window.take(from: &piece)
      #expect(window.lateCount == 0)
    }
    window.take(.rested)
    let texts = Self.texts(try #require(window.everything()))
    #expect(texts == (0..<50).map { "event \($0)" } + (0..<50).map { "event \($0)" })
  }

  @Test func `an old event shows after the span and not only after many others`() {
    var window = TraceWindow(limits: .init(sorted: 1000, span: 10))
    var piece = Self.source(50, seed: 3)
    window.take(from: &piece)
    #expect(window.shownCount > 0)
    #expect(window.totalCount - window.shownCount <= 22)
  }

  /// One reader tells all of it: names once, and all anew when it has begun anew.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `names are told once`(seed: UInt64) throws {
    let whole = Self.source(900, seed: seed)
    var random = SplitMix64(seed: seed)
    var window = TraceWindow(limits: .init(keep: 100, newest: 20, sorted: 8, names: 50))
    func begin() -> Trace {
      var trace = Trace(title: "", lanes: whole.lanes)
      for declaration in whole.declarations { _ = trace.declare(declaration) }
      return trace
    }
    var (growing, taker) = (begin(), NewsTaker())
    for (index, var event) in whole.events.enumerated() {
      event.text = growing.intern(whole.strings[event.text])
      event.task = growing.intern(whole.task(event.task))
      var numbers: [Place.ID: Place.ID] = [:]
      for place in whole.operations(of: index).compactMap(\.place) {
        numbers[place] = growing.intern(whole.place(place))
      }
      growing.append(
        event, whole.operations(of: index).map { Self.renumbered($0, numbers) })
      guard random.next() % 30 == 0 || index == 899 else { continue }
      if let news = taker.take(from: &growing) { window.take(.events(news)) }
      #expect(growing.events.isEmpty)
      if random.next() % 8 == 0 { (growing, taker) = (begin(), NewsTaker()) }
    }
    window.take(.rested)
    let trace = try #require(window.everything())
    #expect(Self.texts(trace) == Self.texts(whole).suffix(100))
    let (found, expected) = (Timeline(trace), Timeline(whole))
    for step in 0...100 {
      for (id, place) in trace.places.enumerated() {
        let theirs = try #require(whole.id(of: place))
        let value = expected.value(of: theirs, after: 800 + step)
        #expect(found.value(of: id, after: step) == value)
      }
    }
  }

  private static func renumbered(
    _ operation: Operation, _ numbers: [Place.ID: Place.ID]
  ) -> Operation {
    switch operation {
    case .lock(let place, let mode): .lock(numbers[place] ?? place, mode)
    case .unlock(let place, let mode): .unlock(numbers[place] ?? place, mode)
    case .store(let place, let old, let new): .store(numbers[place] ?? place, old: old, new: new)
    case .rmw(let place, let old, let new): .rmw(numbers[place] ?? place, old: old, new: new)
    case .forget(let place): .forget(numbers[place] ?? place)
    default: operation
    }
  }

  @Test func `rows that tell of no event are dropped as well`() throws {
    var window = TraceWindow(limits: .init(keep: 100, sorted: 8))
    var piece = Self.source(1, seed: 1)
    window.take(from: &piece)
    for line in 0..<1000 { window.take(.unreadable("rubbish", line: line)) }
    #expect(window.totalCount == 1001)
    #expect(window.droppedCount >= 1001 - 200 - 16)
    for line in 0..<1000 { window.take(.parted("another", line: line)) }
    #expect(window.droppedCount >= 2001 - 200)
  }

  @Test func `what a place held at first is not known behind a loss`() throws {
    var trace = Trace(title: "", lanes: [Lane(name: "A", title: "")])
    let flag = trace.declare(PlaceDeclaration(name: "flag", kind: .word))
    func add(_ operation: Operation) {
      trace.append(Event(lane: 0, cpu: 0, text: 0, task: 0), CollectionOfOne(operation))
    }
    _ = trace.intern(KernelTask(name: "", pid: 0))
    add(.lost(nil))
    for _ in 0..<50 { add(.mark) }
    var (window, taker) = (TraceWindow(limits: .init(newest: 10, sorted: 4)), NewsTaker())
    func tell() throws {
      let news = taker.take(from: &trace)
      window.take(.events(try #require(news)))
    }
    try tell()
    window.take(.rested)
    let newest = window.newest()
    #expect(newest?.events.count == 10)
    let late = trace.intern(Place(declaration: flag, address: 1))
    trace.begin(late, with: 7)
    add(.mark)
    add(.forget(late))
    try tell()
    window.take(.rested)
    let later = window.newest()
    for trace in [try #require(later), try #require(window.everything())] {
      let (timeline, id) = (Timeline(trace), try #require(trace.places.indices.first))
      #expect(timeline.value(of: id, after: timeline.stepCount - 1) == nil)
    }
  }
}
