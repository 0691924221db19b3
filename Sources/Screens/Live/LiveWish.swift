/// What the player wants to be laid out of a live source.
public struct LiveWish: Hashable, Sendable {
  /// How much of it.
  public enum Extent: Hashable, Sendable {
    /// The newest events: the head is followed.
    case newest
    /// Everything that is kept.
    case everything
  }

  /// How much of it.
  public var extent: Extent
  var address: UInt64?
  /// The numbers that the first events of opened folds go by.
  var openFolds: Set<Int>
  var everythingOpen: Bool
}
