import RaceModel
import RaceTrace
import TraceFormats

/// A recording held against a model: `racelanes check RECORDING --against MODEL`.
struct Explaining {
  private let focused: FocusedTimeline
  private let program: Program
  let explanation: RecordingExplanation
  private let run: Run
  private let command: String

  /// - Parameter command: what shows the model's run, but for the schedule.
  init(_ recording: Source, _ address: UInt64?, _ program: Program, command: String) throws {
    let timeline = Timeline(try recording.read().trace)
    focused = FocusedTimeline(
      timeline, focus: (address ?? timeline.contestedAddress()).map(timeline.focus(on:)))
    self.program = program
    self.command = command
    explanation = RecordingExplanation(program, Observation.all(in: focused))
    guard !explanation.observations.isEmpty else {
      throw Failure(
        "the recording and the model \(program.name) have no place of one name: nothing to explain")
    }
    do throws(Runner.ScheduleError) {
      run = try Runner.run(program, [.lanes(explanation.schedule)])
    } catch { throw Failure("the explanation cannot be replayed: \(error.message)") }
  }

  var isExplained: Bool { explanation.firstUnexplained == nil }

  var text: String {
    let (count, all) = (explanation.matches.count, explanation.observations.count)
    var lines: [String]
    if let first = explanation.firstUnexplained {
      let position = explanation.observations[first].position
      let limit = explanation.isCut ? " (the search was cut short: it may be that one does)" : ""
      lines = [
        "not explained: no schedule of \(ExplorationText.title(program)) gives step "
          + "\(position + 1) of the recording\(limit)",
        "  \(recorded(first))", "",
        "explained up to there: \(count) of \(all) recorded accesses",
      ]
    } else {
      lines = [
        "explained: \(all) recorded accesses by \(explanation.schedule.count) steps of "
          + ExplorationText.title(program)
      ]
    }
    var rows = [["  step", "CPU", "recorded", "", "event", "model", ""]]
    for match in explanation.matches {
      let observation = explanation.observations[match.observation]
      let event = run.eventsAfterStep[match.step] - 1
      rows.append([
        "  \(observation.position + 1)", "\(observation.lane)",
        statement(observation.position), values(observation),
        "\(shownEvent(match.step) + 1)",
        run.trace.strings[run.trace.events[shownEvent(match.step)].text],
        event >= 0 ? modelValues(match.step) : "",
      ])
    }
    lines += [""] + ExplorationText.table(rows)
    lines += ["", "\(command) --schedule \(explanation.schedule.map(String.init).joined())"]
    return lines.map { $0 + "\n" }.joined()
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
