import Glibc
import LiveSources
import RaceModel
import Synchronization

/// A race on two threads, how long it may take, and what has to be said about it.
struct LiveRun {
  let race: ThreadRace
  /// How long it may take; nil for no limit.
  let seconds: Double?
  let replay: LiveReplay
  private var begun: Double?
  private var earlier: Double = 0

  init(race: ThreadRace, seconds: Double?, replay: LiveReplay) {
    self.race = race
    self.seconds = seconds
    self.replay = replay
  }

  /// For how long rounds have been run.
  var elapsed: Double { earlier + (begun.map { Self.now - $0 } ?? 0) }

  /// Whether its time is over.
  var isOver: Bool { seconds.map { elapsed >= $0 } ?? false }

  mutating func start() throws {
    try Failure.naming(race: race.program.name) { () throws(ThreadRace.Problem) in
      try race.start()
    }
    begun = Self.now
  }

  mutating func stop() {
    race.stop()
    earlier = elapsed
    begun = nil
  }

  /// Runs it to its end without a terminal; gives the signal that ended it, if one did.
  mutating func wait() throws -> Int32? {
    let signals = LiveSignals()
    try start()
    defer { stop() }
    while race.isRunning, !isOver {
      if let signal = signals.ending { return signal }
      let left = seconds.map { max(0, $0 - elapsed) } ?? 0.05
      poll(nil, 0, Int32(min(left, 0.05) * 1000) + 1)
    }
    return nil
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// Signals that are to be answered between two looks.
struct LiveSignals: ~Copyable {
  private static let ending = Atomic<Int32>(0)
  private static let numbers = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

  /// Begins to hold signals back.
  init() {
    Self.ending.store(0, ordering: .relaxed)
    for number in Self.numbers {
      signal(number) { Self.ending.store($0, ordering: .relaxed) }
    }
  }

  deinit {
    for number in Self.numbers { signal(number, SIG_DFL) }
  }

  /// The signal that asked for the end, if one did.
  var ending: Int32? {
    let number = Self.ending.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }
}
