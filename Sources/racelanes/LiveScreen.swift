import Cells
import Glibc
import LiveSources
import RaceModel

/// The live histogram on a terminal: plain text that is written over, no whole screen.
struct LiveScreen: ~Copyable {
  /// How long between two pictures, in seconds.
  private static let pause = 0.1

  /// Whether there is a terminal for keys and for the picture.
  static var canShow: Bool { Surroundings.canPlay && isatty(STDIN_FILENO) == 1 }

  private enum Key { case quit, enter }

  private let before: termios
  private var lines = 0

  private init?() {
    var modes = termios()
    guard tcgetattr(STDIN_FILENO, &modes) == 0 else { return nil }
    before = modes
    take()
  }

  deinit { giveBack() }

  /// Keys come one by one and are not shown.
  private func take() {
    var modes = before
    modes.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &modes)
  }

  private func giveBack() {
    var modes = before
    tcsetattr(STDIN_FILENO, TCSANOW, &modes)
  }

  /// Runs the race and shows it until it ends; gives the signal that ended it, if one did. What stays
  /// on the terminal is for the report to say.
  static func watch(_ run: inout LiveRun) throws -> Int32? {
    while true {
      // The player, which Enter opens, takes signals and the terminal for itself.
      let (signal, outcome) = try look(&run)
      guard let outcome else { return signal }
      try run.replay.play(outcome, run.race.program)
    }
  }

  private static func look(
    _ run: inout LiveRun
  ) throws -> (signal: Int32?, outcome: ThreadOutcome?) {
    let signals = LiveSignals(holdsStop: true)
    guard var screen = LiveScreen() else { return (try run.wait(), nil) }
    let wasStopped = run.race.tally.stoppedAt != nil
    if !wasStopped { try run.start() }
    defer { run.stop() }
    while true {
      let isRunning = run.race.isRunning && !run.isOver
      let wish = LiveReport(run).worth
      try screen.draw(run, isRunning: isRunning, canShow: wish != nil)
      // What has come to its limit ends; what stopped at something waits for an answer.
      if !isRunning, run.race.tally.stoppedAt == nil || run.isOver { break }
      if !isRunning { run.stop() }
      switch screen.key() {
      case .quit?: try screen.clear(); return (nil, nil)
      case .enter?:
        if let wish {
          try screen.clear()
          return (nil, wish)
        }
      case nil: break
      }
      if let signal = signals.ending {
        try screen.clear()
        return (signal, nil)
      }
      if signals.takeStop() {
        try screen.clear()
        screen.giveBack()
        raise(SIGSTOP)
        screen.take()
      }
    }
    try screen.clear()
    return (nil, nil)
  }

  /// A key that came within one pause.
  private func key() -> Key? {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&descriptor, 1, Int32(Self.pause * 1000)) > 0 else { return nil }
    var byte: UInt8 = 0
    let count = read(STDIN_FILENO, &byte, 1)
    // A terminal that is gone asks for nothing any more.
    guard count > 0 else { return count == 0 ? .quit : nil }
    switch byte {
    case UInt8(ascii: "q"), UInt8(ascii: "Q"): return .quit
    case 10, 13: return .enter
    default: return nil
    }
  }

  private mutating func draw(_ run: LiveRun, isRunning: Bool, canShow: Bool) throws {
    var size = winsize()
    _ = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size)
    let columns = size.ws_col > 0 ? Int(size.ws_col) : 80
    let rows = size.ws_row > 0 ? Int(size.ws_row) : 24
    var text = LiveReport(run).picture(columns: columns - 1, rows: rows - 3)
    let shows = canShow ? "press Enter to see it on the lanes; " : ""
    text += ["", (isRunning ? "" : "stopped; ") + shows + "q ends"]
    var out = lines > 0 ? "\u{1B}[\(lines)A\r" : ""
    for line in text {
      out += TextWidth.clipped(line, to: columns - 1) + "\u{1B}[K\n"
    }
    out += "\u{1B}[J"
    lines = text.count
    try Output.write(Array(out.utf8))
  }

  private mutating func clear() throws {
    guard lines > 0 else { return }
    try Output.write(Array("\u{1B}[\(lines)A\r\u{1B}[J".utf8))
    lines = 0
  }
}
