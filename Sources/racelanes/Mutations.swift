import BigInt
import Explorer
import RaceModel
import TraceFormats

/// What each line of a fix is for: the table of `racelanes explore --mutate`.
struct Mutations {
  let rows: [Mutation]

  static func run(
    _ model: Model, _ base: ModelChoice, _ options: Explorer.Options,
    shouldStop: (Progress) -> Bool
  ) throws -> Mutations {
    Mutations(rows: try Mutation.table(model, base, options, shouldStop: shouldStop))
  }

  /// 1 when the model violates a property as it is, 3 when a search was stopped.
  var exitStatus: Int32? {
    if rows[0].result.verdict == .violated { return 1 }
    return rows.contains { $0.result.verdict == .stopped } ? 3 : nil
  }

  var text: String {
    var lines = [ExplorationText.title(rows[0].result.program), ""]
    var table = [["without", "verdict", "bad schedules", "shortest", "violated"]]
    for row in rows {
      table.append([
        row.name ?? "(as it is)", ExplorationText.word(row.result.verdict), share(row.result),
        row.result.shortest.map { "\($0.lanes.count) steps" } ?? "",
        broken(row.result).joined(separator: " "),
      ])
    }
    lines += ExplorationText.table(table)
    lines.append("")
    let harmless = rows.dropFirst().filter { $0.result.verdict == .holds }
    if !harmless.isEmpty {
      lines += [
        "Nothing breaks without these, by these properties and under sequential consistency:"
      ]
      lines += ExplorationText.table(harmless.map { ["  " + ($0.name ?? ""), $0.help] })
      lines.append("")
    }
    for row in rows.dropFirst() where row.result.verdict == .violated {
      guard let witness = row.result.shortest, let name = row.name else { continue }
      lines += ["\(name): \(row.help)", "  --set \(name)=off --schedule \(witness.schedule)"]
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func broken(_ result: Exploration) -> [String] {
    result.properties.filter { $0.verdict == .violated }.map(\.name)
  }

  private func share(_ result: Exploration) -> String {
    guard let bad = result.violating, let all = result.schedules else { return "not counted" }
    return bad == 0 ? "0" : "\(bad) of \(all)"
  }

  var json: [UInt8] {
    var out = JSONText()
    out.raw(#"{"racelanes":1,"mutations":["#)
    out.list(rows) { out, row in
      out.raw("\n")
      out.raw(#"{"switch":"#)
      if let name = row.name { out.string(name) } else { out.raw("null") }
      out.raw(#","help":"#)
      out.string(row.help)
      out.raw(#","result":"#)
      out.raw(String(decoding: ExplorationText(row.result).json.dropLast(), as: UTF8.self))
      out.raw("}")
    }
    out.raw("]}\n")
    return out.bytes
  }
}
