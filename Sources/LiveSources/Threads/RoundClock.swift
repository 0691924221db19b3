internal import Glibc

/// For how long rounds were run, as the thread that begins and judges them sees it: whoever waits for
/// them only looks now and then, and of a race that is hit at once would time mostly himself.
struct RoundClock {
  /// How much of the time between two rounds is counted at most, in seconds: in a longer one nothing
  /// was run, since the whole process was stopped.
  static let gapMax = 0.5

  private var earlier: Double = 0
  /// When the last round ended, or the first one began; nil while none are run.
  private var last: Double?

  /// Seconds of rounds, those that are being run included.
  func seconds(at now: Double = Self.now) -> Double {
    earlier + (last.map { min(now - $0, Self.gapMax) } ?? 0)
  }

  mutating func start(at now: Double = Self.now) { last = now }

  /// A round has ended.
  mutating func tick(at now: Double = Self.now) {
    earlier = seconds(at: now)
    last = now
  }

  mutating func stop(at now: Double = Self.now) {
    earlier = seconds(at: now)
    last = nil
  }

  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
