/// When a search gives up.
public struct Limits: Sendable {
  /// The most states, or nil.
  public var states: Int?
  /// The most bytes, or nil.
  public var bytes: Int?

  /// Limits; none unless given.
  public init(states: Int? = nil, bytes: Int? = nil) {
    self.states = states
    self.bytes = bytes
  }
}

/// Why a search ended before it had seen everything.
public enum StopReason: String, Sendable {
  /// The limit of states was reached.
  case states
  /// The limit of memory was reached.
  case memory
  /// The caller's time was over.
  case time
  /// Somebody interrupted it.
  case interrupt
  /// The caller had it stopped; a caller that knows why says so in the result.
  case asked
}

/// How far a search is.
public struct Progress: Sendable {
  /// The states found so far.
  public var states: Int
  /// Those of them whose steps have been tried.
  public var expanded: Int
  /// The memory in use, in bytes.
  public var bytes: Int
}
