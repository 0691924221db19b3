/// What has been heard of the terminal and not yet been told to the caller.
struct InputState {
  var signals: TerminalGuard.Signals = []
  var keys: [UInt32] = []
  /// The terminal is gone; there is nothing to wait for any more.
  var isHungUp = false
  /// Times in a row that the terminal was readable and nothing could be read.
  var fruitless = 0

  /// A terminal that claims so often to have input, and has none, is broken. Without a limit the
  /// program would spin.
  static let fruitlessMax = 16
}
