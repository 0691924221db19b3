/// A key, or a key with Control or Shift where terminals can tell.
public enum Key: Hashable, Sendable {
  /// What the key types, space included.
  case character(Character)
  /// Control with a lower-case letter, or with one of `@[\]^_` and space.
  case control(Character)
  /// F1 to F12.
  case function(Int)
  /// Arrows.
  case up, down, left, right
  /// To an end, or by a page.
  case home, end, pageUp, pageDown
  /// Editing keys; `delete` is the one that deletes forwards.
  case insert, delete, backspace
  /// Return, Escape, Tab, and Tab with Shift.
  case enter, escape, tab, backTab
}
