internal import Glibc

/// For how long rounds were run, as the thread that begins and judges them sees it: whoever waits for
/// them only looks now and then, and of a race that is hit at once would time mostly himself.
struct RoundClock {
  private var earlier: Double = 0
  private var begun: Double?

  /// Seconds of rounds, those that are being run included.
  var seconds: Double { earlier + (begun.map { Self.now - $0 } ?? 0) }

  mutating func start() { begun = Self.now }

  mutating func stop() {
    earlier = seconds
    begun = nil
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
