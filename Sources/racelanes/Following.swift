import Cells
import CursesBackend
import Glibc
import LiveSources
import RaceTrace
import Screens
import Synchronization

/// A live source on threads of its own: one reads to the end, and now and then one lays out what the
/// player wishes to see. The player's thread only takes what is ready.
final class Following: Sendable {
  let feed: LiveFeed
  private let recordPath: String?
  private let ready = Mutex<PreparedView?>(nil)
  private let layout = Mutex(LayoutState())

  /// When and what was laid out last.
  private struct LayoutState {
    var isBusy = false
    /// Not before: laying out takes at most half of a CPU.
    var due: UInt64 = 0
    var wish: LiveWish?
    var shownCount = -1
    var isFinal = false
  }

  init(_ source: Source, _ arguments: LiveArguments) throws {
    let input = try source.liveInput()
    recordPath = arguments.record
    do throws(LiveInputError) {
      feed = try LiveFeed(
        input, reader: source.liveReader(), limits: arguments.limits,
        recordPath: arguments.record)
    } catch {
      let words =
        error.number == EEXIST
        ? "holds something already: name a new file" : SystemError.words(error.number)
      throw Failure("\(arguments.record ?? ""): \(words)")
    }
  }

  /// Throws when not all was recorded that should have been.
  func checkRecording() throws {
    guard let recordPath, case .stopped(let number) = feed.status.recording else { return }
    throw Failure("\(recordPath): it ends before the source did: \(SystemError.words(number))")
  }

  /// Begins to read.
  func start() throws {
    do throws(WorkThread.Unavailable) {
      try WorkThread { [feed] in feed.run {} }.detach()
    } catch {
      throw Failure("no thread to be had: \(SystemError.words(error.number))")
    }
  }

  /// What was laid out since this was asked last.
  func takeView() -> PreparedView? {
    ready.withLock { view in
      defer { view = nil }
      return view
    }
  }

  /// Begins to lay out what the player wishes, if there is anything new in it and nothing is being
  /// laid out.
  func layOut(_ wish: LiveWish?) {
    guard let wish else { return }
    let status = feed.status
    let isFinal = status.phase != .open
    let now = LiveFeed.now()
    let isFree = layout.withLock { state in
      let isNews =
        state.wish != wish || state.shownCount != status.shownCount || state.isFinal != isFinal
      guard !state.isBusy, isNews, now >= state.due else { return false }
      (state.isBusy, state.wish) = (true, wish)
      (state.shownCount, state.isFinal) = (status.shownCount, isFinal)
      return true
    }
    guard isFree else { return }
    let work: @Sendable () -> Void = { [self] in
      let trace = wish.extent == .newest ? feed.newest() : feed.everything()
      if var trace {
        trace.isGrowing = !isFinal
        let view = PreparedView(trace, for: wish, isFinal: isFinal)
        ready.withLock { $0 = view }
      }
      let end = LiveFeed.now()
      layout.withLock { state in
        state.isBusy = false
        state.due = end + (end - now)
      }
    }
    do throws(WorkThread.Unavailable) { try WorkThread(work).detach() } catch { work() }
  }

  /// How far it has come, in the player's words.
  var status: LiveStatus {
    let status = feed.status
    let phase: LiveStatus.Phase =
      switch status.phase {
      case .open: .open
      case .ended: .over("ended")
      case .cut: .over("the writer is gone in the middle of a line")
      case .failed(let number): .over("cannot be read: " + SystemError.words(number))
      case .refused: .over("ended")
      }
    // A pause that is not told of is none, so that a screen at rest stays at rest.
    let idle = status.lastArrival.map { Int((LiveFeed.now() &- $0) / 1_000_000_000) }
    let recording: LiveStatus.Recording =
      switch status.recording {
      case .off: .off
      case .going: .going
      case .stopped(let number): .stopped(SystemError.words(number))
      }
    return LiveStatus(
      phase: phase, total: status.shownCount, rate: status.rate,
      idleSeconds: idle.map { $0 < 5 ? 0 : $0 < 60 ? $0 : $0 / 60 * 60 },
      isGone: status.isGone, leftOut: status.leftOutCount, recording: recording)
  }
}

extension Player {
  /// How often the screen may change, in milliseconds: 60 times a second.
  private static let frameMilliseconds = 17
  /// How often a source at rest is asked for news.
  private static let restMilliseconds = 50

  /// Plays a live source until the user leaves. Returns the exit status.
  func follow(_ arguments: LiveArguments) throws -> Int32 {
    let following = try Following(source, arguments)
    try following.start()
    defer { following.feed.stop() }
    var state = AppState(
      Timeline(Trace(title: "", lanes: (0..<2).map { Lane(name: "CPU \($0)", title: "") })),
      source: source.description, size: Size(width: 80, height: 24), look: look,
      address: address)
    state.followLive()
    var backend = try makeBackend()
    _ = state.update(.terminal(.resized(backend.size)))
    var last = LiveStatus()
    var (isDirty, isFinal, recordingStopped) = (true, false, false)
    while true {
      if isDirty { backend.paint(state.frame()) }
      let event = backend.nextEvent(
        timeoutMilliseconds: isFinal
          ? state.wait(at: CursesBackend.now())
          : last.rate > 0 || state.isBehindLive ? Self.frameMilliseconds : Self.restMilliseconds)
      isDirty = true
      if case .tick = event { isDirty = state.wait(at: CursesBackend.now()) != nil }
      switch state.update(.terminal(event)) {
      case .none, .rerun, .perform, .save, .mutate, .map, .compare: break
      case .redraw: backend.forgetPainted()
      case .reload: _ = state.update(.failed("A live source cannot be read again"))
      case .quit(let signal):
        following.feed.stop()
        backend.close()
        if signal == nil { try following.checkRecording() }
        return signal.map { 128 + $0 } ?? 0
      }
      let feed = following.feed.status
      if case .refused(let error) = feed.phase {
        backend.close()
        throw Failure(error, in: FileReading.name(source.path))
      }
      let status = following.status
      if status != last {
        (last, isDirty) = (status, true)
        _ = state.update(.live(status))
      }
      if case .stopped(let words) = status.recording, !recordingStopped {
        recordingStopped = true
        _ = state.update(.failed("Not recorded any more: \(words)"))
      }
      if let view = following.takeView() {
        isDirty = true
        _ = state.update(.grown(view))
        if view.isFinal, !isFinal {
          isFinal = true
          if let start { try? seek(start, &state) }
        }
      }
      following.layOut(state.liveWish)
    }
  }
}
