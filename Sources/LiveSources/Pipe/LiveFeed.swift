import Glibc
public import RaceTrace
import Synchronization
public import TraceFormats

/// Reads a live input to its end, records it, and keeps the newest events for whoever shows them.
///
/// ``run(_:)`` is for a thread of its own; everything else may be called from any other. Nothing is
/// dropped on the way in: a writer that is faster than the reading waits at its pipe.
public final class LiveFeed: Sendable {
  /// The longest line that is read, in bytes; longer ones are recorded and told of.
  static let lineBytesMax = 1 << 20
  /// How many bytes are read at once.
  private static let chunkBytes = 1 << 16
  /// The capacity that is asked for a pipe: the more it holds, the fewer changes of thread.
  private static let pipeBytes: Int32 = 1 << 20

  private struct Content {
    var reader: LiveReader
    var window: TraceWindow
  }

  private let input: Mutex<LiveInput>
  private let content: Mutex<Content>
  private let record: Mutex<RecordFile?>
  private let shared = Mutex(FeedStatus())
  /// How many wait for the content: the reading thread lets them go first.
  private let waiting = Atomic(0)
  private let isStopped = Atomic(false)

  /// A feed of `input`.
  ///
  /// - Parameter recordPath: a new file that keeps what was read.
  ///
  /// Throws when that file cannot be made.
  public init(
    _ input: LiveInput, reader: LiveReader, limits: TraceWindow.Limits, recordPath: String? = nil
  ) throws(LiveInputError) {
    self.input = Mutex(input)
    content = Mutex(Content(reader: reader, window: TraceWindow(limits: limits)))
    if let recordPath {
      record = Mutex(try RecordFile(path: recordPath))
      shared.withLock { $0.recording = .going }
    } else {
      record = Mutex(nil)
    }
  }

  /// How far it has come.
  public var status: FeedStatus { shared.withLock { $0 } }

  /// Nanoseconds of a clock that only goes forward.
  public static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// The newest events; nil when there are none.
  public func newest() -> Trace? { look { described($0, $0.window.newest()) } }

  /// All events that are kept; nil when there are none.
  public func everything() -> Trace? { look { described($0, $0.window.everything()) } }

  /// The events that were shown since this was asked last; nil when there are none.
  public func news() -> Trace? { look { described($0, $0.window.news()) } }

  /// Reads until the end, or until ``stop()``; calls `body` after each piece and at each rest.
  public func run(_ body: () throws -> Void = {}) rethrows {
    var input = input.withLock { $0 }
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Self.lineBytesMax + Self.chunkBytes, alignment: 16)
    defer {
      buffer.deallocate()
      input.finish()
    }
    var lines = LineBuffer(buffer, lineBytesMax: Self.lineBytesMax)
    var meter = RateMeter()
    var isOpen = true
    while isOpen, !isStopped.load(ordering: .relaxed) {
      let look = input.look(into: lines.room(Self.chunkBytes))
      switch look {
      case .bytes(let count): isOpen = take(lines.add(count), &lines)
      case .nothing, .gone: rest()
      case .writerLeft: takeCut(&lines)
      case .begunAnew:
        takeCut(&lines)
        withContent { $0.reader.beginAnew(&$0.window) }
      case .end:
        let isCut = takeCut(&lines)
        end(isCut ? .cut : .ended)
        isOpen = false
      case .failed(let number):
        end(.failed(number))
        isOpen = false
      }
      note(&meter, isGone: look == .gone)
      if meter.isStuck(at: Self.now()) {
        rest()
        note(&meter, isGone: look == .gone)
      }
      try body()
    }
  }

  /// Ends the reading at the next piece. When this returns, the recording is complete on its disk
  /// and nothing is written to it any more.
  public func stop() {
    isStopped.store(true, ordering: .relaxed)
    record.withLock { file in
      file?.sync(at: Self.now())
      file = nil
    }
  }

  /// A trace with what is known of its way here.
  private func described(_ content: Content, _ trace: Trace?) -> Trace? {
    guard var trace else { return nil }
    let window = content.window
    var lines = content.reader.provenance
    let bad = content.reader.badLineCount
    if bad > 0 { lines.append("\(bad) lines could not be read: they are rows.") }
    if window.lateCount > 0 {
      lines.append("\(window.lateCount) events came too late to be sorted by their stamps.")
    }
    if trace.droppedCount > 0 {
      lines.append("\(trace.droppedCount) older events are not here: --keep \(window.limits.keep).")
    }
    trace.provenance = lines
    trace.unknown = content.reader.unknown
    return trace
  }

  // MARK: The reading thread

  /// Takes whole lines. Returns whether there is sense in going on.
  private func take(_ piece: LineBuffer.Piece, _ lines: inout LineBuffer) -> Bool {
    let now = Self.now()
    if !piece.raw.isEmpty {
      // On the disk before it is on the screen. Once stopped, nothing is recorded and nothing shown.
      record.withLock { $0?.write(piece.raw, at: now) }
      guard !isStopped.load(ordering: .relaxed) else { return false }
    }
    let failure = withContent { content -> TraceReadError? in
      do throws(TraceReadError) {
        if piece.skipped > 0 {
          content.reader.skipLine(lengthMax: Self.lineBytesMax, into: &content.window)
        }
        try content.reader.push(piece.lines, into: &content.window)
        return nil
      } catch { return error }
    }
    lines.remove(piece)
    guard let failure else { return true }
    end(.refused(failure))
    return false
  }

  /// What stands behind the last newline will never be whole. Returns whether there was anything.
  @discardableResult
  private func takeCut(_ lines: inout LineBuffer) -> Bool {
    let rest = lines.rest
    if !rest.isEmpty {
      record.withLock { $0?.write(rest, at: Self.now()) }
      withContent { $0.reader.addCutLine(rest, into: &$0.window) }
    }
    let isCut = !rest.isEmpty || lines.isSkipping
    lines.clear()
    self.rest()
    return isCut
  }

  private func rest() {
    record.withLock { $0?.rest(at: Self.now()) }
    withContent { $0.reader.settle(&$0.window) }
  }

  private func end(_ phase: FeedStatus.Phase) {
    rest()
    record.withLock { $0?.sync(at: Self.now()) }
    let failure = withContent { $0.reader.failure }
    let shown = withContent { $0.window.shownCount }
    shared.withLock { status in
      status.shownCount = shown
      status.phase = phase
      if let failure, phase == .ended || phase == .cut { status.phase = .refused(failure) }
    }
  }

  private func note(_ meter: inout RateMeter, isGone: Bool) {
    let now = Self.now()
    let (shown, total, leftOut) = withContent {
      ($0.window.shownCount, $0.window.totalCount, $0.reader.leftOutCount)
    }
    let rate = meter.rate(total: total, at: now)
    let recording = record.withLock { file in file?.state }
    shared.withLock { status in
      if total > meter.lastTotal || status.lastArrival == nil && total > 0 {
        status.lastArrival = now
      }
      status.shownCount = shown
      status.leftOutCount = leftOut
      status.isGone = isGone
      status.rate = rate
      if case .stopped(let number)? = recording { status.recording = .stopped(number) }
    }
    meter.lastTotal = total
    meter.noteShown(shown, at: now)
  }

  // MARK: Both sides

  private func withContent<Result: Sendable>(
    _ body: (inout sending Content) -> sending Result
  ) -> sending Result {
    while waiting.load(ordering: .relaxed) > 0 { sched_yield() }
    return content.withLock(body)
  }

  private func look(_ body: (inout sending Content) -> sending Trace?) -> Trace? {
    waiting.add(1, ordering: .relaxed)
    defer { waiting.subtract(1, ordering: .relaxed) }
    return content.withLock(body)
  }
}
