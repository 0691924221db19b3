/// What a terminal, or the time, tells the program.
public enum TerminalEvent: Hashable, Sendable {
  /// A key was typed.
  case key(Key)
  /// The mouse moved or clicked; only if it was asked for.
  case mouse(MouseEvent)
  /// The terminal has this size now.
  case resized(Size)
  /// Nothing happened for as long as was asked. The stamp is of the monotonic clock, in
  /// nanoseconds; only differences mean something.
  case tick(nanoseconds: UInt64)
  /// The program was stopped and goes on; the screen has to be painted again.
  case resumed
  /// The program has to end, because of this signal (its number), or because the terminal is gone
  /// (SIGHUP's number).
  case terminate(signal: Int32)
}
