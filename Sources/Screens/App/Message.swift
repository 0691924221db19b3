public import Cells
public import RaceTrace

/// What can happen to the player.
public enum Message: Sendable {
  /// The terminal has something to tell.
  case terminal(TerminalEvent)
  /// More of the source has been read: a share of it from 0 to 1.
  case progress(Double)
  /// The whole source has been read.
  case loaded(Timeline)
  /// Reading went wrong; what was read so far stays.
  case failed(String)
}

/// What the player asks of whoever runs it.
public enum Effect: Hashable, Sendable {
  /// Nothing but a new frame.
  case none
  /// Paint every cell anew.
  case redraw
  /// Read the source again and answer with ``Message/loaded(_:)``.
  case reload
  /// End, and say why to the shell: nil for a wish of the user, else the signal.
  case quit(signal: Int32?)
}
