import Benchmark
import Glibc
import RaceTrace
import TraceFormats

/// Reading: bytes to a trace.
func registerReading() {
  Benchmark("baseline: count the newlines of 1,000,000 events, ftrace text", configuration: .long) {
    benchmark, bytes in
    benchmark.measure(events: Samples.million) { blackHole(newlines(in: bytes)) }
  } setup: {
    try Samples.longRecording()
  }

  Benchmark("read 1,000,000 events, ftrace text", configuration: .long) { benchmark, sample in
    try benchmark.measure(events: Samples.million) {
      blackHole(try Samples.read(sample.bytes, sample.vocabularies))
    }
  } setup: {
    (bytes: try Samples.longRecording(), vocabularies: try Samples.vocabularies())
  }

  Benchmark("read 1,000,000 events, native", configuration: .long) { benchmark, bytes in
    try benchmark.measure(events: Samples.million) { blackHole(try Samples.read(bytes, [])) }
  } setup: {
    NativeWriter.bytes(of: try Samples.longTrace())
  }
}

private func newlines(in bytes: [UInt8]) -> Int {
  bytes.withUnsafeBytes { whole in
    guard var at = whole.baseAddress else { return 0 }
    let end = at + whole.count
    var count = 0
    while let found = memchr(at, 0x0A, end - at) {
      count += 1
      at = UnsafeRawPointer(found) + 1
    }
    return count
  }
}
