import Glibc
import RaceModel
import RaceTrace
import Scenarios
import Screens
import TraceFormats

/// Writes a run as a scenario file, with its model beside it.
struct ScenarioWriting {
  let source: ScenarioSource
  let request: SaveRequest

  /// The file: what was typed, with the ending of scenarios.
  private var path: String {
    request.path.hasSuffix(".yaml") ? request.path : request.path + ".yaml"
  }

  /// Writes it and says what came of it. Every claim in the file has been proven by then.
  func message() throws -> Message {
    var asked = request
    asked.path = path
    if FileReading.exists(path), !request.overwrites { return .fileExists(asked) }
    let text = try provenText()
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let modelName = source.model.source.name.split(separator: "/").last.map(String.init) ?? ""
    let model = try FileReading.text(of: source.model.source.name)
    let copy = directory + modelName
    let isNew = !FileReading.exists(copy)
    if isNew {
      try FileWriting.open(copy) { try Output.write(Array(model.utf8), to: $0) }
    } else if try FileReading.text(of: copy) != model {
      throw Failure("\(copy) is another model: save into another directory")
    }
    try FileWriting.open(path) { try Output.write(Array(text.utf8), to: $0) }
    return .saved(path: path, model: isNew ? modelName : nil)
  }

  /// The text, with the first anchor that leads to where the schedule changes hands.
  private func provenText() throws -> String {
    let changes = ScenarioSource.Changes(request.plan.settings)
    let choice = changes.applied(to: source.scenario?.choice.value ?? ModelChoice())
    let run = try source.run(request.plan, try source.program(changes))
    if case .fault(let fault, let lane) = run.end {
      throw Failure("not saved: the model fails on CPU \(lane): \(fault.words)")
    }
    for (anchor, event) in anchors(run) {
      let text = text(run, choice, anchor)
      guard let scenario = try? Scenario.parse(yaml: text),
        let performance = try? Performance(scenario, source.model),
        performance.chapterSteps == [event]
      else { continue }
      if let problem = performance.falseClaims().first {
        throw Failure("not saved: \(problem.message)")
      }
      return text
    }
    throw Failure("not saved: no statement of this run can be named")
  }

  /// What may name the place where the schedule changes hands: its own statement, or the nearest
  /// behind it that no other is like.
  private func anchors(_ run: Run) -> [(String, Int)] {
    let own = min(request.plan.own, run.schedule.count)
    let first = run.eventsAfterStep[own]
    guard first > 0, own < run.schedule.count else { return [("start", 0)] }
    let all = (first..<run.trace.events.count).flatMap { event -> [(String, Int)] in
      let row = run.program.rows[run.rowOfEvent[event]]
      let lane = run.trace.events[event].lane
      return [row.label, row.text].filter { !$0.isEmpty }.map { ("cpu\(lane) \($0)", event) }
    }
    return all + [("end", run.trace.events.count)]
  }

  private func text(_ run: Run, _ choice: ModelChoice, _ anchor: String) -> String {
    let title = source.scenario?.title ?? source.model.title
    let model = source.model.source.name.split(separator: "/").last.map(String.init) ?? ""
    let own = min(request.plan.own, run.schedule.count)
    let step = run.eventsAfterStep[own] + 1
    let isWhole = own == run.schedule.count
    var lines = [
      "racelanes: scenario", "version: 1",
      "title: \(quoted(String("Mine: \(title)".prefix(Scenario.titleMax))))",
      "model: \(quoted(model))",
    ]
    if let kernel = choice.kernel { lines.append("kernel: \(quoted(kernel))") }
    if !choice.switches.isEmpty {
      lines.append("switches:")
      lines += choice.switches.sorted { $0.key < $1.key }.map {
        "  \($0.key): \($0.value ? "on" : "off")"
      }
    }
    if !choice.parameters.isEmpty {
      lines.append("parameters:")
      lines += choice.parameters.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
    }
    let violated = run.violations.map(\.property).sorted()
    lines += [
      "objective: \(quoted("See what a schedule of your own comes to."))",
      "schedule: \(quoted(run.scheduleText))", "chapters:", "  - title: yours",
      "    at: \(quoted(anchor))",
      "    words: "
        + quoted(
          isWhole
            ? "The whole schedule as it was saved." : "From step \(step) on the schedule is yours."),
      "moral: \(quoted(moral(run, violated)))", "expect:", "  end: \(end(run))",
      "  violated: [\(violated.joined(separator: ", "))]",
    ]
    return lines.map { $0 + "\n" }.joined()
  }

  /// What the run comes to: no more than it proves.
  private func moral(_ run: Run, _ violated: [String]) -> String {
    let names = violated.joined(separator: ", ")
    switch run.end {
    case .complete:
      return violated.isEmpty
        ? "What came of it: no property is violated." : "What came of it: \(names) violated."
    case .deadlock(let waits):
      return "What came of it: nobody can move. \(waits.joined(separator: ", "))."
        + (violated.isEmpty ? "" : " Violated by then: \(names).")
    case .stopped, .fault:
      return "The schedule ends before the CPUs do: what must hold at the end is not known."
        + (violated.isEmpty ? "" : " Violated by then: \(names).")
    }
  }

  private func end(_ run: Run) -> String {
    switch run.end {
    case .complete: Scenario.ExpectedEnd.complete.rawValue
    case .deadlock: Scenario.ExpectedEnd.deadlock.rawValue
    case .stopped, .fault: Scenario.ExpectedEnd.stopped.rawValue
    }
  }

  /// As JSON writes it, which YAML reads.
  private func quoted(_ text: String) -> String {
    var out = JSONText()
    out.string(text)
    return String(decoding: out.bytes, as: UTF8.self)
  }
}
