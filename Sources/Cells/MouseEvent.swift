/// Something the mouse did.
public struct MouseEvent: Hashable, Sendable {
  /// What it did.
  public enum Kind: CaseIterable, Sendable {
    /// A button went down.
    case press
    /// A button came up.
    case release
    /// It moved with a button down.
    case drag
    /// The wheel turned away from the hand.
    case wheelUp
    /// The wheel turned towards the hand.
    case wheelDown
  }

  /// What it did.
  public var kind: Kind
  /// The column, 0 at the left.
  public var x: Int
  /// The row, 0 at the top.
  public var y: Int

  /// Makes an event.
  public init(kind: Kind, x: Int, y: Int) {
    self.kind = kind
    self.x = x
    self.y = y
  }
}
