/// Counts events a second over the last half second or so.
struct RateMeter {
  /// How long is counted before a rate is told anew, in nanoseconds.
  private static let interval: UInt64 = 500_000_000

  var lastTotal = 0
  private var start: (total: Int, time: UInt64)?
  private var rate = 0

  /// The rate when `total` events had come at `now` (nanoseconds).
  mutating func rate(total: Int, at now: UInt64) -> Int {
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
}
