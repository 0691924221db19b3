import RaceTrace
import TestSupport
import Testing

/// State at any step, nesting and folds.
struct TimelineTests {
  @Test(
    "the state at any step is what a replay from the start gives",
    arguments: 0..<24 as Range<UInt64>)
  func stateAtAnyStep(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var text = ""
    for time in 0..<200 {
      let verb = ["load", "store", "rmw", "forget", "see"].randomElement(using: &random) ?? "load"
      let place = ["a", "b", "c"].randomElement(using: &random) ?? "a"
      text += "\(time % 2) \(time) \(verb) \(place) \(Int.random(in: 0..<4, using: &random))\n"
    }
    let timeline = Timeline(TraceDrawing(text).trace)
    var replayed = [UInt64?](repeating: nil, count: timeline.trace.places.count)
    for step in 0...timeline.stepCount {
      for place in timeline.trace.places.indices {
        #expect(timeline.value(of: place, after: step) == replayed[place])
      }
      guard step < timeline.stepCount else { break }
      for operation in timeline.operations(at: step) {
        guard let place = operation.place else { continue }
        if case .forget = operation { replayed[place] = nil }
        if let value = operation.written ?? operation.seen { replayed[place] = value }
      }
    }
  }

  @Test func `changes are found in both directions`() {
    let drawing = TraceDrawing(
      """
      0 1 load x 0
      0 2 store x 1 0
      1 3 load x 1
      1 4 store x 1 1
      0 5 store x 2 1
      """)
    let focused = FocusedTimeline(Timeline(drawing.trace), focus: nil)
    #expect(focused.nextChange(of: 0, after: 0) == 1)
    #expect(focused.nextChange(of: 0, after: 2) == 4)
    #expect(focused.nextChange(of: 0, after: 5) == nil)
    #expect(focused.previousChange(of: 0, before: 5) == 1)
    #expect(focused.previousChange(of: 0, before: 2) == nil)
  }

  /// A file may hold any stamp, also such as no clock shows.
  @Test(
    arguments: [
      (0, 5, 5), (5, 0, -5), (.min, .max, nil), (.max, .min, nil), (0, .min, .min), (.min, 0, nil),
      (.min, .min, 0),
    ] as [(Int64, Int64, Int64?)])
  func `time passes between any two stamps, or none can be told`(
    _ first: Int64, _ second: Int64, _ elapsed: Int64?
  ) {
    var trace = Trace(
      title: "stamps", lanes: [Lane(name: "0", title: ""), Lane(name: "1", title: "")])
    for (lane, time) in [first, second].enumerated() {
      trace.append(Event(lane: lane, cpu: lane, time: time, text: 0), [])
    }
    let timeline = Timeline(trace)
    #expect(timeline.elapsed(from: 0, to: 1) == elapsed)
    #expect(timeline.orderNotes(at: 1).isEmpty == (first != second))
  }

  @Test func `locks remember who holds them`() {
    let drawing = TraceDrawing(
      places: ["ptl": .spinlock], "1 1 lock ptl\n0 2 load x 1\n1 3 unlock ptl")
    let timeline = Timeline(drawing.trace)
    let words = (1...3).map { step in
      timeline.value(of: drawing.place("ptl"), after: step).map {
        PlaceKind.spinlock.decode($0).text
      }
    }
    #expect(words == ["held by lane 1", "held by lane 1", "free"])
  }

  @Test func `calls nest by task and survive returns without a call`() {
    let drawing = TraceDrawing(
      """
      0 1 ret
      0 2 call
      1 3 call
      0 4 load x 1
      0 5 ret
      1 6 load x 1
      0 7 load x 1
      """)
    #expect(Timeline(drawing.trace).depths == [0, 0, 0, 1, 1, 1, 0])
  }

  /// Events on two pages; the left lane touches only page 8.
  private func twoPages() -> Trace {
    var trace = Trace(
      title: "pages", lanes: [Lane(name: "0", title: ""), Lane(name: "1", title: "")])
    trace.fold = FoldWords(one: "1 page", many: "{n} pages")
    let plan: [(lane: Int, page: UInt64?)] = [
      (0, 8), (1, 1), (1, 2), (1, 8), (0, 8), (1, 3), (1, nil), (1, 8),
    ]
    for (lane, page) in plan {
      let subject = page.map { Subject(start: $0 * 4096, end: $0 * 4096 + 4096) }
      trace.append(
        Event(
          lane: lane, cpu: lane, text: trace.intern("e"), subject: subject, marks: .counted), [])
    }
    return trace
  }

  @Test func `the contested page is the one that both lanes touch`() {
    let timeline = Timeline(twoPages())
    #expect(timeline.contestedAddress() == 8 * 4096)
    #expect(timeline.candidates().map(\.address) == [8, 1, 2, 3].map { $0 * 4096 })
    #expect(timeline.candidates().first?.counts == [2, 2])
  }

  @Test func `events about other pages are folded and can be opened`() {
    let timeline = Timeline(twoPages())
    let focused = FocusedTimeline(timeline, focus: timeline.focus(on: 8 * 4096))
    let rows = Rows(focused)
    #expect(rows.rows.map(\.positions) == [0..<1, 1..<3, 3..<4, 4..<5, 5..<6, 6..<7, 7..<8])
    #expect(rows.rows.map(\.isFold) == [false, true, false, false, true, false, false])
    #expect(focused.foldText(1..<3, lane: 1) == "… 2 pages")
    #expect(focused.foldText(5..<6, lane: 1) == "… 1 page")
    #expect(focused.foldText(1..<3, lane: 0) == nil)
    #expect(Rows(focused, open: [1]).rows.count == 8)
    #expect(Rows(focused, everything: true).rows.count == 8)
  }

  @Test(arguments: 0...8)
  func `every step has a row that shows it`(step: Int) {
    let timeline = Timeline(twoPages())
    let rows = Rows(FocusedTimeline(timeline, focus: timeline.focus(on: 8 * 4096)))
    let index = rows.index(ofStep: step)
    if step == 0 {
      #expect(index == nil)
    } else {
      #expect(index.map { rows.rows[$0].positions.contains(step - 1) } == true)
    }
  }
}
