import TestSupport
import Testing

@testable import RaceTrace

/// What a loss of events makes of what was known.
struct LossTests {
  @Test(arguments: 0..<16 as Range<UInt64>)
  func `what is forgotten all at once is as if each had been forgotten`(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var plain = [Int?](repeating: nil, count: 8)
    var remembered = Remembered<Int?>(count: 3, unknown: nil)
    for _ in 0..<200 {
      let number = Int.random(in: 0..<8, using: &random)
      switch Int.random(in: 0..<8, using: &random) {
      case 0:
        plain = plain.map { _ in nil }
        remembered.forgetAll()
      case 1: (plain[number], remembered[number]) = (nil, nil)
      case 2:
        plain[number] = plain[number].map { $0 + 1 }
        remembered[number] = remembered[number].map { $0 + 1 }
      default: (plain[number], remembered[number]) = (number, number)
      }
      #expect((0..<8).map { remembered[$0] } == plain)
    }
  }

  @Test func `behind a loss nothing is known and no call is open`() {
    let drawing = TraceDrawing(
      """
      0 1 call
      0 2 store x 5
      0 3 lost
      0 4 load y 1
      0 5 ret
      0 6 store x 5
      """)
    let timeline = Timeline(drawing.trace)
    #expect(timeline.depths == [0, 1, 1, 0, 0, 0])
    let values = (0...6).map { timeline.value(of: drawing.place("x"), after: $0) }
    #expect(values == [nil, nil, 5, nil, nil, nil, 5])
    // The same value as before the loss: nobody knows that it is.
    #expect(timeline.lastChange(of: drawing.place("x"), upTo: 6) == 5)
  }

  /// As many places, tasks and losses; 40,000 times 40,000 steps would take minutes.
  @Test(.timeLimit(.minutes(1))) func `a loss takes no longer when there are many places`() {
    let count = 40_000
    var trace = Trace(
      title: "losses", lanes: [Lane(name: "0", title: ""), Lane(name: "1", title: "")])
    let declaration = trace.declare(PlaceDeclaration(name: "x", kind: .word))
    var state = KnownState()
    for number in 0..<count {
      let place = trace.intern(Place(declaration: declaration, address: UInt64(number)))
      let task = trace.intern(KernelTask(name: "t", pid: number))
      for operation in [.call, .store(place, old: nil, new: 1), .lost(nil)] as [RaceTrace.Operation]
      {
        let event = Event(lane: number % 2, cpu: 0, text: 0, task: task)
        trace.append(event, [operation])
        state.apply(event, [operation])
      }
      // A place beyond all others is touched again behind each loss.
      state.apply(
        Event(lane: 0, cpu: 0, text: 0), [number.isMultiple(of: 2) ? .load(count, 1) : .lost(nil)])
    }
    let focus = Focus(address: 0, spaces: [])
    let focused = FocusedTimeline(Timeline(trace), focus: focus)
    #expect(focused.timeline.value(of: count - 1, after: 3 * count - 1) == 1)
    #expect(focused.timeline.value(of: count - 1, after: 3 * count) == nil)
    #expect(focused.timeline.depths.max() == 1)
    #expect(state.known == [:])
    #expect(state.openCalls == [:])
  }
}
