import Cells
import RaceModel
import RaceTrace
import TraceFormats

/// A recording held against a model: `racelanes check RECORDING --against MODEL`.
struct Explaining {
  private let focused: FocusedTimeline
  private let model: ScenarioSource
  private let changes: ScenarioSource.Changes
  private let program: Program
  let explanation: RecordingExplanation
  /// What the recording only looked at now and then.
  private let samples: [String: Set<UInt64>]
  private let extent: ComparedEvents
  private let run: Run
  /// Which attempt of the recording is explained, and of how many.
  private let attempt: (index: Int, count: Int, positions: Range<Int>)

  /// - Parameters:
  ///   - step: a step of the attempt that is explained; nil for the first attempt that goes wrong or,
  ///     where none does, the first.
  ///   - changes: what is chosen of the model.
  init(
    _ recording: Source, at step: Int?, _ model: ScenarioSource, _ changes: ScenarioSource.Changes
  ) throws {
    self.model = model
    self.changes = changes
    program = try model.program(changes)
    let timeline = Timeline(try recording.read().trace)
    focused = FocusedTimeline(
      timeline, focus: timeline.contestedAddress().map(timeline.focus(on:)))
    attempt = try Self.attempt(focused, step)
    if let loss = attempt.positions.first(where: timeline.isLoss) {
      throw Failure(
        "events of this attempt were lost (step \(loss + 1)): nothing can be explained across them")
    }
    samples = Observation.samples(in: focused, at: attempt.positions)
    explanation = RecordingExplanation(
      program, Observation.all(in: focused, at: attempt.positions), samples: samples)
    guard !explanation.observations.isEmpty else {
      throw Failure(
        "the recording and the model \(program.name) have no place of one name: nothing to explain")
    }
    extent = ComparedEvents(focused, attempt.positions, explanation, program)
    do throws(Runner.ScheduleError) {
      run = try Runner.run(program, [.lanes(explanation.schedule)])
    } catch { throw Failure("the explanation cannot be replayed: \(error.message)") }
  }

  /// The model makes one attempt, so one of the recording's is chosen.
  private static func attempt(
    _ focused: FocusedTimeline, _ step: Int?
  ) throws -> (index: Int, count: Int, positions: Range<Int>) {
    let all = focused.episodes()
    guard let first = all.first else { throw Failure("there is nothing in the recording") }
    guard let step else {
      let bad = focused.verdicts().first { $0.rule.tone == .bad }?.positions ?? first
      return (all.firstIndex(of: bad) ?? 0, all.count, bad)
    }
    guard let index = all.firstIndex(where: { $0.lowerBound < step && step <= $0.upperBound })
    else {
      throw Failure("the recording has no step \(step): it has \(focused.timeline.stepCount)")
    }
    return (index, all.count, all[index])
  }

  var isExplained: Bool { explanation.firstUnexplained == nil }

  var text: String {
    var lines = head
    if !explanation.matches.isEmpty {
      lines += [""] + ExplorationText.table(rows)
      lines += [""] + notes
      let schedule = explanation.schedule.map(String.init).joined()
      lines += ["", model.command(changes, schedule)]
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var head: [String] {
    let (count, steps) = (explanation.matches.count, explanation.schedule.count)
    let title = ExplorationText.title(program)
    var lines: [String] = []
    if attempt.count > 1 {
      lines.append(
        "attempt \(attempt.index + 1) of \(attempt.count) of the recording: steps "
          + "\(attempt.positions.lowerBound + 1) to \(attempt.positions.upperBound)")
    }
    guard let first = explanation.firstUnexplained else {
      guard let doubt = extent.doubt else {
        return lines + ["explained: \(count) recorded accesses by \(steps) steps of \(title)"]
      }
      return lines + [
        "not contradicted: \(count) recorded accesses find their places among \(steps) steps of \(title)",
        "  " + doubt,
      ]
    }
    let position = explanation.observations[first].position
    let limit = explanation.isCut ? " (the search was cut short: it may be that one does)" : ""
    lines += [
      "not explained: no schedule of \(title) gives step \(position + 1) of the recording\(limit)",
      "  \(recorded(first))",
    ]
    if let why = obstacle(first) { lines.append("  " + why) }
    lines += hints
    return lines + ["", "explained up to there: \(count) of \(count + left) recorded accesses"]
  }

  /// How many accesses have to be explained and are not.
  private var left: Int {
    let matched = Set(explanation.matches.map(\.observation))
    return explanation.observations.indices.count {
      explanation.observations[$0].part == nil && !matched.contains($0)
    }
  }

  /// How many changes are passed over that belong to other pages.
  private var passedOver: Int {
    explanation.observations.count - explanation.matches.count - left
  }

  /// What else of the model would give the recording: what the recorded kernel or process was.
  private var hints: [String] {
    let others = model.others(changes)
    var lines = kernelsThatHave(others)
    var (fitting, open) = tried(others)
    if fitting.isEmpty {
      let pairs = model.pairs(changes)
      let more = tried(pairs.prefix(Self.pairsMax))
      fitting = more.fitting
      open += more.open + max(0, pairs.count - Self.pairsMax)
    }
    if !fitting.isEmpty {
      lines.append("  with one of these there is a schedule that does:")
      lines += ExplorationText.table(fitting.map { ["   ", $0.option, $0.help] })
    }
    if open > 0 {
      let other = (fitting.isEmpty ? "other option" : "more option") + (open == 1 ? "" : "s")
      lines.append("  with \(open) \(other) it is not known: the search was cut short")
    }
    for parameter in model.model.parameters where parameter.hasMoreThanOffered {
      lines.append(
        "  of \(parameter.name) only the first \(Model.Parameter.offeredMax) values were tried")
    }
    guard lines.isEmpty else { return lines }
    let command = model.command(changes, "")
    return ["  it may be for what the model leaves out: press i in '\(command)'"]
  }

  /// How many pairs of a kernel and a switch are tried.
  private static let pairsMax = 64

  /// Which of the choices have a schedule that fits, and of how many that is not known.
  private func tried(_ choices: some Sequence<OtherChoice>) -> (fitting: [OtherChoice], open: Int) {
    var (fitting, open) = ([OtherChoice](), 0)
    for choice in choices {
      // What the model does not work with is no choice.
      guard let program = try? model.program(choice.changes) else { continue }
      switch RecordingExplanation.existence(program, explanation.observations, samples: samples) {
      case .exists: fitting.append(choice)
      case .none: break
      case .notKnown: open += 1
      }
    }
    return (fitting, open)
  }

  /// The kernels of the model whose program touches the place that stands in the way.
  private func kernelsThatHave(_ others: [OtherChoice]) -> [String] {
    let place: String
    switch explanation.obstacle {
    case .absent(let name), .unmoved(let name): place = name
    default: return []
    }
    let having = others.filter { choice in
      guard choice.changes.kernel != changes.kernel,
        let other = try? model.program(choice.changes)
      else { return false }
      return !other.untouchedNames.map(RecordingExplanation.bare).contains(place)
    }
    guard !having.isEmpty else { return [] }
    let names = having.compactMap(\.changes.kernel)
    return ["  kernels of the model that have it: " + names.joined(separator: ", ")]
  }

  /// What stands in the way, where a schedule of the model came furthest.
  private func obstacle(_ observation: Int) -> String? {
    let lane = "CPU \(explanation.observations[observation].lane)"
    switch explanation.obstacle {
    case .none: return nil
    case .otherAccess(let other):
      return "the model's \(lane) has there: \(statement(of: other)); "
        + contrast(explanation.observations[observation], other)
    case .absent(let place):
      return
        "no statement of this model touches \(place) on \(program.choice.kernel ?? "this kernel")"
    case .untold(let place, let kind, let old, let new):
      let (old, new) = (kind.decode(old).compact, kind.decode(new).compact)
      return "the model's \(lane) changes \(place) \(old) → \(new) before that, and the recording, "
        + "which tells each change of it, has none"
    case .unmoved(let place):
      return "the recording shows \(place) change, and this model never changes it"
    case .cannotMove: return "the model's \(lane) has no step there, or waits"
    }
  }

  private func statement(of other: RecordingExplanation.OtherAccess) -> String {
    let row = program.rows[other.row]
    return row.text + (row.function.isEmpty ? "" : " in \(row.function)")
  }

  /// What the model does there, and what was done on the machine.
  private func contrast(
    _ one: Observation, _ other: RecordingExplanation.OtherAccess
  ) -> String {
    func words(_ kind: PlaceKind, _ seen: UInt64?, _ written: UInt64?) -> String {
      let values = [seen, written].map { $0.map { kind.decode($0).compact } }
      switch (values[0], values[1]) {
      case (let seen?, let written?): return "changes \(one.place) \(seen) → \(written)"
      case (nil, let written?): return "leaves \(written) in \(one.place)"
      case (let seen, nil): return "reads \(one.place)" + (seen.map { " \($0)" } ?? "")
      }
    }
    return "it \(words(other.kind, other.seen, other.written)), and what was recorded "
      + words(one.kind, one.seen, one.written)
  }

  private var rows: [[String]] {
    [["  step", "CPU", "recorded", "", "event", "model", ""]]
      + explanation.matches.map { match in
        let observation = explanation.observations[match.observation]
        let event = run.eventsAfterStep[match.step] - 1
        return [
          "  \(observation.position + 1)", "\(observation.lane)",
          clipped(statement(observation.position)), values(observation),
          "\(shownEvent(match.step) + 1)",
          clipped(run.trace.strings[run.trace.events[shownEvent(match.step)].text]),
          event >= 0 ? modelValues(match.step) : "",
        ]
      }
  }

  /// Statements give way to values on a narrow terminal.
  private func clipped(_ statement: String) -> String {
    let width = max(12, (Surroundings.textWidth - 70) / 2)
    return TextWidth.clipped(statement, to: width, ellipsis: "…", charset: .unicode)
  }

  /// What stands for what, and what was not compared.
  private var notes: [String] {
    let pairs = explanation.renamed.map { one in
      let (own, recorded) = (
        one.kind.decode(one.own).compact, one.kind.decode(one.recorded).compact
      )
      return "\(own) is \(recorded)"
    }
    var notes = [
      "  the model's … is the recording's: " + pairs.joined(separator: ", "),
      "  of a reference count only one thing is compared: whether it is taken for a pin",
      "  what a write replaced is not compared where the model had 0 there",
    ]
    if passedOver > 0 {
      notes.append("  \(passedOver) changes that were recorded for other pages are passed over")
    }
    return notes + extent.lines.map { "  " + $0 }
  }

  private func statement(_ position: Int) -> String {
    focused.timeline.trace.strings[focused.timeline.event(at: position).text]
  }

  private func recorded(_ observation: Int) -> String {
    let one = explanation.observations[observation]
    return "CPU \(one.lane)  \(statement(one.position))  \(values(one))"
  }

  private func values(_ one: Observation) -> String {
    let words = [one.seen, one.written].compactMap { $0.map { one.kind.decode($0).compact } }
    return "\(one.place) " + words.joined(separator: " → ")
  }

  /// The event of the model's run that shows a step's access.
  private func shownEvent(_ step: Int) -> Int {
    let events = run.eventsAfterStep[step - 1]..<run.eventsAfterStep[step]
    return events.first { index in
      run.trace.operations(of: index).contains { $0.place != nil }
    } ?? max(0, events.upperBound - 1)
  }

  private func modelValues(_ step: Int) -> String {
    let trace = run.trace
    for operation in trace.operations(of: shownEvent(step)) {
      guard let place = operation.place else { continue }
      let kind = trace.kind(of: place)
      let words = [operation.seen, operation.written].compactMap {
        $0.map { kind.decode($0).compact }
      }
      return "\(trace.declaration(of: place).name) " + words.joined(separator: " → ")
    }
    return ""
  }
}
