/// How far a live source has come, as the player tells it.
public struct LiveStatus: Hashable, Sendable {
  /// Whether more is to come.
  public enum Phase: Hashable, Sendable {
    /// It is open.
    case open
    /// It has ended; the words say how.
    case over(String)
  }

  /// What becomes of the recording that somebody asked for.
  public enum Recording: Hashable, Sendable {
    /// Nobody asked.
    case off
    /// All is recorded.
    case going
    /// No more is; the words say why.
    case stopped(String)
  }

  /// Whether more is to come.
  public var phase: Phase
  /// How many events there are to be shown, those included that are not kept any more.
  public var total: Int
  /// How many events a second arrived lately.
  public var rate: Int
  /// Whole seconds since the last event arrived; nil before the first.
  public var idleSeconds: Int?
  /// Whether the file that is followed is not there any more.
  public var isGone: Bool
  /// How many lines make no row.
  public var leftOut: Int
  /// What becomes of the recording.
  public var recording: Recording

  /// A status.
  public init(
    phase: Phase = .open, total: Int = 0, rate: Int = 0, idleSeconds: Int? = nil,
    isGone: Bool = false, leftOut: Int = 0, recording: Recording = .off
  ) {
    self.phase = phase
    self.total = total
    self.rate = rate
    self.idleSeconds = idleSeconds
    self.isGone = isGone
    self.leftOut = leftOut
    self.recording = recording
  }
}
