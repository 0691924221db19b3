import Cells
import CursesBackend
import LiveSources
import RaceTrace
import Screens
import Synchronization

/// The loop between the terminal and the state: events in, frames out.
struct Player {
  /// Files up to this size are read before the first frame; of larger ones the beginning is shown
  /// while the rest is read.
  static let headBytes = 1 << 20

  let source: Source
  let depthLimit: ColorDepth
  let mouse: Bool
  let look: Look
  let address: UInt64?
  let start: Int?
  /// What it is compared with from the start on, and what the two are called.
  var other: (source: Source, titles: [String])?
  /// What is said before the first key.
  var greeting: String?

  /// Plays until the user leaves. Returns the exit status.
  func run() throws -> Int32 {
    // Two runs can only be compared as a whole.
    let head = other == nil ? try source.readHead(bytes: Self.headBytes) : nil
    let first = try head.map { Source.Reading(trace: $0) } ?? source.read()
    let loader = Loader(source)
    if head != nil { loader.start() }
    var state = AppState(
      Timeline(first.trace), source: source.description, size: Size(width: 80, height: 24),
      look: look, address: address, lesson: first.lesson)
    if head != nil { _ = state.update(.progress(0)) }
    if let other {
      let second = try other.source.read()
      let beside = AppState(
        Timeline(second.trace), source: other.source.description, size: state.size, look: look,
        lesson: second.lesson)
      guard state.compare(with: beside, titles: other.titles) else {
        throw Failure("the two are too long to be compared")
      }
    }
    var backend = try makeBackend()
    _ = state.update(.terminal(.resized(backend.size)))
    if let start { try? seek(start, &state) }
    if let greeting { _ = state.update(.told(greeting)) }
    while true {
      backend.paint(state.frame())
      let wait = state.wait(at: CursesBackend.now())
      let limit = loader.isRunning ? min(wait ?? 50, 50) : wait
      var effect = state.update(.terminal(backend.nextEvent(timeoutMilliseconds: limit)))
      if let message = loader.news() {
        let more = state.update(message)
        if effect == .none { effect = more }
      }
      switch effect {
      case .none: break
      case .redraw: backend.forgetPainted()
      case .reload: loader.start(keeping: state.lesson?.settings)
      case .rerun(let settings): _ = state.update(loader.rerun(settings))
      case .perform(let plan): _ = state.update(loader.perform(plan))
      case .compare(let settings, let plan):
        _ = state.update(loader.compare(settings, plan))
      case .save(let request): _ = state.update(loader.save(request))
      case .mutate(let settings): _ = state.update(loader.mutate(settings))
      case .map(let settings, let prefix, let columns):
        _ = state.update(loader.map(settings, prefix, columns))
      case .quit(let signal):
        backend.close()
        return signal.map { 128 + $0 } ?? 0
      }
    }
  }

  func makeBackend() throws -> CursesBackend {
    try Self.makeBackend(depthLimit: depthLimit, mouse: mouse)
  }

  static func makeBackend(depthLimit: ColorDepth, mouse: Bool = false) throws -> CursesBackend {
    do throws(BackendError) {
      return try CursesBackend(options: .init(depthLimit: depthLimit, mouse: mouse))
    } catch { throw Failure(error) }
  }

  func seek(_ step: Int, _ state: inout AppState) throws {
    _ = try state.press(":\(step)<ret>")
  }
}

/// Reads a source on a thread of its own, so that keys are answered meanwhile.
final class Loader: Sendable {
  private enum Phase {
    case idle
    case running(Double)
    case done(Message)
  }

  private let source: Mutex<Source>
  private let settings = Mutex<[Variation.Setting]?>(nil)
  private let phase = Mutex(Phase.idle)

  init(_ source: Source) { self.source = Mutex(source) }

  var isRunning: Bool { phase.withLock { if case .idle = $0 { false } else { true } } }

  /// What happened since it was asked last.
  func news() -> Message? {
    phase.withLock { phase in
      switch phase {
      case .idle: return nil
      case .running(let share): return .progress(share)
      case .done(let message):
        phase = .idle
        return message
      }
    }
  }

  /// Runs the model again, at once: a run takes no longer than a frame.
  func rerun(_ settings: [Variation.Setting]) -> Message {
    Self.message { try .replaced(source.withLock { $0 }.rerun(settings)) }
  }

  /// Explores the model without each of its switches.
  func mutate(_ settings: [Variation.Setting]) -> Message {
    Self.message { .mutations(try source.withLock { $0 }.mutations(settings)) }
  }

  /// All schedules of the model that begin with `prefix`.
  func map(_ settings: [Variation.Setting], _ prefix: String, _ columns: Int) -> Message {
    Self.message { .map(try source.withLock { $0 }.map(settings, prefix, columns)) }
  }

  /// Runs what was asked for, at once.
  func perform(_ plan: Plan) -> Message {
    Self.message {
      let reading = try source.withLock { $0 }.perform(plan)
      guard let lesson = reading.lesson else { throw Failure("a recording cannot be run again") }
      return .performed(Timeline(reading.trace), lesson, plan)
    }
  }

  /// Runs the schedule, or a plan's, with other settings for a comparison.
  func compare(_ settings: [Variation.Setting], _ plan: Plan?) -> Message {
    Self.message {
      let source = source.withLock { $0 }
      var plan = plan
      plan?.settings = settings
      let reading = try plan.map(source.perform) ?? source.rerun(settings)
      guard let lesson = reading.lesson else { throw Failure("a recording cannot be run again") }
      return .compared(Timeline(reading.trace), lesson)
    }
  }

  /// Saves a run as a scenario.
  func save(_ request: SaveRequest) -> Message {
    Self.message { try source.withLock { $0 }.save(request) }
  }

  /// Begins to read, unless it is reading already. A model is run with `settings`, if there are any.
  func start(keeping settings: [Variation.Setting]? = nil) {
    self.settings.withLock { $0 = settings }
    let isFree = phase.withLock { phase in
      guard case .idle = phase else { return false }
      phase = .running(0)
      return true
    }
    guard isFree else { return }
    do throws(WorkThread.Unavailable) {
      try WorkThread { self.load() }.detach()
    } catch {
      phase.withLock { $0 = .done(.failed("The rest could not be read: no thread to be had")) }
    }
  }

  private func load() {
    let message = Self.message {
      let source = try self.source.withLock { $0 }.reopened()
      if let settings = self.settings.withLock({ $0 }) {
        let reading = try source.rerun(settings)
        self.source.withLock { $0 = source }
        return .replaced(reading)
      }
      return .loaded(
        Timeline(try source.read { share in self.phase.withLock { $0 = .running(share) } }.trace))
    }
    phase.withLock { $0 = .done(message) }
  }

  private static func message(_ body: () throws -> Message) -> Message {
    do {
      return try body()
    } catch let failure as Failure {
      return .failed(failure.firstLine)
    } catch {
      return .failed("It could not be read")
    }
  }
}

extension Message {
  /// A model's new run.
  fileprivate static func replaced(_ reading: Source.Reading) -> Message {
    .replaced(Timeline(reading.trace), reading.lesson)
  }
}
