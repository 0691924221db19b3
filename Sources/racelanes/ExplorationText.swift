import BigInt
import Explorer
import RaceModel

/// An exploration in words and as JSON.
struct ExplorationText {
  let result: Exploration
  var program: Program { result.program }

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
          property.violating.map { $0 == 0 ? "" : "by \($0) schedule\($0 == 1 ? "" : "s")" } ?? "",
          property.sentence,
        ]
      })
    lines += witnesses
    lines += OutcomeTable(program: program, outcomes: result.outcomes).lines(max: Self.outcomesMax)
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
      case .violated: return "Observation \(program.name) Violated"
      case .holds: return "Observation \(program.name) Never"
      case .stopped: return "Observation \(program.name) Unknown"
      }
    }
    let word = violating == 0 ? "Never" : violating == all ? "Always" : "Sometimes"
    return "Observation \(program.name) \(word) \(violating) \(all - violating)"
  }

  private var verdict: String {
    let stop = result.stopReason.map { ": \(Self.words($0))" } ?? ""
    return switch result.verdict {
    case .violated: "violated" + (stop.isEmpty ? "" : ", and stopped early\(stop)")
    case .holds: "holds: every interleaving was tried, under sequential consistency"
    case .stopped: "stopped early\(stop); nothing is proved"
    }
  }

  private var atLeast: String { result.stopReason == nil ? "" : "at least " }
  private var reduced: String { result.isReduced ? " (reduced)" : "" }

  static func words(_ reason: StopReason) -> String {
    switch reason {
    case .states: "the limit of states was reached"
    case .memory: "the limit of memory was reached"
    case .time: "the time limit was reached"
    case .interrupt: "it was interrupted"
    case .asked: "it was told to stop"
    }
  }

  static func word(_ verdict: Exploration.Verdict) -> String {
    verdict == .stopped ? "not known" : verdict.rawValue
  }

  /// `gup_fork on v5.10, recheck off, pages = 1`
  static func title(_ program: Program) -> String {
    let turned = program.turnedSwitches.map { "\($0.name) \($0.isOn ? "on" : "off")" }
    let parameters = program.choice.parameters.sorted { $0.key < $1.key }
      .map { "\($0.key) = \($0.value)" }
    let kernel = program.choice.kernel.map { " on \($0)" } ?? ""
    return ([program.name + kernel] + turned + parameters)
      .joined(separator: ", ")
  }

  private var witnesses: [String] {
    guard let shortest = result.shortest else { return [] }
    guard result.isShortestKnown, let fewest = result.fewestSwitches else {
      return witness(shortest, "A schedule that violates")
    }
    guard fewest != shortest else {
      return witness(
        shortest, "The shortest that violates, and none has fewer switches between CPUs")
    }
    return witness(shortest, "The shortest that violates")
      + witness(fewest, "The one with the fewest switches between CPUs")
  }

  private func witness(_ witness: Exploration.Witness, _ title: String) -> [String] {
    var lines = ["", title]
    lines.append("  " + Self.length(witness.lanes.count, switches: witness.switches))
    guard !witness.lanes.isEmpty else { return lines }
    lines.append("  " + Story(program, witness.lanes).words)
    return lines + ["  --schedule \(witness.schedule)"]
  }

  /// `1 step, 0 switches`
  static func length(_ steps: Int, switches: Int) -> String {
    "\(steps) step\(steps == 1 ? "" : "s"), \(switches) switch\(switches == 1 ? "" : "es")"
  }

  private static let outcomesMax = 40

  /// Rows of cells in columns, in ASCII wherever it is read.
  static func table(_ rows: [[String]]) -> [String] {
    let rows = rows.map { row in row.map { $0.replacing("→", with: "->") } }
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
}

extension String {
  /// Without blanks at the end.
  fileprivate var trimmed: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
