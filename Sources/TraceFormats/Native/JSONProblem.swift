/// Why a line is no JSON.
public enum JSONProblem: Hashable, Sendable {
  /// The line ends inside a value.
  case endsEarly
  /// Something else was expected here.
  case expected(String)
  /// A `\` that escapes nothing, or half of a surrogate pair.
  case badEscape
  /// Arrays or objects nested deeper than the limit.
  case tooDeep(limit: Int)
  /// A number that is not whole or has more than 64 bits.
  case badNumber
}
