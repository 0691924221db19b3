import BigInt
import Explorer
import RaceModel
import Scenarios
import Screens

extension ScenarioSource {
  /// How many states of each search the player waits for.
  private static let statesMax = 300_000
  /// How many rows of a map there are.
  private static let mapRowsMax = 400

  /// What every interleaving comes to without each switch.
  func mutations(_ changes: Changes) throws -> [MutationRow] {
    let choice = changes.applied(to: scenario?.choice.value ?? ModelChoice())
    var options = Explorer.Options()
    options.limits.states = Self.statesMax
    let rows = try Failure.naming(model) { try MutationTable(model, choice, options) }.rows
    return rows.map { row in
      let reason = MutationReason(row, rows[0])
      return MutationRow(
        name: row.name,
        help: row.name == nil ? ExplorationText.title(row.result.program) : row.help,
        tone: reason.tone, short: reason.short, reason: reason.words,
        schedule: reason.isWorthPlaying ? reason.witness?.schedule : nil)
    }
  }

  /// All schedules that begin with `prefix`, with at most `columns` cells in a row.
  func map(_ changes: Changes, _ prefix: String, _ columns: Int) throws -> ScheduleMap {
    let program = try self.program(changes)
    guard let futures = futures.of(program) else {
      throw Failure(FuturesCache.reason(program))
    }
    var lanes = prefix.compactMap(\.wholeNumberValue)
    var rows = futures.rows(beginning: lanes, columns: columns, rowsMax: Self.mapRowsMax)
    // One class alone shows nothing: what all of them begin with is part of the beginning.
    while rows.count == 1, rows[0].classes.count == 1, rows[0].classes[0].prefix != lanes {
      lanes = rows[0].classes[0].prefix
      rows = futures.rows(beginning: lanes, columns: columns, rowsMax: Self.mapRowsMax)
    }
    return ScheduleMapMaking(program, futures).map(prefix: lanes, rows)
  }
}
