import Benchmark
import RaceTrace
import Screens

/// Layout: a trace to a timeline, and a timeline to a player.
func registerLayout() {
  Benchmark("baseline: walk 1,000,000 events and their operations", configuration: .long) {
    benchmark, trace in
    benchmark.measure(events: Samples.million) { blackHole(placesTouched(by: trace)) }
  } setup: {
    try Samples.longTrace()
  }

  Benchmark("lay out 1,000,000 events", configuration: .long) { benchmark, trace in
    benchmark.measure(events: Samples.million) { blackHole(Timeline(trace)) }
  } setup: {
    try Samples.longTrace()
  }

  Benchmark("make a player of 1,000,000 events", configuration: .long) { benchmark, timeline in
    benchmark.measure(events: Samples.million) {
      blackHole(AppState(timeline, source: .init(title: "benchmark"), size: Samples.size))
    }
  } setup: {
    Timeline(try Samples.longTrace())
  }
}

private func placesTouched(by trace: Trace) -> Int {
  var sum = 0
  for index in trace.events.indices {
    for operation in trace.operations(of: index) { sum &+= operation.place ?? 0 }
  }
  return sum
}
