import Benchmark
import RaceTrace
import TraceFormats

/// Writing: a trace to bytes.
func registerWriting() {
  Benchmark("baseline: copy 1,000,000 events, native", configuration: .long) { benchmark, bytes in
    benchmark.measure(events: Samples.million) {
      var copy = bytes
      copy.append(0)
      blackHole(copy)
    }
  } setup: {
    NativeWriter.bytes(of: try Samples.longTrace())
  }

  Benchmark("write 1,000,000 events, native", configuration: .long) { benchmark, trace in
    benchmark.measure(events: Samples.million) { blackHole(NativeWriter.bytes(of: trace)) }
  } setup: {
    try Samples.longTrace()
  }
}
