internal import Glibc

/// While it lives, the signals that end a program wait: there is something to be undone first.
public struct HeldSignals: ~Copyable {
  private static let held = [SIGINT, SIGTERM, SIGHUP]
  private var before = sigset_t()

  /// Holds the signals back.
  public init() {
    var signals = Self.set
    pthread_sigmask(SIG_BLOCK, &signals, &before)
  }

  /// The signal that is waiting, if there is one.
  public var waiting: Int32? {
    var signals = sigset_t()
    guard sigpending(&signals) == 0 else { return nil }
    return Self.held.first { sigismember(&signals, $0) == 1 }
  }

  /// Takes the signals that wait away, and lets the next ones through.
  deinit {
    var signals = Self.set
    var now = timespec()
    while sigtimedwait(&signals, nil, &now) > 0 {}
    var before = before
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }

  private static var set: sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in held { sigaddset(&signals, signal) }
    return signals
  }
}
