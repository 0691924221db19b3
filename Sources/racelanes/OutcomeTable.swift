import BigInt
import Explorer
import RaceModel

/// The ways in which a model can end, with a letter for each and the places that tell them apart.
struct OutcomeTable {
  let program: Program
  let outcomes: [Exploration.Outcome]
  /// The places that the legend tells of.
  private var legendPlaces: [Int] {
    let places = fewest(byHarm: true)
    return places.isEmpty ? Array(fewest(byHarm: false).prefix(1)) : places
  }

  /// How many places are shown before only the fewest that are enough are.
  private static let placesMax = 12

  /// A to Z, then AA.
  static func letter(_ index: Int) -> String {
    let last = Character(Unicode.Scalar(UInt8(65 + index % 26)))
    return (index < 26 ? "" : letter(index / 26 - 1)) + String(last)
  }

  private var withValues: [[Int32]] { outcomes.map(\.values).filter { !$0.isEmpty } }

  /// The places whose values are not the same in all of them.
  private var differing: [Int] {
    let all = withValues
    guard let first = all.first else { return [] }
    return first.indices.filter { slot in all.contains { $0[slot] != first[slot] } }
  }

  /// A few places that tell all of them apart: each splits those that are alike so far into the most.
  ///
  /// - Parameter byHarm: whether those that break different properties are told apart already.
  func fewest(byHarm: Bool) -> [Int] {
    var kinds = Array(repeating: 0, count: withValues.count)
    if byHarm {
      let harms = outcomes.filter { !$0.values.isEmpty }.map(\.broken)
      kinds = harms.map { harms.firstIndex(of: $0) ?? 0 }
    }
    var chosen: [Int] = []
    let all = withValues
    let candidates = differing
    while true {
      let splits = candidates.map { slot in
        (slot, Set(zip(kinds, all).map { Pair(kind: $0, value: $1[slot]) }))
      }
      guard let best = splits.max(by: { ($0.1.count, $1.0) < ($1.1.count, $0.0) }),
        best.1.count > Set(kinds).count
      else { return chosen.sorted() }
      chosen.append(best.0)
      var numbers: [Pair: Int] = [:]
      kinds = zip(kinds, all).map { kind, values in
        let pair = Pair(kind: kind, value: values[best.0])
        numbers[pair] = numbers[pair] ?? numbers.count
        return numbers[pair] ?? 0
      }
    }
  }

  private struct Pair: Hashable {
    var kind: Int
    var value: Int32
  }

  /// The table, with a line over it that says what is left out.
  func lines(max: Int) -> [String] {
    guard !outcomes.isEmpty else { return [] }
    let shown = OutcomeTable(program: program, outcomes: Array(outcomes.prefix(max)))
    let all = shown.differing
    let places = all.count > Self.placesMax ? shown.fewest(byHarm: false) : all
    let names = program.placeNames
    let hasEndings = outcomes.contains { $0.ending != .complete }
    var rows = [
      ["  ", "schedules", "violating"] + (hasEndings ? ["end"] : []) + ["wrong at the end"]
        + places.map { names[$0] }
    ]
    for (index, outcome) in shown.outcomes.enumerated() {
      rows.append(
        ["  " + Self.letter(index), "\(outcome.schedules)", "\(outcome.violating)"]
          + (hasEndings ? [Self.words(outcome.ending)] : [])
          + [outcome.broken.isEmpty ? "-" : outcome.broken.joined(separator: " ")]
          + places.map { outcome.values.isEmpty ? "" : value(outcome, $0) })
    }
    let what =
      places.count < all.count
      ? "only as many places as tell them apart"
      : "places that are the same in all of them left out"
    var lines = ["", "Final states (\(what); violating: on the way or at the end)"]
    lines += ExplorationText.table(rows)
    if outcomes.count > max { lines.append("  and \(outcomes.count - max) more: see --json") }
    return lines
  }

  /// What tells an outcome from the others, in few words: what it breaks, and the values of few places.
  func legend(_ index: Int) -> String {
    let outcome = outcomes[index]
    if outcome.ending != .complete { return Self.words(outcome.ending) }
    let names = program.placeNames
    let telling = legendPlaces.map { "\(names[$0]) \(value(outcome, $0))" }.joined(separator: ", ")
    let harm = outcome.broken.isEmpty ? ["fine"] : outcome.broken.map { "\($0) violated" }
    return (harm + [telling].filter { !$0.isEmpty }).joined(separator: ", ")
  }

  private func value(_ outcome: Exploration.Outcome, _ slot: Int) -> String {
    program.words(for: outcome.values[slot], inSlot: slot)
  }

  static func words(_ ending: Exploration.Outcome.Ending) -> String {
    switch ending {
    case .complete: "complete"
    case .deadlock: "deadlock"
    case .fault: "fault"
    }
  }
}
