/// Counts events a second over the last half second or so, and notices when events arrive too slowly
/// to be held back until there are many.
struct RateMeter {
  /// How long is counted before a rate is told anew, in nanoseconds.
  private static let interval: UInt64 = 500_000_000

  /// How long an event is held back at most while nothing is shown, in nanoseconds.
  private static let holdMax: UInt64 = 100_000_000

  var lastTotal = 0
  private var shown = 0
  private var lastShown: UInt64 = 0
  private var start: (total: Int, time: UInt64)?
  private var rate = 0

  /// The rate when `total` events had come at `now` (nanoseconds).
  mutating func rate(total: Int, at now: UInt64) -> Int {
    if lastShown == 0 { lastShown = now }
    guard let start else {
      self.start = (total, now)
      return 0
    }
    let elapsed = now &- start.time
    guard elapsed >= Self.interval else { return rate }
    rate = Int(Double(total - start.total) * 1e9 / Double(elapsed))
    self.start = (total, now)
    return rate
  }

  /// So many events can be shown at `now`.
  mutating func noteShown(_ count: Int, at now: UInt64) {
    guard count != shown || count == lastTotal && count > 0 else { return }
    (shown, lastShown) = (count, now)
  }

  /// Whether nothing was shown for too long although something may be held back; asked for again, so
  /// much time has to go by again.
  mutating func takeStuck(at now: UInt64) -> Bool {
    guard now &- lastShown > Self.holdMax else { return false }
    lastShown = now
    return true
  }
}
