import BigInt
import Explorer
import RaceModel
import RaceTrace
import TraceFormats

/// An exploration in words and as JSON.
struct ExplorationText {
  let result: Exploration
  private var program: Program { result.program }

  init(_ result: Exploration) { self.result = result }

  // MARK: - For people

  var text: String {
    var lines = [observation, ""]
    lines += Self.table([
      ["model", Self.title(program)],
      ["verdict", verdict],
      ["states", "\(atLeast)\(result.states)\(reduced)"],
      ["transitions", "\(atLeast)\(result.transitions)\(reduced)"],
      ["schedules", result.schedules.map(String.init) ?? "not counted"],
      ["violating", result.violating.map(String.init) ?? "not counted"],
    ])
    lines += ["", "Properties"]
    lines += Self.table(
      result.properties.map { property in
        [
          "  " + property.name, Self.word(property.verdict),
          property.violating.map { $0 == 0 ? "" : "by \($0) schedules" } ?? "", property.sentence,
        ]
      })
    lines += witnesses
    lines += outcomes
    if !result.neverRan.isEmpty {
      lines += ["", "Statements that no schedule comes to"]
      lines += Self.table(result.neverRan.map { ["  line \($0.line)", $0.text] })
    }
    return lines.map { line in line.trimmed + "\n" }.joined()
  }

  /// As litmus tests tell it: whether what is forbidden was seen, how often and how often not.
  private var observation: String {
    guard let violating = result.violating, let all = result.schedules else {
      switch result.verdict {
      case .violated: return "Observation \(program.name) Sometimes"
      case .holds: return "Observation \(program.name) Never"
      case .stopped: return "Observation \(program.name) Unknown"
      }
    }
    let word = violating == 0 ? "Never" : violating == all ? "Always" : "Sometimes"
    return "Observation \(program.name) \(word) \(violating) \(all - violating)"
  }

  private var verdict: String {
    let stop = result.stopReason.map { ": \($0.rawValue)" } ?? ""
    return switch result.verdict {
    case .violated: "violated" + (stop.isEmpty ? "" : ", and stopped early\(stop)")
    case .holds: "holds: every interleaving was tried, under sequential consistency"
    case .stopped: "stopped early\(stop); nothing is proved"
    }
  }

  private var atLeast: String { result.stopReason == nil ? "" : "at least " }
  private var reduced: String { result.isReduced ? " (reduced)" : "" }

  static func word(_ verdict: Exploration.Verdict) -> String {
    verdict == .stopped ? "not known" : verdict.rawValue
  }

  /// `gup_fork on v5.10, pages = 1, recheck off`
  static func title(_ program: Program) -> String {
    let parameters = program.choice.parameters.sorted { $0.key < $1.key }
      .map { "\($0.key) = \($0.value)" }
    return ([program.name + (program.choice.kernel.map { " on \($0)" } ?? "")] + parameters)
      .joined(separator: ", ")
  }

  private var witnesses: [String] {
    guard let shortest = result.shortest else { return [] }
    var lines = ["", result.isReduced ? "A schedule that violates" : "The shortest that violates"]
    lines.append("  \(shortest.lanes.count) steps, \(Self.switches(shortest))")
    lines.append("  --schedule \(shortest.schedule)")
    if let fewest = result.fewestSwitches {
      lines += ["", "The one with the fewest switches between CPUs"]
      lines.append("  \(fewest.lanes.count) steps, \(Self.switches(fewest))")
      lines.append("  --schedule \(fewest.schedule)")
    }
    return lines
  }

  static func switches(_ witness: Exploration.Witness) -> String {
    "\(witness.switches) switch\(witness.switches == 1 ? "" : "es")"
  }

  private static let outcomesMax = 40

  private var outcomes: [String] {
    guard !result.outcomes.isEmpty else { return [] }
    let telling = tellingSlots
    var rows = [["  schedules", "wrong"] + telling.map { program.placeNames[$0] }]
    for outcome in result.outcomes.prefix(Self.outcomesMax) {
      rows.append(
        [
          "  \(outcome.schedules)",
          outcome.broken.isEmpty ? "-" : outcome.broken.joined(separator: " "),
        ]
          + telling.map { value(outcome.values[$0], $0) })
    }
    var lines = ["", "Final states (places that are the same in all of them left out)"]
    lines += Self.table(rows)
    if result.outcomes.count > Self.outcomesMax {
      lines.append("  and \(result.outcomes.count - Self.outcomesMax) more: see --json")
    }
    return lines
  }

  /// The places that tell the outcomes apart.
  private var tellingSlots: [Int] {
    guard let first = result.outcomes.first else { return [] }
    return first.values.indices.filter { slot in
      result.outcomes.contains { $0.values[slot] != first.values[slot] }
    }
  }

  private func value(_ value: Int32, _ slot: Int) -> String {
    guard let kind = program.kind(ofSlot: slot) else { return String(value) }
    return kind.decode(kind.raw(value)).compact
  }

  static func table(_ rows: [[String]]) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      row.enumerated().map { column, cell in
        cell + String(repeating: " ", count: widths[column] - cell.count)
      }.joined(separator: "  ").trimmed
    }
  }

  // MARK: - For scripts

  var json: [UInt8] {
    var out = JSONText()
    out.raw(#"{"racelanes":1,"model":"#)
    out.string(program.name)
    out.raw(#","kernel":"#)
    if let kernel = program.choice.kernel { out.string(kernel) } else { out.raw("null") }
    out.raw(#","verdict":"\#(result.verdict.rawValue)","stopped_by":"#)
    if let reason = result.stopReason { out.string(reason.rawValue) } else { out.raw("null") }
    out.raw(#","reduced":\#(result.isReduced),"states":\#(result.states)"#)
    out.raw(#","transitions":\#(result.transitions),"schedules":"#)
    number(result.schedules, &out)
    out.raw(#","violating":"#)
    number(result.violating, &out)
    out.raw(#","properties":["#)
    out.list(result.properties) { out, property in
      out.raw(#"{"name":"#)
      out.string(property.name)
      out.raw(#","sentence":"#)
      out.string(property.sentence)
      out.raw(#","verdict":"\#(property.verdict.rawValue)","violating":"#)
      number(property.violating, &out)
      out.raw(#","shortest":"#)
      witness(property.shortest, &out)
      out.raw("}")
    }
    out.raw(#"],"shortest":"#)
    witness(result.shortest, &out)
    out.raw(#","fewest_switches":"#)
    witness(result.fewestSwitches, &out)
    out.raw(#","deadlocks":\#(result.deadlocks),"outcomes":["#)
    let names = program.placeNames
    out.list(result.outcomes) { out, outcome in
      out.raw(#"{"values":{"#)
      out.list(names.indices) { out, slot in
        out.string(names[slot])
        out.raw(":\(outcome.values[slot])")
      }
      out.raw(#"},"broken":["#)
      out.list(outcome.broken) { out, name in out.string(name) }
      out.raw(#"],"schedules":"#)
      number(outcome.schedules, &out)
      out.raw("}")
    }
    out.raw(#"],"never_ran":["#)
    out.list(result.neverRan) { out, row in
      out.raw(#"{"line":\#(row.line),"text":"#)
      out.string(row.text)
      out.raw("}")
    }
    out.raw("]}\n")
    return out.bytes
  }

  /// Whole numbers as text: JSON's own lose digits above 2^53 in many programs.
  private func number(_ value: BigUInt?, _ out: inout JSONText) {
    if let value { out.string(String(value)) } else { out.raw("null") }
  }

  private func witness(_ witness: Exploration.Witness?, _ out: inout JSONText) {
    guard let witness else { return out.raw("null") }
    out.raw(#"{"steps":\#(witness.lanes.count),"switches":\#(witness.switches),"schedule":"#)
    out.string(witness.schedule)
    out.raw("}")
  }
}

extension String {
  /// Without blanks at the end.
  fileprivate var trimmed: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
