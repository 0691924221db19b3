internal import CNcurses
internal import Cells
internal import Glibc

/// Taking the screen and giving it back.
extension CursesBackend {
  private static let mouseOn = "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h"
  static let mouseOff = "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l"

  /// The name of the terminal, if screens can be drawn on it.
  static func usableTerminal(tty: Int32) throws(BackendError) -> String {
    guard let name = environment("TERM") else { throw BackendError.unknownTerminal(name: nil) }
    switch rl_probe(name, tty) {
    case RL_USABLE: return name
    case RL_DUMB: throw BackendError.dumbTerminal(name: name)
    default: throw BackendError.unknownTerminal(name: name)
    }
  }

  mutating func setUp() {
    cbreak()
    noecho()
    nonl()
    setKeyboardModes()
    set_escdelay(25)
    // Otherwise an update looks for input, and stops halfway when there is some.
    typeahead(-1)
    keypad(keyboard, true)
    nodelay(keyboard, true)
    leaveok(window, true)
    defineKeys()
    terminal.screenTaken()
    curs_set(0)
    adoptSize()
    // Sends what newterm has prepared, so that the screen is taken now and not at the first paint.
    werase(window)
    send()
    switchMouse(on: true)
  }

  /// Gives the screen back, in the state it was found in.
  func giveBack() {
    switchMouse(on: false)
    clearLastRow()
    endwin()
    terminal.screenGivenBack()
  }

  /// On a terminal with one screen only, such as a console, what follows is written in the last row,
  /// where the rest of the picture would stand behind it.
  private func clearLastRow() {
    guard tigetstr("rmcup") == nil else { return }
    wmove(window, getmaxy(window) - 1, 0)
    wclrtoeol(window)
    send()
  }

  /// Stops the program as Ctrl-Z does, and takes the screen again when it is continued.
  ///
  /// A typed Ctrl-Z reaches every process of the group by itself; one that another process sent is
  /// for this process only. So it is right in both cases to stop nothing but ourselves.
  mutating func suspend() {
    giveBack()
    terminal.stopHere()
    terminal.screenTaken()
    takeAgain()
  }

  /// After a stop: the modes may be the shell's, the screen may show anything.
  mutating func takeAgain() {
    reset_prog_mode()
    forgetPainted()
    werase(window)
    send()
    redefineColors()
    switchMouse(on: true)
  }

  /// Asks for the size and tells curses. Returns whether it changed.
  @discardableResult
  mutating func adoptSize() -> Bool {
    var width: Int32 = 0
    var height: Int32 = 0
    if rl_window_size(tty, &width, &height) == 0 {
      // A terminal that does not know its size, such as a serial line: what the database says.
      width = getmaxx(window)
      height = getmaxy(window)
    }
    width = min(width, Int32(Self.sideMax))
    height = min(height, Int32(Self.sideMax))
    let new = Size(width: Int(width), height: Int(height))
    if getmaxx(window) != width || getmaxy(window) != height {
      resizeterm(height, width)
      wresize(window, height, width)
    }
    guard new != size else { return false }
    size = new
    forgetPainted()
    return true
  }

  /// Beyond what cbreak does: Ctrl-S, Ctrl-Q, Ctrl-V and Ctrl-O are keys. Ctrl-C, Ctrl-Z and
  /// Ctrl-\ stay signals, since they are meant for the whole pipeline that we are a part of.
  private func setKeyboardModes() {
    var modes = termios()
    guard tcgetattr(tty, &modes) == 0 else { return }
    modes.c_iflag &= ~tcflag_t(IXON)
    modes.c_lflag &= ~tcflag_t(IEXTEN)
    tcsetattr(tty, TCSANOW, &modes)
    def_prog_mode()
  }

  private func switchMouse(on: Bool) {
    guard options.mouse else { return }
    let bytes = Array((on ? Self.mouseOn : Self.mouseOff).utf8)
    _ = write(tty, bytes, bytes.count)
  }
}
