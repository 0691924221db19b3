import RaceTrace
import Testing

/// The order that is shown: as recorded, unless a value proves another.
struct OrderingTests {
  private func shown(_ drawing: TraceDrawing) -> [Int] { Timeline(drawing.trace).order }

  @Test func `a read of the old value goes in front of the write that replaced it`() {
    let drawing = TraceDrawing(
      """
      1 10 load other 1
      0 20 rmw ref 1026 2
      0 25 load other 1
      1 30 load ref 2
      1 40 load ref 1026
      """)
    let timeline = Timeline(drawing.trace)
    #expect(timeline.order == [0, 3, 1, 2, 4])
    #expect(
      timeline.orderNotes(at: 1) == [
        .cameBefore(other: 1, place: drawing.place("ref"), saw: 2)
      ])
    #expect(timeline.position(ofRecorded: 3) == 1)
    #expect(timeline.value(of: drawing.place("ref"), after: 2) == 2)
    #expect(timeline.value(of: drawing.place("ref"), after: 3) == 1026)
  }

  @Test func `a write goes in front of the read that saw it already`() {
    let drawing = TraceDrawing(
      """
      1 5 load other 0
      0 10 load pte 3
      0 20 load pte 1
      1 22 store pte 1 3
      """)
    let timeline = Timeline(drawing.trace)
    #expect(timeline.order == [0, 1, 3, 2])
    #expect(
      timeline.orderNotes(at: 2) == [
        .wasSeenBy(other: 2, place: drawing.place("pte"), wrote: 1)
      ])
  }

  @Test func `stamps limit how far an event can move`() {
    // CPU 1 reported at 25, behind the write at 20: its later read cannot have come before it.
    let drawing = TraceDrawing(
      """
      0 10 load pte 3
      0 20 store pte 1 3
      1 25 load other 0
      1 30 load pte 3
      """)
    let timeline = Timeline(drawing.trace)
    #expect(timeline.order == [0, 1, 2, 3])
    #expect(
      timeline.orderNotes(at: 3) == [
        .unexplained(place: drawing.place("pte"), saw: 3, expected: 1)
      ])
  }

  @Test func `events of one lane never change places`() {
    let drawing = TraceDrawing(
      """
      0 10 store x 1 0
      0 20 load x 0
      """)
    #expect(shown(drawing) == [0, 1])
  }

  @Test func `nothing moves once a place was given back without an event`() {
    let drawing = TraceDrawing(
      """
      0 10 rmw ref 1026 2
      0 20 forget ref
      1 30 load ref 2
      """)
    let timeline = Timeline(drawing.trace)
    #expect(timeline.order == [0, 1, 2])
    #expect(timeline.orderNotes(at: 2).isEmpty)
  }

  @Test func `nothing moves across lost events`() {
    let drawing = TraceDrawing(
      """
      0 10 rmw ref 1026 2
      0 20 lost
      1 30 load ref 2
      """)
    #expect(shown(drawing) == [0, 1, 2])
  }

  @Test func `another value of the same event can forbid the move`() {
    // CPU 1 saw y already changed: that write came before the one to x.
    var drawing = TraceDrawing(
      """
      0 10 store y 1 0
      0 20 store x 1 0
      0 30 store y 2 1
      """)
    let event = Event(lane: 1, cpu: 1, time: 40_000, text: drawing.trace.intern("both"))
    drawing.trace.append(
      event, [.load(drawing.place("x"), 0), .load(drawing.place("y"), 2)])
    let timeline = Timeline(drawing.trace)
    #expect(timeline.order == [0, 1, 2, 3])
    #expect(
      timeline.orderNotes(at: 3) == [
        .unexplained(place: drawing.place("x"), saw: 0, expected: 1)
      ])
  }

  @Test func `a place that others change unseen is never called unexplained`() {
    let drawing = TraceDrawing(
      places: ["ref": .refcount], partly: ["ref"],
      """
      0 10 load ref 2
      1 20 load ref 7
      """)
    #expect(Timeline(drawing.trace).orderNotes(at: 1).isEmpty)
  }

  @Test func `accessed and dirty bits change without an event`() {
    let drawing = TraceDrawing(
      places: ["pte": .pte(.x86_64)],
      """
      0 10 load pte 7
      1 20 load pte 103
      1 30 load pte 101
      """)
    let timeline = Timeline(drawing.trace)
    #expect(timeline.orderNotes(at: 1).isEmpty)
    #expect(!timeline.orderNotes(at: 2).isEmpty)
  }

  @Test(
    arguments: zip(
      [
        "0 10 store x 1 0\n1 10 load x 1", "0 10 load x 0\n1 10 store x 1 0",
        "0 10 store x 1\n1 10 load x 1", "0 10 load y 1\n1 10 load x 1",
      ],
      ["proven", "proven", "open", "independent"]))
  func `equal stamps say what the values leave open`(_ text: String, _ expected: String) {
    let notes = Timeline(TraceDrawing(text).trace).orderNotes(at: 1)
    let found = notes.map { note in
      switch note {
      case .tie(_, .proven): "proven"
      case .tie(_, .open): "open"
      case .tie(_, .independent): "independent"
      default: "other"
      }
    }
    #expect(found == [expected])
  }

  @Test func `a clock that goes back is noticed`() {
    let drawing = TraceDrawing("0 10 load x 1\n0 9 load x 1")
    #expect(Timeline(drawing.trace).orderNotes(at: 1) == [.clockWentBack])
  }
}
