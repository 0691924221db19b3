/// Why there is no full-screen terminal to draw on.
public enum BackendError: Error, Hashable, Sendable {
  /// The process has no controlling terminal: `/dev/tty` did not open, with this `errno`.
  case noTerminal(errno: Int32)
  /// The terminal database has no entry of this name. Nil: `TERM` is not set, or empty.
  case unknownTerminal(name: String?)
  /// The terminal of this name cannot place its cursor, so there are no screens on it.
  case dumbTerminal(name: String)
  /// A pipe for signals could not be made, or the modes of the terminal not be read; `errno`.
  case system(errno: Int32)
}
