import Explorer
import Glibc
import Synchronization

/// Watches a search: says on standard error how far it is, ends it at its time limit and at Ctrl-C.
final class SearchWatch {
  private static let interrupted = Atomic(false)
  private let begin = SearchWatch.now
  private let seconds: Double?
  private var told: Double = 0
  private var hasLine = false
  /// Why it had the search stopped, if it did.
  private(set) var reason: StopReason?
  private let tells = isatty(STDERR_FILENO) == 1

  init(seconds: Double?) {
    self.seconds = seconds
    signal(SIGINT) { _ in SearchWatch.interrupted.store(true, ordering: .relaxed) }
  }

  /// Whether to stop; tells the rate twice a second, after the first second.
  func shouldStop(_ progress: Progress) -> Bool {
    let elapsed = Self.now - begin
    if tells, elapsed > 1, elapsed - told > 0.5 {
      told = elapsed
      hasLine = true
      let rate = Int(Double(progress.expanded) / elapsed)
      let megabytes = progress.bytes >> 20
      Output.status(
        "\r\(progress.states) states, \(progress.states - progress.expanded) to do, \(rate)/s, "
          + "\(megabytes) MB  ")
    }
    if Self.interrupted.load(ordering: .relaxed) {
      reason = .interrupt
    } else if let seconds, elapsed > seconds {
      reason = .time
    }
    return reason != nil
  }

  /// `result` with the reason why this had it stopped.
  func explained(_ result: Exploration) -> Exploration {
    var result = result
    if result.stopReason == .asked { result.stopReason = reason }
    return result
  }

  /// Takes the line of progress away.
  func finish() {
    if hasLine { Output.status("\r\u{1B}[K") }
    hasLine = false
    signal(SIGINT, SIG_DFL)
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
