internal import Glibc

/// Reads what the probes of a session see, as it happens.
public struct KernelWatch {
  /// Why the reading ended.
  public enum End: Hashable, Sendable {
    /// The process that was watched has ended.
    case processEnded
    /// The time is over.
    case timeIsOver
    /// Nobody takes what is read.
    case notWanted
    /// A signal asked for it.
    case signal(Int32)
  }

  /// How long it waits for events before it looks around, in milliseconds.
  private static let waitMilliseconds: Int32 = 100

  private let session: KernelSession<KernelFiles>
  private let files: KernelFiles
  private let pid: Int32

  /// A watch over the process `pid`, for which the session has been set up.
  public init(_ session: KernelSession<KernelFiles>, files: KernelFiles, pid: Int32) {
    self.session = session
    self.files = files
    self.pid = pid
  }

  /// Gives the text of the events to `take`, which says whether it wants more, until something
  /// ends it. Then stops the recording and gives what is left.
  ///
  /// - Parameters:
  ///   - seconds: how long, or nil for no end.
  ///   - isAlive: whether the process that is watched is still there.
  public func run(
    seconds: Double?, signals: borrowing HeldSignals, isAlive: () -> Bool,
    take: ([UInt8]) -> Bool
  ) throws(LiveKernelError) -> End {
    let path = files.absolute("\(session.instance)/trace_pipe")
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(what: "\(path) cannot be opened", code: errno) }
    // An instance whose pipe is open cannot be removed.
    defer { close(descriptor) }
    let start = Self.now
    while true {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      poll(&waiting, 1, Self.waitMilliseconds)
      let isWanted = takePiece(descriptor, take) != .refused
      var end: End?
      if !isWanted { end = .notWanted }
      if let seconds, Self.now - start >= seconds { end = .timeIsOver }
      if !isAlive() { end = .processEnded }
      if let signal = signals.waiting { end = .signal(signal) }
      if let end {
        session.stop()
        // Nothing new comes in any more, so this has an end.
        while isWanted, takePiece(descriptor, take) == .taken {}
        return end
      }
      // The process may have ended just now, which the next look tells.
      try? session.watchTasks(of: pid)
    }
  }

  private enum Piece { case taken, none, refused }

  /// Gives what is there without waiting for more, up to a limit: events may come faster than they
  /// can be read.
  private func takePiece(_ descriptor: Int32, _ take: ([UInt8]) -> Bool) -> Piece {
    let size = 1 << 16
    var count = 0
    let piece = [UInt8](unsafeUninitializedCapacity: size) { buffer, used in
      count = read(descriptor, buffer.baseAddress, size)
      used = max(0, count)
    }
    guard count > 0 else { return .none }
    return take(piece) ? .taken : .refused
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
