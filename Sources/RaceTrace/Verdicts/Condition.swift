/// One thing that must be true of the events on the contested address in one episode.
///
/// Written as a short sentence:
///
///     last gup_pte_recheck is 1             its test had that outcome
///     some fork_wrprotect with page >= 1024 a value that it saw or wrote
///     no gup_seq_retry is 1
///     fork_pin_check before gup_try_grab    the last of each, in the order that is shown
///     fork_wrprotect and gup_try_grab share page
public struct Condition: Hashable, Sendable, LosslessStringConvertible {
  /// Which of the events of a name are meant.
  enum Quantifier: String { case first, last, some, no }

  /// How a value is compared.
  enum Comparison: String {
    case less = "<"
    case lessOrEqual = "<="
    case equal = "=="
    case unequal = "!="
    case greaterOrEqual = ">="
    case greater = ">"

    func holds(_ left: UInt64, _ right: UInt64) -> Bool {
      switch self {
      case .less: left < right
      case .lessOrEqual: left <= right
      case .equal: left == right
      case .unequal: left != right
      case .greaterOrEqual: left >= right
      case .greater: left > right
      }
    }
  }

  enum Test: Hashable {
    case outcome(Int64)
    case value(place: String, Comparison, UInt64)
  }

  enum Form: Hashable {
    case events(Quantifier, String, Test?)
    case before(String, String)
    case share(String, String, place: String)
  }

  let form: Form
  /// The sentence as it was written, with single spaces.
  public let description: String

  /// The condition that the sentence states, or nil when it is not such a sentence.
  public init?(_ description: String) {
    let words = description.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    guard let form = Self.parse(words) else { return nil }
    self.form = form
    self.description = words.joined(separator: " ")
  }

  /// The names of the events that it speaks of.
  public var eventNames: [String] {
    switch form {
    case .events(_, let name, _): [name]
    case .before(let first, let second), .share(let first, let second, _): [first, second]
    }
  }

  private static func parse(_ words: [String]) -> Form? {
    if words.count == 3, words[1] == "before" { return .before(words[0], words[2]) }
    if words.count == 5, words[1] == "and", words[3] == "share" {
      return .share(words[0], words[2], place: words[4])
    }
    guard words.count >= 2, let quantifier = Quantifier(rawValue: words[0]) else { return nil }
    switch words.count {
    case 2: return .events(quantifier, words[1], nil)
    case 4 where words[2] == "is":
      return Int64(words[3]).map { .events(quantifier, words[1], .outcome($0)) }
    case 6 where words[2] == "with":
      guard let comparison = Comparison(rawValue: words[4]), let bound = UInt64(words[5]) else {
        return nil
      }
      return .events(quantifier, words[1], .value(place: words[3], comparison, bound))
    default: return nil
    }
  }
}
