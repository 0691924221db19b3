internal import CNcurses
public import Cells
internal import Glibc

/// A terminal that this program owns: made, the screen is taken; destroyed, it is given back.
///
/// It is given back also when the program crashes, is ended by a signal that ``nextEvent`` did not
/// get to see, or calls `exit`. What is written to stderr meanwhile is held back and shown
/// afterwards, unless stderr is not a terminal. Keyboard and screen are `/dev/tty`, so that a trace
/// may come on stdin. There can be one at a time, and it belongs to the thread that made it.
public struct CursesBackend: ~Copyable {
  /// What the caller wishes.
  public struct Options: Sendable {
    /// No more colours than this, whatever the terminal has.
    public var depthLimit: ColorDepth
    /// Whether mouse events come. Then the terminal's own selection of text needs Shift, so it is
    /// off unless asked for.
    public var mouse: Bool

    /// Makes a set of wishes.
    public init(depthLimit: ColorDepth = .truecolor, mouse: Bool = false) {
      self.depthLimit = depthLimit
      self.mouse = mouse
    }
  }

  /// The size of the screen, in cells.
  public internal(set) var size: Size
  /// How many colours the terminal has.
  public let detectedDepth: ColorDepth
  /// Whether the terminal's character set is UTF-8. If not, everything but ASCII is painted as `?`.
  public let isUTF8: Bool
  /// How many colours are used.
  public var depth: ColorDepth { palette.depth }

  let options: Options
  let terminal: TerminalGuard
  let tty: Int32
  let window: UnsafeMutablePointer<WINDOW>
  /// Input comes through a pad of its own: reading from a window would refresh it first.
  let keyboard: UnsafeMutablePointer<WINDOW>
  var isOpen = true
  var input = InputState()
  var painted: Grid?
  private let screen: OpaquePointer
  private let file: UnsafeMutablePointer<FILE>
  private var palette: Palette
  private var run: [cchar_t] = []

  /// A size from a broken terminal is cut down to this many cells on a side.
  static let sideMax = 1024

  /// Takes the screen.
  public init(options: Options = Options()) throws(BackendError) {
    isUTF8 = Self.environmentIsUTF8()
    guard let file = fopen("/dev/tty", "r+e") else { throw BackendError.noTerminal(errno: errno) }
    var isTaken = false
    defer { if !isTaken { fclose(file) } }
    let tty = fileno(file)
    let name = try Self.usableTerminal(tty: tty)
    // Before newterm: it changes modes, and leaves alone the signals that are caught already.
    let terminal = try TerminalGuard(tty: tty)
    guard let screen = newterm(name, file, file) else {
      throw BackendError.unknownTerminal(name: name)
    }
    guard let window = newwin(0, 0, 0, 0), let keyboard = newpad(1, 1) else {
      endwin()
      delscreen(screen)
      throw BackendError.system(errno: ENOMEM)
    }
    isTaken = true
    self.options = options
    self.file = file
    self.tty = tty
    self.screen = screen
    self.window = window
    self.keyboard = keyboard
    self.terminal = terminal
    detectedDepth = Palette.detectDepth(colorTerm: environment("COLORTERM"))
    palette = Palette(depth: min(options.depthLimit, detectedDepth))
    size = Size(width: 80, height: 24)
    self.terminal.arm(extra: options.mouse ? Self.mouseOff : "")
    setUp()
  }

  deinit {
    if isOpen { giveBack() }
    delwin(keyboard)
    delwin(window)
    delscreen(screen)
    terminal.disarm()
    fclose(file)
  }

  /// Gives the screen back; a second call does nothing. Nothing can be painted or read afterwards.
  public mutating func close() {
    guard isOpen else { return }
    isOpen = false
    giveBack()
  }

  /// Whether the environment (LC_ALL, LC_CTYPE, LANG) asks for UTF-8. If not, draw with ASCII.
  /// Sets the process's LC_CTYPE.
  public static func environmentIsUTF8() -> Bool { TerminalLocale.adopt() }

  /// The monotonic clock, in nanoseconds: what ticks are stamped with.
  public static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Shows the picture. Only what differs from the last one is sent. A picture of another size than
  /// the screen is cut, or leaves the rest empty.
  ///
  /// - Complexity: O(*width* × *height*)
  public mutating func paint(_ grid: Grid) {
    precondition(isOpen, "the screen has been given back")
    let isNew = painted?.size != grid.size
    if isNew {
      forgetPainted()
      werase(window)
    }
    var row = 0
    for change in grid.changes(since: painted ?? Grid(width: 0, height: 0))
    where change.row < size.height {
      // Each row is sent by itself. Given several, curses looks for rows that have only moved and
      // has the terminal scroll them (SU, SD), which players of recordings and small emulators
      // cannot do: they would show old rows among the new ones. Where one row alone differs,
      // nothing can have moved; and a cleared screen is drawn anew without looking.
      if change.row != row && !isNew { send() }
      row = change.row
      paint(change, of: grid)
    }
    send()
    painted = grid
  }

  /// Sends what has changed in the window.
  func send() {
    wnoutrefresh(window)
    doupdate()
  }

  /// Makes the next ``paint(_:)`` send everything: something else may have written on the screen.
  public mutating func forgetPainted() {
    painted = nil
    clearok(window, true)
  }

  private mutating func paint(_ change: Change, of grid: Grid) {
    run.removeAll(keepingCapacity: true)
    var x = change.columns.lowerBound
    for cell in grid.cells(of: change) where !cell.isContinuation {
      guard x < size.width else { break }
      x += cell.columns
      append(cell, fits: x <= size.width)
    }
    mvwadd_wchnstr(
      window, Int32(change.row), Int32(change.columns.lowerBound), run, Int32(run.count))
  }

  /// What the C library would not print, or print at another width, becomes question marks: curses
  /// and the terminal must agree on where the cursor is.
  private mutating func append(_ cell: Cell, fits: Bool) {
    let look = palette.look(of: cell.style)
    let value = wchar_t(bitPattern: cell.base.value)
    let isPrintable = cell.base.isASCII || isUTF8 && Int(wcwidth(value)) == cell.columns
    guard fits && isPrintable else {
      let substitute = fits ? UInt8(ascii: "?") : UInt8(ascii: " ")
      for _ in 0..<(fits ? cell.columns : 1) { append([wchar_t(substitute), 0], look) }
      return
    }
    let marks =
      isUTF8 ? cell.marks.map { wchar_t(bitPattern: $0.value) }.filter { wcwidth($0) == 0 } : []
    append([value] + marks + [0], look)
  }

  private mutating func append(_ text: [wchar_t], _ look: Palette.Look) {
    var cell = cchar_t()
    _ = rl_set_cell(&cell, text, look.attributes, look.pair)
    run.append(cell)
  }

  func redefineColors() { palette.redefine() }
}
