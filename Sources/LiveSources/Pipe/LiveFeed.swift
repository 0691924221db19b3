import Glibc
public import RaceTrace
import Synchronization
public import TraceFormats

/// Reads a live input to its end, records it, and keeps the newest events for whoever shows them.
///
/// ``run(_:)`` is for a thread of its own, which reads; it has another one that keeps. Everything else
/// may be called from any thread. Nothing is dropped on the way in: a writer that is faster than the
/// reading waits at its pipe.
public final class LiveFeed: Sendable {
  private struct Content {
    var window: TraceWindow
    var facts = ReaderFacts()
  }

  let input: LiveInput
  let reader: LiveReader
  let hasRun = Atomic(false)
  let record: Mutex<RecordFile?>
  let shared = Mutex(FeedStatus())
  let isStopped = Atomic(false)
  /// Whether events have been held back for too long.
  let isStuck = Atomic(false)
  private let content: Mutex<Content>
  /// How many wait for the content: the thread that keeps lets them go first.
  private let waiting = Atomic(0)

  /// A feed of `input`.
  ///
  /// - Parameter recordPath: a new file that keeps what was read.
  ///
  /// Throws when that file cannot be made.
  public init(
    _ input: LiveInput, reader: LiveReader, limits: TraceWindow.Limits, recordPath: String? = nil
  ) throws(LiveInputError) {
    self.input = input
    self.reader = reader
    content = Mutex(Content(window: TraceWindow(limits: limits)))
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

  /// Ends the reading at the next piece. When this returns, the recording is complete on its disk
  /// and nothing is written to it any more.
  public func stop() {
    isStopped.store(true, ordering: .relaxed)
    record.withLock { file in
      file?.sync(at: Self.now())
      noteRecording(file?.state)
      file = nil
    }
  }

  func noteRecording(_ state: RecordFile.State?) {
    guard case .stopped(let number)? = state else { return }
    shared.withLock { $0.recording = .stopped(number) }
  }

  /// A trace with what is known of its way here.
  private func described(_ content: Content, _ trace: Trace?) -> Trace? {
    guard var trace else { return nil }
    let window = content.window
    var lines = content.facts.provenance
    func tell(_ count: Int, _ one: String, _ more: String) {
      if count > 0 { lines.append(count == 1 ? "1 \(one)" : "\(count) \(more)") }
    }
    tell(
      content.facts.badLineCount, "line could not be read: it is a row.",
      "lines could not be read: they are rows.")
    tell(
      window.lateCount, "event came too late to be sorted by its stamp.",
      "events came too late to be sorted by their stamps.")
    let keep = "--keep \(window.limits.keep)."
    tell(
      trace.droppedCount, "older event is not here: \(keep)", "older events are not here: \(keep)")
    trace.provenance = lines
    trace.unknown = content.facts.unknown
    return trace
  }

  private func look(_ body: (inout sending Content) -> sending Trace?) -> Trace? {
    waiting.add(1, ordering: .relaxed)
    return content.withLock { content in
      waiting.subtract(1, ordering: .relaxed)
      return body(&content)
    }
  }
}

extension LiveFeed {
  // MARK: The thread that keeps

  /// Keeps what the other thread reads, until that has ended.
  func keep(_ queue: NewsQueue) {
    var meter = RateMeter()
    while let deliveries = queue.take() {
      for delivery in deliveries {
        while waiting.load(ordering: .relaxed) > 0 { sched_yield() }
        let (shown, total) = content.withLock { content in
          for news in delivery.news { content.window.take(news) }
          content.facts = delivery.facts
          return (content.window.shownCount, content.window.totalCount)
        }
        note(shown: shown, total: total, delivery.facts, &meter)
      }
    }
  }

  private func note(shown: Int, total: Int, _ facts: ReaderFacts, _ meter: inout RateMeter) {
    let now = Self.now()
    let rate = meter.rate(total: total, at: now)
    shared.withLock { status in
      if total > meter.lastTotal || status.lastArrival == nil && total > 0 {
        status.lastArrival = now
      }
      status.shownCount = shown
      status.leftOutCount = facts.leftOutCount
      status.rate = rate
    }
    meter.lastTotal = total
    meter.noteShown(shown, at: now)
    if meter.takeStuck(at: now) { isStuck.store(true, ordering: .relaxed) }
  }
}
