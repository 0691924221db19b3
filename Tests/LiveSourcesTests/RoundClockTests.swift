import Testing

@testable import LiveSources

/// For how long rounds were run, by a clock that is told the time.
struct RoundClockTests {
  @Test func `only rounds are timed`() {
    var clock = RoundClock()
    #expect(clock.seconds(at: 7) == 0)
    clock.start(at: 10)
    clock.tick(at: 10.125)
    #expect(clock.seconds(at: 10.25) == 0.25)
    clock.tick(at: 10.25)
    clock.stop(at: 10.5)
    #expect(clock.seconds(at: 99) == 0.5)
    clock.start(at: 100)
    clock.tick(at: 100.25)
    #expect(clock.seconds(at: 100.25) == 0.75)
  }

  /// Whoever looks first afterwards, the waiting or the running thread.
  @Test func `time in which the process was stopped is not counted`() {
    var clock = RoundClock()
    clock.start(at: 10)
    clock.tick(at: 10.25)
    #expect(clock.seconds(at: 14.25) == 0.25 + RoundClock.gapMax)
    clock.tick(at: 14.25)
    #expect(clock.seconds(at: 14.5) == 0.25 + RoundClock.gapMax + 0.25)
  }
}
