/// Whether a recorded round could have happened one access after another, and how.
public enum Explanation: Hashable, Sendable {
  /// Yes: every access saw what it saw when the lanes move in this order.
  case interleaving([Int])
  /// No: under sequential consistency there is no such order.
  case impossible
  /// Not known: the search was given up.
  case gaveUp

  /// The order as the short string that replays it, or nil.
  public var schedule: String? {
    guard case .interleaving(let lanes) = self else { return nil }
    return lanes.map(String.init).joined()
  }
}
