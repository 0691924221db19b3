/// Whether and how fast the player moves by itself.
struct Playback: Hashable, Sendable {
  /// Rows a second at normal speed.
  static let rowsPerSecond = 1.25
  /// The speeds, as multiples of the normal one.
  static let speeds = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64]

  private(set) var isPlaying = false
  private(set) var speedIndex = 2
  /// When the next row is due, in nanoseconds of the clock that `tick` is told; nil before the
  /// first tick of a run.
  private var due: UInt64?

  var speed: Double { Self.speeds[speedIndex] }

  /// How long a row stays, in nanoseconds.
  var interval: UInt64 { UInt64(1_000_000_000 / (Self.rowsPerSecond * speed)) }

  mutating func start() {
    isPlaying = true
    due = nil
  }

  mutating func stop() { isPlaying = false }

  mutating func change(by step: Int) {
    speedIndex = min(max(speedIndex + step, 0), Self.speeds.count - 1)
    due = nil
  }

  mutating func reset() {
    speedIndex = 2
    due = nil
  }

  /// How many rows are due at `now`, at most 1,000: after a long pause the rest is forgotten.
  mutating func rowsDue(at now: UInt64) -> Int {
    guard isPlaying else { return 0 }
    guard let first = due, now < first &+ 1_000_000_000_000 else {
      due = now + interval
      return 0
    }
    guard now >= first else { return 0 }
    let count = min((now - first) / interval + 1, 1000)
    due = first + count * interval
    return Int(count)
  }

  /// How many milliseconds from `now` the next row is due; nil while nothing moves.
  func wait(at now: UInt64) -> Int? {
    guard isPlaying else { return nil }
    guard let due else { return 0 }
    return due <= now ? 0 : Int((due - now) / 1_000_000) + 1
  }
}
