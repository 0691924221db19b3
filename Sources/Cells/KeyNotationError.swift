/// Why a text is not a sequence of keys.
public struct KeyNotationError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// A name in `<>` that no key has.
    case unknownName(String)
    /// A `<` without its `>`; the key itself is written `<lt>`.
    case unclosed
  }

  /// What is wrong.
  public var reason: Reason
  /// Where the name begins, in characters from the start, counted from 0.
  public var offset: Int

  /// Makes an error of these facts.
  public init(reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}
