/// The rules of a trace with numbers for the events and places that they name: thousands of attempts
/// are judged with them, and none of them asks for a text.
struct NumberedRules {
  /// A ``Condition`` with numbers.
  enum Form {
    case events(Condition.Quantifier, Int, Test?)
    case before(Int, Int)
    case share(Int, Int, place: Int)
  }

  /// A ``Condition/Test`` with numbers.
  enum Test {
    case outcome(Int64)
    case value(place: Int, Condition.Comparison, UInt64)
  }

  /// The rules as they were written.
  let rules: [VerdictRule]
  /// The conditions of each rule.
  let forms: [[Form]]
  /// The events that the rules name, by number.
  private let eventNumbers: [String: Int]
  /// The same for the texts of the trace.
  private let numbersOfTexts: [StringTable.ID: Int]
  /// The number of the name of each declaration, or -1 where no rule asks for it.
  private let numbersOfDeclarations: [Int]

  /// The rules of `trace`.
  ///
  /// - Complexity: O(*conditions* + *declarations*)
  init(of trace: Trace) {
    rules = trace.rules
    var (events, places): ([String: Int], [String: Int]) = ([:], [:])
    forms = rules.map { rule in
      for name in Self.eventNames(in: rule.words) { _ = Self.number(name, &events) }
      return rule.conditions.map { Self.numbered($0.form, &events, &places) }
    }
    var texts: [StringTable.ID: Int] = [:]
    for (name, number) in events {
      if let text = trace.strings.id(of: name) { texts[text] = number }
    }
    numbersOfTexts = texts
    numbersOfDeclarations = trace.declarations.map { places[$0.name] ?? -1 }
    eventNumbers = events
  }

  /// The events that the conclusion itself speaks of.
  private static func eventNames(in words: String) -> [String] {
    words.split(separator: "{", omittingEmptySubsequences: false).dropFirst().map {
      String($0.prefix { $0 != "}" && $0 != "." })
    }
  }

  private static func number(_ name: String, _ numbers: inout [String: Int]) -> Int {
    let number = numbers[name] ?? numbers.count
    numbers[name] = number
    return number
  }

  private static func numbered(
    _ form: Condition.Form, _ events: inout [String: Int], _ places: inout [String: Int]
  ) -> Form {
    switch form {
    case .events(let quantifier, let name, let test):
      let numberedTest: Test? =
        switch test {
        case .none: nil
        case .outcome(let outcome): .outcome(outcome)
        case .value(let place, let comparison, let bound):
          .value(place: number(place, &places), comparison, bound)
        }
      return .events(quantifier, number(name, &events), numberedTest)
    case .before(let first, let second):
      return .before(number(first, &events), number(second, &events))
    case .share(let first, let second, let place):
      return .share(
        number(first, &events), number(second, &events), place: number(place, &places))
    }
  }

  /// How many events the rules name.
  var eventCount: Int { eventNumbers.count }

  /// The number of the event with that name; nil when no rule asks for it.
  func number(ofEvent name: StringTable.ID) -> Int? { numbersOfTexts[name] }

  /// The same by the name itself.
  func number(ofEvent name: String) -> Int? { eventNumbers[name] }

  /// The number of the name of a declaration, or -1 when no rule asks for it.
  func number(ofDeclaration declaration: Int) -> Int { numbersOfDeclarations[declaration] }
}
