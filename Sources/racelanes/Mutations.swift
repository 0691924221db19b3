import Explorer
import RaceModel
import TraceFormats

/// What each line of a fix is for: the table of `racelanes explore --mutate`.
struct Mutations {
  private let rows: [Mutation]
  private var reasons: [MutationReason] { rows.map { MutationReason($0, rows[0]) } }

  init(_ table: MutationTable, _ watch: SearchWatch) {
    rows = table.rows.map { row in
      var row = row
      row.result = watch.explained(row.result)
      return row
    }
  }

  /// 1 when the model violates a property as it is, 3 when a search was stopped.
  var exitStatus: Int32? {
    if rows[0].result.verdict == .violated { return 1 }
    return rows.contains { $0.result.verdict == .stopped } ? 3 : nil
  }

  /// What was chosen.
  private var title: String { ExplorationText.title(rows[0].result.program) }

  /// How wide the reasons are set.
  private static let width = 96

  var text: String {
    var lines = [title] + Self.wrapped(MutationReason.caveat) + [""]
    var table = [["without", "verdict", "shortest", "in short"]]
    for reason in reasons {
      let result = reason.row.result
      table.append([
        reason.row.name ?? "(as it is)", ExplorationText.word(result.verdict),
        reason.isWorthPlaying ? result.shortest.map { "\($0.lanes.count) steps" } ?? "" : "",
        reason.short,
      ])
    }
    lines += ExplorationText.table(table)
    for reason in reasons {
      lines += ["", reason.row.name.map { "\($0): \(reason.row.help)" } ?? "As it is"]
      lines += Self.wrapped(reason.words).map { "  " + $0 }
      guard reason.isWorthPlaying, let witness = reason.witness else { continue }
      let set = reason.row.name.map { "--set \($0)=off " } ?? ""
      lines.append("  \(set)--schedule \(witness.schedule)")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  var json: [UInt8] {
    var out = JSONText()
    out.raw(#"{"racelanes":1,"title":"#)
    out.string(title)
    out.raw(#","caveat":"#)
    out.string(MutationReason.caveat)
    out.raw(#","mutations":["#)
    out.list(reasons) { out, reason in
      let row = reason.row
      out.raw("\n")
      out.raw(#"{"switch":"#)
      if let name = row.name { out.string(name) } else { out.raw("null") }
      out.raw(#","help":"#)
      out.string(row.help)
      out.raw(#","effect":"\#(reason.effect.rawValue)","reason":"#)
      out.string(reason.words)
      out.raw(#","together":["#)
      out.list(row.pairs ?? []) { out, pair in
        out.raw(#"{"switch":"#)
        out.string(pair.name)
        out.raw(#","verdict":"\#(pair.both.verdict.rawValue)","schedules":"#)
        out.string(String(pair.both.schedules))
        out.raw(#","violating":"#)
        out.string(String(pair.both.violating))
        out.raw(#","meaning":"\#(pair.meaning.rawValue)"}"#)
      }
      out.raw(#"],"result":"#)
      out.raw(String(decoding: ExplorationText(row.result).json.dropLast(), as: UTF8.self))
      out.raw("}")
    }
    out.raw("]}\n")
    return out.bytes
  }
}
