import Cells
import LiveSources
import RaceModel
import RaceTrace
import Screens

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
    seconds = run.race.seconds
  }

  /// The outcome that is worth a look: where it stopped, or the first that is wrong.
  var worth: ThreadOutcome? {
    let found =
      tally.stoppedAt.map { tally.outcomes[$0] }
      ?? tally.outcomes.filter(\.isViolated).min { $0.firstRound < $1.firstRound }
    return found.flatMap { $0.first == nil ? nil : $0 }
  }

  /// Everything, for the end.
  func text(_ look: Look) -> [UInt8] {
    let unpinned = tally.isPinned ? [] : ["The threads could not be kept on their CPUs."]
    let first = worth.map(self.first)
    var lines = board(isRunning: false).text(
      width: Surroundings.textWidth, look, closing: unpinned + (first.map { [$0.words] } ?? []))
    lines += first?.rows ?? []
    return Array(
      lines.map { TextWidth.sanitized($0, charset: look.glyphs.charset) + "\n" }.joined().utf8)
  }

  // MARK: - The board

  /// The counts.
  func board(isRunning: Bool) -> RoundsBoard {
    let rate = seconds > 0 ? Int(Double(tally.rounds) / seconds) : 0
    let how = race.options.isRecording ? "each access recorded" : "not recorded"
    var board = RoundsBoard(
      title: ExplorationText.title(program), place: Self.place(race.options),
      pace: "\(Self.grouped(rate)) rounds/s, \(Self.time(seconds)), \(how)",
      rounds: tally.rounds, hits: tally.outcomes.filter(\.isViolated).map(\.count).reduce(0, +))
    let sorted = tally.outcomes.sorted {
      ($0.isViolated ? 0 : 1, -$0.count, $0.firstRound)
        < ($1.isViolated ? 0 : 1, -$1.count, $1.firstRound)
    }
    let slots = TellingPlaces(sorted.map(\.values)).slots
    board.outcomes = sorted.map { outcome($0, slots) }
    board.others = tally.others
    board.judgements = program.properties.map(judgement)
    let deadlocks = tally.outcomes.filter { $0.end == .deadlock }.map(\.count).reduce(0, +)
    if deadlocks > 0 {
      board.judgements.append(
        .init(verdict: .bad, name: "deadlock", words: "in \(Self.rounds(deadlocks))"))
    }
    board.remarks = remarks
    board.isStopped = !isRunning
    board.offer = worth.map { $0.isViolated ? .violation : .outcome }
    return board
  }

  /// `CPU 0 and CPU 1`
  private static func place(_ options: ThreadRace.Options) -> String {
    let cpus = options.cpus
    return options.sharesCPU ? "both on CPU \(cpus[0])" : "CPU \(cpus[0]) and CPU \(cpus[1])"
  }

  private func outcome(_ outcome: ThreadOutcome, _ slots: [Int]) -> RoundsBoard.Outcome {
    var tags: [String] = []
    switch outcome.end {
    case .complete: break
    case .deadlock: tags.append("DEADLOCK")
    case .fault(let words): tags.append("THE MODEL FAILS: \(words)")
    }
    if outcome.basis == .notSequentiallyConsistent { tags.append("NOT SC") }
    var words: [String] = []
    if !outcome.violated.isEmpty {
      words.append(outcome.violated.joined(separator: ", ") + " violated")
    }
    if !outcome.undecided.isEmpty {
      words.append(outcome.undecided.joined(separator: ", ") + " cannot be told")
    }
    let names = program.framedPlaceNames
    let values = slots.compactMap { slot -> String? in
      guard let kind = program.kind(ofSlot: slot) else { return nil }
      let value = kind.decode(kind.raw(outcome.values[slot]))
      // Without its spaces an entry is one word among others.
      if case .pte = kind {
        return "\(names[slot])=\(value.short.replacing(" ", with: ""))"
      }
      return "\(names[slot])=\(value.compact)"
    }
    return .init(
      verdict: verdict(outcome), tag: tags.joined(separator: ", "),
      words: words.joined(separator: "; "), values: values, count: outcome.count)
  }

  func verdict(_ outcome: ThreadOutcome) -> RoundsBoard.Verdict {
    if outcome.isViolated { return .bad }
    let isJudged =
      outcome.basis == .interleaving || !program.properties.contains { !$0.isFinal }
    return isJudged && outcome.undecided.isEmpty ? .good : .open
  }

  /// What the rounds say about a property, and what they do not say.
  private func judgement(_ property: Program.Property) -> RoundsBoard.Judgement {
    let count = tally.count(of: property)
    let all = Self.rounds(tally.rounds)
    guard race.options.isRecording || property.isFinal else {
      let end =
        count.violated > 0
        ? "violated there in \(Self.grouped(count.violated)) of \(all)"
        : "not seen violated there in \(all)"
      return .init(
        verdict: count.violated > 0 ? .bad : .open, name: property.name,
        words: "not judged (--no-record), except at the end: \(end)")
    }
    var words: [String] = []
    if count.violated > 0 { words.append("violated in \(Self.rounds(count.violated))") }
    if count.undecided > 0 {
      words.append("cannot be told in \(Self.rounds(count.undecided))")
    }
    let isWhole = count.judged == tally.rounds
    if words.isEmpty {
      let judged = Self.rounds(count.judged)
      words.append(count.judged == 0 && !isWhole ? "not judged" : "not seen violated in \(judged)")
    }
    if !isWhole { words.append("judged in \(Self.grouped(count.judged)) of \(all)") }
    let isOpen = count.undecided > 0 || !isWhole && !property.isFinal
    return .init(
      verdict: count.violated > 0 ? .bad : isOpen ? .open : .good, name: property.name,
      words: words.joined(separator: ", "))
  }

  private var remarks: [String] {
    var remarks: [String] = []
    if !tally.outcomes.contains(where: \.isViolated) {
      remarks.append("Not seen is not impossible: 'racelanes explore' tries every interleaving.")
    }
    if tally.outcomes.contains(where: { $0.basis == .notSequentiallyConsistent }) {
      remarks.append(
        "NOT SC: not sequentially consistent. No order of the accesses explains what was seen, so "
          + "only the end of these rounds is judged.")
    }
    if tally.outcomes.contains(where: { !$0.undecided.isEmpty }) {
      remarks.append(
        "Cannot be told: some orders that explain such a round break the property and others do "
          + "not, and nothing that the threads saw tells which it was.")
    }
    return remarks
  }

  // MARK: - The round that is worth a look

  /// What it is in a sentence, and below that the command that plays it, which is not broken, or the
  /// stamps.
  private func first(_ outcome: ThreadOutcome) -> (words: String, rows: [String]) {
    let name = outcome.isViolated ? "The first violation" : "The first such outcome"
    let round = "\(name): round \(Self.grouped(outcome.firstRound))"
    switch outcome.explanation {
    case .interleaving(let lanes)?:
      let schedule = lanes.map(String.init).joined()
      let words = round + ", explained by an interleaving of \(lanes.count) steps"
      return (words, ["  " + replay.command(schedule)])
    case .impossible?:
      return (round + ", explained by no interleaving: NOT SC", stamps(outcome))
    case .gaveUp?, nil:
      return (round + "; whether an interleaving explains it is not known", stamps(outcome))
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
    return ["In the order of the stamps, in ticks:"]
      + ExplorationText.table([["  ticks", "CPU 0", "CPU 1"]] + rows)
  }

  // MARK: - Numbers

  /// `1,234,567`
  static func grouped(_ number: Int) -> String { Amount(digits: String(number)).exact }

  /// `1 round`, `1,234 rounds`
  private static func rounds(_ count: Int) -> String {
    "\(grouped(count)) round\(count == 1 ? "" : "s")"
  }

  /// `12 ms`, `3.4 s`
  private static func time(_ seconds: Double) -> String {
    let milliseconds = Int((seconds * 1000).rounded())
    if milliseconds < 1000 { return milliseconds == 0 ? "below 1 ms" : "\(milliseconds) ms" }
    let tenths = (milliseconds + 50) / 100
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
