import BigInt
import Explorer
import RaceModel
import Screens

/// Puts classes of schedules into words and signs for the player's map.
struct ScheduleMapMaking {
  private let program: Program
  private let futures: Futures
  private let table: OutcomeTable

  init(_ program: Program, _ futures: Futures) {
    self.program = program
    self.futures = futures
    table = OutcomeTable(program: program, outcomes: futures.outcomes)
  }

  func map(prefix: [Int], _ rows: [Futures.ClassRow]) -> ScheduleMap {
    let classes = rows.flatMap(\.classes)
    let (all, bad) = Self.sum(classes)
    var seen = Set<Int>()
    for one in classes {
      for (index, number) in one.byOutcome.enumerated() where number > 0 { seen.insert(index) }
    }
    let legend = seen.sorted().map { index in
      isRest(index)
        ? "\(letter(index)): one of \(futures.outcomes.count - index) other ends"
        : "\(letter(index)): \(table.legend(index))"
    }
    let mapRows = rows.map { row in
      ScheduleMap.Row(
        lane: row.lane, label: label(row, prefix),
        count: Amount(Self.sum(row.classes).0).short, cells: row.classes.map(cell))
    }
    return ScheduleMap(
      prefix: prefix.map(String.init).joined(), rows: mapRows, legend: legend,
      summary: Self.summary(prefix, all, bad))
  }

  /// `All 44,067 schedules: 4,113 violate`
  private static func summary(_ prefix: [Int], _ all: BigUInt, _ bad: BigUInt) -> String {
    let share =
      bad == 0 ? "none violates" : bad == all ? "all violate" : "\(Amount(bad).short) violate"
    let count = "\(Amount(all).short) schedule\(all == 1 ? "" : "s")"
    return (prefix.isEmpty ? "All \(count)" : "\(count) behind \(prefix.count) steps") + ": "
      + share
  }

  private static func sum(_ classes: [Futures.Class]) -> (BigUInt, BigUInt) {
    classes.reduce((0, 0)) { ($0.0 + $1.prospect.total, $0.1 + $1.prospect.bad) }
  }

  /// The statement behind which the other CPU takes over.
  private func label(_ row: Futures.ClassRow, _ prefix: [Int]) -> String {
    guard row.length > 0 else { return "makes no step more" }
    let run = Array(repeating: row.lane, count: row.length)
    let last = Story(program, prefix + run).turns.last?.last ?? ""
    return row.isCut && row.classes.count == 1 ? last + " …" : last
  }

  private func cell(_ one: Futures.Class) -> ScheduleMap.Cell {
    let prospect = one.prospect
    let most = one.byOutcome.indices.max { one.byOutcome[$0] < one.byOutcome[$1] } ?? 0
    let tenths =
      prospect.bad == 0
      ? 0
      : prospect.isLost ? 10 : min(max(Int(prospect.bad * 10 / prospect.total), 1), 9)
    let isSingle = prospect.total == 1
    return ScheduleMap.Cell(
      prefix: one.prefix.map(String.init).joined(),
      example: one.example.map(String.init).joined(), letter: letter(most),
      isPure: one.byOutcome.allSatisfy { $0 == 0 || $0 == prospect.total }, tenths: tenths,
      beginning: isSingle
        ? Story(program, one.example).words
        : "All begin so: \(Story(program, one.prefix).beginning)",
      words: words(one), isSingle: isSingle)
  }

  /// `12 schedules: 4 violate nothing_lost; 8 end as A, 4 as C`
  private func words(_ one: Futures.Class) -> String {
    let prospect = one.prospect
    let ends = one.byOutcome.indices.filter { one.byOutcome[$0] > 0 }
      .sorted { (one.byOutcome[$1], $0) < (one.byOutcome[$0], $1) }
    let broken = futures.propertyNames.indices.filter { prospect.byProperty[$0] > 0 }
      .map { futures.propertyNames[$0] }.joined(separator: ", ")
    if prospect.total == 1 {
      return "1 schedule: it ends as \(ends.first.map { String(letter($0)) } ?? "?")"
        + (prospect.bad == 0 ? ", nothing is violated" : " and violates \(broken)")
    }
    let shares = ends.enumerated().map { position, index in
      "\(Amount(one.byOutcome[index]).short) \(position == 0 ? "end as" : "as") \(letter(index))"
    }
    let bad =
      prospect.bad == 0
      ? "none violates anything"
      : "\(prospect.isLost ? "all" : Amount(prospect.bad).short) violate \(broken)"
    let all =
      ends.count == 1
      ? "all end as \(letter(ends[0]))" : shares.joined(separator: ", ")
    return "\(Amount(prospect.total).short) schedules: \(bad); \(all)"
  }

  /// Whether the last letter stands for several outcomes.
  private func isRest(_ index: Int) -> Bool {
    index == Futures.outcomesMax - 1 && futures.outcomes.count > Futures.outcomesMax
  }

  private func letter(_ index: Int) -> Character {
    isRest(index) ? "+" : OutcomeTable.letter(index).first ?? "?"
  }
}
