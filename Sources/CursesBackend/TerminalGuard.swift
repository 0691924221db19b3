internal import CNcurses
internal import Glibc

/// The part of a taken terminal that must work even when the program is dying: signals, and the
/// bytes and modes that give the terminal back.
///
/// The handlers are C, in guard.h, since no Swift code can promise to be safe in one.
struct TerminalGuard: ~Copyable {
  /// What the process was told since it was last asked.
  struct Signals: OptionSet {
    let rawValue: UInt64
    /// The set with this signal; one that is no signal makes an empty set.
    static func number(_ number: Int32) -> Signals { Signals(rawValue: 1 << UInt64(number)) }
    /// In this order of urgency.
    static let ending: [Int32] = [SIGHUP, SIGTERM, SIGINT, SIGQUIT]
  }

  /// To be polled together with the terminal: readable when a signal came.
  let signalPipe: Int32
  private let pipeOut: Int32
  private let tty: Int32

  /// Remembers the modes of `tty` and begins to collect signals. Only one can exist at a time.
  init(tty: Int32) throws(BackendError) {
    precondition(rl_guard_is_free() != 0, "the terminal is taken already")
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw BackendError.system(errno: errno) }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    guard rl_guard_remember(tty) == 0 else {
      let number = errno
      close(ends[0])
      close(ends[1])
      rl_guard_forget()
      throw BackendError.system(errno: number)
    }
    signalPipe = ends[0]
    pipeOut = ends[1]
    self.tty = tty
    rl_signals_catch(ends[1])
  }

  deinit {
    rl_signals_release()
    close(signalPipe)
    close(pipeOut)
    rl_guard_forget()
  }

  /// Makes ready for crashes. The database entry of the terminal has to be loaded.
  ///
  /// - Parameter extra: written before the terminal's own sequences
  func arm(extra: String) {
    rl_add_restore_bytes(extra)
    for name in ["sgr0", "oc", "op", "cnorm", "rmkx", "rmcup"] {
      rl_add_restore_bytes(tigetstr(name))
    }
    rl_guard_arm()
  }

  /// Undoes `arm`.
  func disarm() { rl_guard_disarm() }

  /// From now on a crash has to give the screen back, and what is written to stderr waits.
  func screenTaken() {
    rl_hold_stderr()
    rl_guard_set_active(1)
  }

  /// The screen was given back in the orderly way; what waited is shown.
  func screenGivenBack() {
    rl_guard_set_active(0)
    rl_release_stderr()
  }

  /// Stops the process as Ctrl-Z does; returns when it is continued.
  func stopHere() { rl_stop_here() }

  /// The signals since the last call.
  func takeSignals() -> Signals {
    var signals: Signals = []
    var bytes: [UInt8] = Array(repeating: 0, count: 64)
    while true {
      let count = read(signalPipe, &bytes, bytes.count)
      guard count > 0 else { return signals }
      for byte in bytes[..<count] { signals.insert(.number(Int32(byte))) }
    }
  }
}
