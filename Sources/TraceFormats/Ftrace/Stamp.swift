/// How a recording writes its stamps. One recording writes all of them in one way.
enum StampForm: Hashable, Sendable {
  /// `189.201769`: seconds, with so many decimals.
  case seconds(decimals: Int)
  /// `1050`: a counter, or the time-stamp counter.
  case ticks
  /// `4us`: microseconds since the first event, in the latency format.
  case microseconds
}

/// When an event was reported.
struct Stamp: Hashable, Sendable {
  var form: StampForm
  /// In nanoseconds, or in ticks.
  var time: Int64

  /// The stamp at `index`, which moves behind it and its colon; nil if there is none.
  init?(_ line: Bytes, _ index: inout Int) {
    guard let whole = line.decimal(&index), let time = Int64(exactly: whole) else { return nil }
    if line.has(.dot, at: index) {
      let start = index + 1
      index = start
      guard let fraction = line.decimal(&index), index - start <= 9 else { return nil }
      var scale: Int64 = 1
      for _ in 0..<(9 - (index - start)) { scale *= 10 }
      let (seconds, over) = time.multipliedReportingOverflow(by: 1_000_000_000)
      let (sum, carry) = seconds.addingReportingOverflow(Int64(fraction) * scale)
      guard !over, !carry else { return nil }
      self.init(form: .seconds(decimals: index - start), time: sum)
    } else if line.hasPrefix("us", at: index) {
      index += 2
      // The delay mark: how long until the next event, in one character.
      if index < line.count, Self.delayMarks.contains(line[index]) { index += 1 }
      let (nanoseconds, over) = time.multipliedReportingOverflow(by: 1000)
      guard !over else { return nil }
      self.init(form: .microseconds, time: nanoseconds)
    } else {
      self.init(form: .ticks, time: time)
    }
    guard line.has(.colon, at: index) else { return nil }
    index += 1
  }

  init(form: StampForm, time: Int64) {
    self.form = form
    self.time = time
  }

  /// `$` over 1 s, `@` over 100 ms, `*` over 10 ms, `#` over 1 ms, `!` over 100 µs, `+` over 10 µs.
  private static let delayMarks: [UInt8] = Array("$@*#!+ ".utf8)
}
