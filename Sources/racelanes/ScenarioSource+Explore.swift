import BigInt
import Explorer
import RaceModel
import Scenarios
import Screens

extension ScenarioSource {
  /// How many states the player looks at before it gives up.
  private static let statesMax = 300_000

  /// What every interleaving comes to without each switch.
  func mutations(_ changes: Changes) throws -> [MutationRow] {
    let choice = changes.applied(to: scenario?.choice.value ?? ModelChoice())
    var options = Explorer.Options()
    options.limits.states = Self.statesMax
    let rows = try Failure.naming(model) {
      try Mutation.table(model, choice, options) { _ in false }
    }
    return rows.map { row in
      let broken = row.result.properties.filter { $0.verdict == .violated }.map(\.name)
      return MutationRow(
        name: row.name, help: row.help, isViolated: row.result.verdict == .violated,
        words: Self.words(row.result, broken), schedule: row.result.shortest?.schedule)
    }
  }

  private static func words(_ result: Exploration, _ broken: [String]) -> String {
    switch result.verdict {
    case .holds:
      return "every property holds, in all of \(result.schedules?.grouped ?? "?") schedules"
    case .stopped: return "not known: more than \(statesMax) states"
    case .violated:
      guard let bad = result.violating, let all = result.schedules else {
        return broken.joined(separator: ", ") + " violated"
      }
      let share = bad == all ? "all \(all.grouped)" : "\(bad.grouped) of \(all.grouped)"
      return "\(share) schedules violate " + broken.joined(separator: ", ")
    }
  }

  /// All schedules that begin with `prefix`.
  func map(_ changes: Changes, _ prefix: String, _ limit: Int) throws -> ScheduleMap {
    let program = try self.program(changes)
    guard let futures = Futures(program, statesMax: Self.statesMax) else {
      throw Failure("not known: the model has more than \(Self.statesMax) states")
    }
    let lanes = prefix.compactMap(\.wholeNumberValue)
    let classes = futures.classes(beginning: lanes, limit: limit)
    let (all, bad) = classes.reduce((BigUInt(0), BigUInt(0))) {
      ($0.0 + $1.prospect.total, $0.1 + $1.prospect.bad)
    }
    var used: Set<Int> = []
    let cells = classes.map { one -> ScheduleMap.Cell in
      let broken = futures.propertyNames.indices.filter { one.prospect.byProperty[$0] > 0 }
      if one.prospect.isLost { used.insert(broken.first ?? 0) }
      return ScheduleMap.Cell(
        prefix: one.prefix.map(String.init).joined(),
        words: Self.words(one.prospect, broken.map { futures.propertyNames[$0] }),
        kind: Self.kind(one.prospect, broken.first ?? 0), isSingle: one.prospect.total == 1)
    }
    let letters = used.sorted().map { "\(Self.letter($0)) violates \(futures.propertyNames[$0])" }
    return ScheduleMap(
      prefix: prefix, cells: cells, legend: [". fine"] + letters + ["1-9 so many tenths violate"],
      summary: "\(all.grouped) schedules, \(bad.grouped) of them violate a property; "
        + (cells.allSatisfy(\.isSingle) ? "each cell is one" : "a cell is all that begin alike"))
  }

  private static func letter(_ property: Int) -> Character {
    Character(Unicode.Scalar(UInt8(65 + property % 26)))
  }

  private static func kind(_ prospect: Futures.Prospect, _ first: Int) -> ScheduleMap.Cell.Kind {
    if prospect.bad == 0 { return .good }
    if prospect.isLost { return .bad(letter(first)) }
    return .mixed(Int(prospect.bad * 10 / prospect.total))
  }

  private static func words(_ prospect: Futures.Prospect, _ broken: [String]) -> String {
    let count = prospect.total == 1 ? "1 schedule" : "\(prospect.total.grouped) schedules"
    if prospect.bad == 0 { return count + ", no property is violated" }
    let share =
      prospect.isLost
      ? (prospect.total == 1 ? "it violates" : "all violate") : "\(prospect.bad.grouped) violate"
    return "\(count), \(share) " + broken.joined(separator: ", ")
  }
}

extension BigUInt {
  /// With commas between thousands.
  var grouped: String {
    let digits = Array(String(self))
    return String(
      digits.enumerated().flatMap { index, digit in
        index > 0 && (digits.count - index) % 3 == 0 ? [",", digit] : [digit]
      })
  }
}
