import Cells
import CursesBackend
import Glibc
import LiveSources
import RaceModel
import Screens

/// The counts of a live run on a terminal.
enum LiveScreen {
  /// How long between two pictures, in milliseconds.
  private static let pause = 100

  private enum End {
    /// It is over; the signal that ended it, if one did.
    case over(Int32?)
    /// Somebody wishes to see that outcome on the lanes.
    case show(ThreadOutcome)
  }

  /// Runs the race and shows it until it ends; gives the signal that ended it, if one did. What stays
  /// on the terminal is for the report to say.
  static func watch(_ run: LiveRun, _ looks: LookArguments) throws -> Int32? {
    while true {
      switch try count(run, looks) {
      case .over(let signal): return signal
      case .show(let outcome):
        // Whatever ended the player ends the run as well, but for its own keys.
        if let signal = try run.replay.play(outcome, run.race, looks) { return signal }
      }
    }
  }

  private static func count(_ run: LiveRun, _ looks: LookArguments) throws -> End {
    var backend = try Player.makeBackend(depthLimit: looks.depth)
    if run.race.tally.stoppedAt == nil { try run.start() }
    defer {
      run.race.stop()
      backend.close()
    }
    while true {
      let isRunning = run.race.isRunning && !run.isOver
      // What has come to its limit ends; what stopped at something waits for an answer.
      if !isRunning, run.race.tally.stoppedAt == nil || run.isOver { return .over(nil) }
      if !isRunning { run.race.stop() }
      let report = LiveReport(run)
      backend.paint(report.board(isRunning: isRunning).frame(backend.size, looks.look))
      switch backend.nextEvent(timeoutMilliseconds: isRunning ? pause : nil) {
      case .key(.character("q")), .key(.character("Q")), .key(.control("c")): return .over(nil)
      case .key(.enter): if let worth = report.worth { return .show(worth) }
      case .terminate(let signal): return .over(signal)
      case .resumed, .key(.control("l")): backend.forgetPainted()
      case .key, .mouse, .resized, .tick: break
      }
    }
  }
}
