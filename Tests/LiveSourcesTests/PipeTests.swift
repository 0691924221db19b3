import Testing

@testable import LiveSources

struct PipeTests {
  @Test func `a meter tells nothing before half a second`() {
    var meter = RateMeter()
    #expect(meter.rate(total: 0, at: 0) == 0)
    #expect(meter.rate(total: 100, at: 100_000_000) == 0)
    #expect(meter.rate(total: 1000, at: 1_000_000_000) == 1000)
  }
}
