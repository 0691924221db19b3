import Cells
import LiveSources
import RaceModel
import RaceTrace

/// What was seen of a race on two threads, in words.
struct LiveReport {
  let program: Program
  let race: ThreadRace
  let replay: LiveReplay
  let tally: ThreadRace.Tally
  let seconds: Double

  init(_ run: LiveRun) {
    race = run.race
    program = run.race.program
    replay = run.replay
    tally = run.race.tally
    seconds = run.elapsed
  }

  /// The outcome that is worth a look: where it stopped, or the first that is wrong.
  var worth: ThreadOutcome? {
    let found =
      tally.stoppedAt.map { tally.outcomes[$0] } ?? tally.outcomes.first(where: \.isViolated)
    return found.flatMap { $0.first == nil ? nil : $0 }
  }

  /// The histogram, cut to so many columns and rows.
  func picture(columns: Int, rows: Int) -> [String] {
    let below = findings
    var lines = heading + [""]
    lines += histogram(columns: columns, rows: max(2, rows - lines.count - below.count - 1))
    return Array((lines + [""] + below).prefix(max(1, rows)))
  }

  /// Everything, for the end.
  var text: [UInt8] {
    var lines = picture(columns: Surroundings.textWidth, rows: .max)
    if !tally.isPinned { lines += ["", "The threads could not be kept on their CPUs."] }
    if let worth { lines += [""] + first(worth) }
    return Array(
      lines.map { line in
        let clean = TextWidth.sanitized(line, charset: Surroundings.charset(asciiWanted: false))
        return clean + "\n"
      }.joined().utf8)
  }

  // MARK: - Parts

  private var heading: [String] {
    let cpus = race.options.cpus
    let place =
      race.options.sharesCPU ? "both on CPU \(cpus[0])" : "CPU \(cpus[0]) and CPU \(cpus[1])"
    let how = race.options.isRecording ? "each access recorded" : "not recorded"
    let rate = seconds > 0 ? Int(Double(tally.rounds) / seconds) : 0
    return [
      ExplorationText.title(program),
      "two threads, \(place), \(how)",
      "\(Self.grouped(tally.rounds)) rounds in \(Self.tenths(seconds)) s, \(Self.grouped(rate))/s",
    ]
  }

  /// Violated ones first, then by how often they were seen.
  private var sorted: [ThreadOutcome] {
    tally.outcomes.sorted {
      ($0.isViolated ? 0 : 1, -$0.count, $0.firstRound)
        < ($1.isViolated ? 0 : 1, -$1.count, $1.firstRound)
    }
  }

  private func histogram(columns: Int, rows: Int) -> [String] {
    let all = sorted
    let isCut = all.count > rows - 1
    let shown = all.prefix(isCut ? max(1, rows - 2) : all.count)
    let usual = all.max { $0.count < $1.count }
    var table = [["rounds", "per million", "", "outcome"]]
    for outcome in shown {
      table.append([
        Self.grouped(outcome.count), Self.perMillion(outcome.count, of: tally.rounds),
        bar(outcome.count), words(outcome, usual: usual),
      ])
    }
    let widths = (0..<3).map { column in table.map { $0[column].count }.max() ?? 0 }
    var lines = table.map { row in
      let line =
        TextWidth.padded(row[0], to: widths[0], alignment: .trailing) + "  "
        + TextWidth.padded(row[1], to: widths[1], alignment: .trailing) + "  "
        + TextWidth.padded(row[2], to: widths[2]) + "  " + row[3]
      return TextWidth.clipped(line, to: columns, ellipsis: "…")
    }
    if isCut {
      let rest = all.dropFirst(shown.count)
      let count = rest.map(\.count).reduce(0, +)
      lines.append("and \(rest.count) more outcomes in \(Self.grouped(count)) rounds")
    }
    if tally.others > 0 {
      lines.append("and \(Self.grouped(tally.others)) rounds of outcomes that were not kept apart")
    }
    return lines
  }

  private static let barMax = 20

  private func bar(_ count: Int) -> String {
    let full: Character = Surroundings.charset(asciiWanted: false) == .ascii ? "#" : "█"
    let length = tally.rounds == 0 ? 0 : (count * Self.barMax + tally.rounds / 2) / tally.rounds
    return length == 0 ? "." : String(repeating: full, count: length)
  }

  private func words(_ outcome: ThreadOutcome, usual: ThreadOutcome?) -> String {
    var parts: [String] = []
    switch outcome.end {
    case .complete: break
    case .deadlock: parts.append("DEADLOCK")
    case .fault(let words): parts.append("the model fails: \(words)")
    }
    if !outcome.violated.isEmpty {
      parts.append("VIOLATED " + outcome.violated.joined(separator: " "))
    }
    if outcome.explanation == .impossible { parts.append("NOT SC") }
    if parts.isEmpty { parts.append("holds") }
    let differences = differences(outcome, usual)
    if !differences.isEmpty { parts.append("(" + differences.joined(separator: ", ") + ")") }
    return parts.joined(separator: " ")
  }

  /// What an outcome's places hold other than those of the most frequent one.
  private func differences(_ outcome: ThreadOutcome, _ usual: ThreadOutcome?) -> [String] {
    guard let usual else { return [] }
    return program.placeNames.indices.compactMap { slot in
      guard outcome.values[slot] != usual.values[slot],
        let kind = program.kind(ofSlot: slot)
      else { return nil }
      return "\(program.placeNames[slot]) \(kind.decode(kind.raw(outcome.values[slot])).compact)"
    }
  }

  /// What the rounds say about each property, and what they do not say.
  private var findings: [String] {
    let rounds = Self.grouped(tally.rounds)
    var rows = program.properties.map { property in
      let hits = tally.outcomes.filter { $0.violated.contains(property.name) }
        .map(\.count).reduce(0, +)
      return [
        property.name,
        hits > 0
          ? "violated in \(Self.grouped(hits)) rounds" : "not seen violated in \(rounds) rounds",
      ]
    }
    let deadlocks = tally.outcomes.filter { $0.end == .deadlock }.map(\.count).reduce(0, +)
    if deadlocks > 0 { rows.append(["deadlock", "in \(Self.grouped(deadlocks)) rounds"]) }
    var lines = ExplorationText.table(rows)
    if !tally.outcomes.contains(where: \.isViolated) {
      lines.append("Not seen is not impossible: 'racelanes explore' tries every interleaving.")
    }
    if tally.outcomes.contains(where: { $0.explanation == .impossible }) {
      lines.append("NOT SC: no order of the accesses, one after another, gives what they saw.")
    }
    return lines
  }

  /// The round that is worth a look, and how to look at it.
  private func first(_ outcome: ThreadOutcome) -> [String] {
    let name = outcome.isViolated ? "The first violation" : "The first such outcome"
    let round = "\(name): round \(Self.grouped(outcome.firstRound))"
    switch outcome.explanation {
    case .interleaving(let lanes)?:
      let schedule = lanes.map(String.init).joined()
      return [
        round + ", explained by an interleaving of \(lanes.count) steps",
        "  " + replay.command(schedule),
      ]
    case .impossible?:
      return [
        round + ", which no interleaving explains: not sequentially consistent",
        "In the order of the stamps, in ticks:",
      ] + stamps(outcome)
    case .gaveUp?, nil:
      return [
        round + "; whether an interleaving explains it is not known",
        "In the order of the stamps, in ticks:",
      ] + stamps(outcome)
    }
  }

  private func stamps(_ outcome: ThreadOutcome) -> [String] {
    guard let trace = outcome.stampTrace(program) else { return [] }
    let rows = trace.events.indices.map { index -> [String] in
      let event = trace.events[index]
      let text = trace.strings[event.text]
      let value = trace.operations(of: index).first.flatMap { operation -> String? in
        guard let place = operation.place else { return nil }
        let kind = trace.kind(of: place)
        if let written = operation.written { return "-> " + kind.decode(written).compact }
        return operation.seen.map { "saw " + kind.decode($0).compact }
      }
      let cell = text + (value.map { "  " + $0 } ?? "")
      return ["  \(event.time ?? 0)", event.lane == 0 ? cell : "", event.lane == 1 ? cell : ""]
    }
    return ExplorationText.table([["  ticks", "CPU 0", "CPU 1"]] + rows)
  }

  // MARK: - Numbers

  /// `1,234,567`
  static func grouped(_ number: Int) -> String {
    var digits = Array(String(number.magnitude))
    var index = digits.count - 3
    while index > 0 {
      digits.insert(",", at: index)
      index -= 3
    }
    return (number < 0 ? "-" : "") + String(digits)
  }

  private static func tenths(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func perMillion(_ count: Int, of rounds: Int) -> String {
    guard rounds > 0 else { return "0" }
    let share = Double(count) * 1e6 / Double(rounds)
    return share >= 10 ? grouped(Int(share.rounded())) : tenths(share)
  }
}
