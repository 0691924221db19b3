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
    if let seconds, elapsed > seconds { return true }
    return Self.interrupted.load(ordering: .relaxed)
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
