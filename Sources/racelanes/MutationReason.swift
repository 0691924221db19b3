import BigInt
import Explorer
import RaceModel
import RaceTrace
import Screens

/// What a switch is for, from what the searches found: a short one for a table and a whole one to read
/// aloud.
struct MutationReason {
  /// What turning the switch off comes to.
  enum Effect: String {
    case asItIs = "as_it_is"
    case needed
    case covered
    case second
    case unneeded
    case orderOnly = "order_only"
    case sameProgram = "same_program"
    case mends
    case noDifference = "no_difference"
    case differs
    case unknown
  }

  let row: Mutation
  let base: Mutation
  private let tally: Mutation.Tally
  private let before: Mutation.Tally

  /// What no row can tell: a guard that is enough here may not be enough on a real machine.
  static let caveat =
    "All of this is under sequential consistency: what a barrier or an order of accesses is for on "
    + "a weaker machine cannot be seen here."

  init(_ row: Mutation, _ base: Mutation) {
    (self.row, self.base) = (row, base)
    tally = Mutation.Tally(row.result)
    before = Mutation.Tally(base.result)
  }

  var effect: Effect {
    guard row.name != nil else { return .asItIs }
    switch row.difference {
    case .none: return .sameProgram
    case .order: return .orderOnly
    case .steps: break
    }
    switch (before.verdict, tally.verdict) {
    case (.stopped, _), (_, .stopped): return .unknown
    case (.violated, .holds): return .mends
    case (.violated, .violated): return tally == before ? .noDifference : .differs
    case (.holds, .violated): return .needed
    case (.holds, .holds): break
    }
    guard let pairs = row.pairs, !pairs.contains(where: { $0.meaning == .unknown }) else {
      return .unknown
    }
    if pairs.contains(where: { $0.meaning == .covered }) { return .covered }
    return pairs.contains { $0.meaning == .second } ? .second : .unneeded
  }

  /// How it stands with the properties.
  var tone: VerdictRule.Tone {
    switch effect {
    case .asItIs: tally.verdict == .violated ? .bad : tally.verdict == .holds ? .good : .neutral
    case .needed, .differs, .noDifference: .bad
    case .covered, .second, .unneeded, .mends: .good
    case .orderOnly, .sameProgram: .neutral
    case .unknown: tally.verdict == .holds ? .good : .neutral
    }
  }

  /// Whether there is something to see that the choice as it is does not show.
  var isWorthPlaying: Bool {
    switch effect {
    case .asItIs, .needed, .differs: tally.verdict == .violated
    default: false
    }
  }

  /// The schedule to play: of the shortest the one with the fewest switches.
  var witness: Exploration.Witness? {
    guard let shortest = row.result.shortest else { return nil }
    guard let fewest = row.result.fewestSwitches, fewest.lanes.count == shortest.lanes.count else {
      return shortest
    }
    return fewest
  }

  private static func share(_ tally: Mutation.Tally) -> String {
    let all = Amount(tally.schedules).exact
    return tally.violating == tally.schedules
      ? "all \(all)" : "\(Amount(tally.violating).exact) of \(all)"
  }

  private func pairs(_ meaning: Mutation.Meaning) -> [Mutation.Pair] {
    (row.pairs ?? []).filter { $0.meaning == meaning }
  }

  private static func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  /// What fits into a column.
  var short: String {
    switch effect {
    case .asItIs:
      tally.verdict == .holds
        ? "all hold" : tally.verdict == .stopped ? "not known" : Self.share(tally) + " violate"
    case .needed: Self.share(tally) + " violate"
    case .covered: "holds; covered by \(Self.list(pairs(.covered).map(\.name)))"
    case .second: "holds; a second guard"
    case .unneeded: "holds; nothing needs it here"
    case .orderOnly: "orders nothing here"
    case .sameProgram: "no effect here"
    case .mends: "all hold without it"
    case .noDifference: "as bad as with it"
    case .differs: Self.share(tally) + " violate"
    case .unknown: tally.verdict == .holds ? "holds" : "not known"
    }
  }

  /// Whole sentences.
  var words: String {
    let text = sentences
    return text.last == " " ? String(text.dropLast()) : text
  }

  private var sentences: String {
    switch effect {
    case .asItIs: asItIs
    case .needed: "Without it \(Self.share(tally)) schedules violate \(broken). \(story)"
    case .covered: covered
    case .second: second
    case .unneeded: unneeded
    case .orderOnly:
      "Orders nothing here: under sequential consistency all accesses are in order anyway. A barrier "
        + "or an ordering is no access to memory of its own; what this one is for, only a weaker "
        + "memory model can show."
    case .sameProgram:
      "No effect here: with this kernel and these switches the program is the same without it."
    case .mends:
      "Without it every property holds, in all \(Amount(tally.schedules).exact) schedules; with it "
        + "\(Self.share(before)) violate \(Self.list(before.broken))."
    case .noDifference:
      "As bad without it as with it: \(Self.share(tally)) schedules violate "
        + "\(Self.list(tally.broken))."
    case .differs: differs
    case .unknown: unknown
    }
  }

  private var asItIs: String {
    switch tally.verdict {
    case .holds: "Every property holds, in all \(Amount(tally.schedules).exact) schedules."
    case .stopped: "Not known: " + stopped(row.result)
    case .violated: "\(Self.share(tally)) schedules violate \(broken). \(story)"
    }
  }

  /// The names of what breaks, the first with its sentence.
  private var broken: String {
    let properties = row.result.properties.filter { $0.verdict == .violated }
    guard let first = properties.first else { return "nothing" }
    return Self.list(properties.map(\.name)) + " (\(first.sentence))"
  }

  private var story: String {
    guard let witness else { return "" }
    let words = Story(row.result.program, witness.lanes).words
    return "Shortest, \(witness.lanes.count) steps: \(words)."
  }

  private var unneeded: String {
    let hasWorse = (row.pairs ?? []).contains { $0.both.verdict == .violated }
    let others =
      hasWorse
      ? "With any one other switch off as well, no more breaks than without that one alone. "
      : "Nothing breaks with any one other switch off as well. "
    return "Nothing breaks without it. " + others + needless
  }

  private var needless: String {
    let others = pairs(.needless).map(\.name)
    guard !others.isEmpty else { return "" }
    return "Without it \(Self.list(others)) \(others.count == 1 ? "is" : "are") not needed either."
  }

  private var covered: String {
    let found = pairs(.covered)
    let first = found[0]
    return "Nothing breaks without it as long as \(Self.list(found.map(\.name))) "
      + "\(found.count == 1 ? "is" : "are") on: without \(first.name) too, "
      + "\(Self.share(first.both)) schedules violate \(Self.list(first.both.broken)). " + needless
  }

  /// Told of the other switch without which the most of all schedules go wrong.
  private var second: String {
    let found = pairs(.second)
    let worst = found.max { one, other in
      one.both.violating * other.both.schedules < other.both.violating * one.both.schedules
    }
    guard let worst else { return "" }
    return "Nothing breaks without it alone, but it makes less go wrong where "
      + "\(Self.list(found.map(\.name))) \(found.count == 1 ? "is" : "are") off: without "
      + "\(worst.name) \(Self.share(worst.alone)) schedules violate, without both "
      + "\(Self.share(worst.both)). " + needless
  }

  private var differs: String {
    let more = tally.broken.filter { !before.broken.contains($0) }
    let fewer = before.broken.filter { !tally.broken.contains($0) }
    var parts = [
      "It does not mend it: with it \(Self.share(before)) schedules violate, without it "
        + "\(Self.share(tally))."
    ]
    if !more.isEmpty { parts.append("Without it \(Self.list(more)) breaks too.") }
    if !fewer.isEmpty { parts.append("Without it \(Self.list(fewer)) holds.") }
    return (parts + [story]).joined(separator: " ")
  }

  private var unknown: String {
    guard tally.verdict == .holds, before.verdict == .holds else {
      return "Not known: " + stopped(tally.verdict == .stopped ? row.result : base.result)
    }
    return "Every property holds without it. Whether another switch does its work was not tried: "
      + "the model has more than "
      + "\(Amount(BigUInt(MutationTable.pairStatesMax)).exact) states, or time was over."
  }

  private func stopped(_ result: Exploration) -> String {
    (result.stopReason.map(ExplorationText.words) ?? "the search was stopped") + "."
  }
}
