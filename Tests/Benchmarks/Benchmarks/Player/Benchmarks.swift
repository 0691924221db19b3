import Benchmark

// Every benchmark runs in a process of its own. Machines differ and are shared, so each group has a
// baseline: what the least work over the same data costs. Ratios to it can be compared; bare times
// hardly.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal, .instructions], warmupIterations: 1,
    maxDuration: .seconds(2), maxIterations: 200)
  registerFrames()
  registerReading()
  registerLayout()
  registerWriting()
}

extension Benchmark.Configuration {
  /// For what takes seconds: a few runs, and how much memory they took together with the sample.
  static var long: Self {
    Self(
      metrics: [.wallClock, .cpuTotal, .instructions, .peakMemoryResident, .eventsPerSecond],
      warmupIterations: 0, maxDuration: .seconds(8), maxIterations: 5)
  }
}

extension BenchmarkMetric {
  /// How many events are worked through in a second, in thousands.
  static var eventsPerSecond: Self {
    .custom("Events per second, thousands", polarity: .prefersLarger, useScalingFactor: false)
  }
}

extension Benchmark {
  /// Measures `work` over `events` events.
  func measure(events: Int, _ work: () throws -> Void) rethrows {
    let clock = ContinuousClock()
    startMeasurement()
    let time = try clock.measure(work)
    stopMeasurement()
    measurement(.eventsPerSecond, Int(Double(events) / (time / .seconds(1)) / 1000))
  }
}
