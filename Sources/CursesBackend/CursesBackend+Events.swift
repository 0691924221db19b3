internal import CNcurses
public import Cells
internal import Glibc

extension CursesBackend {
  /// Waits for the next event. Until there is one nothing runs.
  ///
  /// Ctrl-Z, and a SIGTSTP from elsewhere, are dealt with here: the screen is given back, the
  /// process stops, and when it goes on the screen is taken again and `.resumed` is returned.
  ///
  /// - Parameter timeoutMilliseconds: after which `.tick` is returned; nil waits for ever
  public mutating func nextEvent(timeoutMilliseconds: Int? = nil) -> TerminalEvent {
    precondition(isOpen, "the screen has been given back")
    let deadline = timeoutMilliseconds.map { Self.now() + UInt64(max(0, $0)) * 1_000_000 }
    while true {
      input.signals.formUnion(terminal.takeSignals())
      if let event = signalEvent() { return event }
      if let event = inputEvent() { return event }
      let now = Self.now()
      if let deadline, now >= deadline { return .tick(nanoseconds: now) }
      wait(nanoseconds: deadline.map { $0 - now })
    }
  }

  /// Turns what signals have said into an event, the most urgent first.
  private mutating func signalEvent() -> TerminalEvent? {
    if input.isHungUp { return .terminate(signal: SIGHUP) }
    if let number = TerminalGuard.Signals.ending.first(where: { take($0) }) {
      return .terminate(signal: number)
    }
    if take(SIGTSTP) {
      suspend()
      // A resize while it was stopped was not reported to this process.
      input.signals.insert(.number(SIGWINCH))
      return .resumed
    }
    if take(SIGCONT) {
      takeAgain()
      input.signals.insert(.number(SIGWINCH))
      return .resumed
    }
    if take(SIGWINCH) {
      // Also when it is the same size again: meanwhile it may have been a smaller one, and the
      // terminal has cut off what it showed.
      if !adoptSize() { forgetPainted() }
      return .resized(size)
    }
    return nil
  }

  private mutating func take(_ number: Int32) -> Bool {
    input.signals.remove(.number(number)) != nil
  }

  /// Sleeps until the terminal or a signal has something, and notices when the terminal is gone.
  private mutating func wait(nanoseconds: UInt64?) {
    var files = [
      pollfd(fd: tty, events: Int16(POLLIN), revents: 0),
      pollfd(fd: terminal.signalPipe, events: Int16(POLLIN), revents: 0),
    ]
    // Rounded up, or the last millisecond would be spent asking again and again.
    let milliseconds = nanoseconds.map { Int32(clamping: ($0 + 999_999) / 1_000_000) } ?? -1
    guard poll(&files, 2, milliseconds) > 0 else { return }
    let state = Int32(files[0].revents)
    if state & (POLLHUP | POLLERR | POLLNVAL) != 0 {
      input.isHungUp = true
    } else if state & POLLIN != 0 {
      // Readable with nothing to read is the end of the input.
      if rl_waiting_bytes(tty) <= 0 { input.isHungUp = true }
      input.fruitless += 1
      if input.fruitless > InputState.fruitlessMax { input.isHungUp = true }
    }
  }

  /// The next key or movement of the mouse that has arrived; nil if there is none.
  private mutating func inputEvent() -> TerminalEvent? {
    while let code = readCode() {
      input.fruitless = 0
      switch code {
      case .key(CursesKeys.mouse): if let event = mouseEvent() { return .mouse(event) }
      case .key(let number): if let key = CursesKeys.key(number) { return .key(key) }
      case .scalar(0x1B): if let key = escapeKey() { return .key(key) }
      case .scalar(let value): if let key = CursesKeys.key(typed: value) { return .key(key) }
      }
    }
    return nil
  }

  private enum Code: Equatable {
    case scalar(UInt32)
    case key(Int32)
  }

  private mutating func readCode() -> Code? {
    if !input.keys.isEmpty { return .scalar(input.keys.removeFirst()) }
    var value = wint_t()
    switch wget_wch(keyboard, &value) {
    case OK: return .scalar(value)
    case KEY_CODE_YES: return .key(Int32(bitPattern: value))
    default: return nil
    }
  }

  /// Escape itself, or a sequence that no key of this program has (Shift with an arrow, say). Such
  /// a sequence comes at once and is swallowed whole, so that its letters are not taken for
  /// commands.
  private mutating func escapeKey() -> Key? {
    guard case .scalar(let second)? = readCode() else { return .escape }
    guard second == UInt32(UInt8(ascii: "[")) || second == UInt32(UInt8(ascii: "O")) else {
      input.keys.append(second)
      return .escape
    }
    while case .scalar(let next)? = readCode(), !(0x40...0x7E).contains(next) {}
    return nil
  }

  /// Reads `button;column;row` and `M` or `m`: xterm's mode 1006. Of the buttons only the first
  /// counts.
  private mutating func mouseEvent() -> MouseEvent? {
    var numbers = [0]
    while case .scalar(let value)? = readCode() {
      switch value {
      case 0x30...0x39:
        // No screen has a million columns.
        let number = numbers[numbers.count - 1] * 10 + Int(value - 0x30)
        numbers[numbers.count - 1] = min(number, 1_000_000)
      case UInt32(UInt8(ascii: ";")) where numbers.count < 3: numbers.append(0)
      case UInt32(UInt8(ascii: "M")), UInt32(UInt8(ascii: "m")):
        guard numbers.count == 3 else { return nil }
        let isRelease = value == UInt32(UInt8(ascii: "m"))
        return Self.mouseKind(numbers[0], isRelease: isRelease).map {
          MouseEvent(kind: $0, x: numbers[1] - 1, y: numbers[2] - 1)
        }
      default: return nil
      }
    }
    return nil
  }

  /// Bits 2, 3 and 4 are Shift, Alt and Control.
  private static func mouseKind(_ code: Int, isRelease: Bool) -> MouseEvent.Kind? {
    switch code & ~0b11100 {
    case 0: isRelease ? .release : .press
    case 32: .drag
    case 64: .wheelUp
    case 65: .wheelDown
    default: nil
    }
  }
}
