public import TraceFormats

/// How far a live source has come.
public struct FeedStatus: Hashable, Sendable {
  /// Whether more is to come.
  public enum Phase: Hashable, Sendable {
    /// It is open.
    case open
    /// It has ended as it should.
    case ended
    /// It has ended in the middle of a line.
    case cut
    /// It cannot be read any more: the system's number for why.
    case failed(Int32)
    /// No trace can come of it.
    case refused(TraceReadError)
  }

  /// What becomes of the recording.
  public enum Recording: Hashable, Sendable {
    /// Nothing is recorded.
    case off
    /// Everything is.
    case going
    /// No more: the system's number for why.
    case stopped(Int32)
  }

  /// Whether more is to come.
  public var phase = Phase.open
  /// What becomes of the recording.
  public var recording = Recording.off
  /// How many events can be shown, those included that are not kept any more.
  public var shownCount = 0
  /// How many events a second arrived lately.
  public var rate = 0
  /// Whether there is no file any more at the path that is followed.
  public var isGone = false
  /// How many lines make no row.
  public var leftOutCount = 0
  /// When the last event arrived, on the clock of ``LiveFeed/now()``; nil before the first.
  public var lastArrival: UInt64?

  /// Before anything came.
  public init() {}
}
