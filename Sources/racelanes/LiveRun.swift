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

  /// Whether its time is over.
  var isOver: Bool { seconds.map { race.seconds >= $0 } ?? false }

  func start() throws {
    try Failure.naming(race: race.program.name) { () throws(ThreadRace.Problem) in
      try race.start()
    }
  }

  /// Runs it to its end without a terminal; gives the signal that ended it, if one did.
  func wait() throws -> Int32? {
    let signals = LiveSignals()
    try start()
    defer { race.stop() }
    while race.isRunning, !isOver {
      if let signal = signals.ending { return signal }
      let left = seconds.map { max(0, $0 - race.seconds) } ?? 0.05
      poll(nil, 0, Int32(min(left, 0.05) * 1000) + 1)
    }
    return nil
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
