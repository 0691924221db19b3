import Explorer
import RaceModel
import RaceTrace
import TraceFormats

/// One schedule of a model: what it violates and how it ends. `racelanes explore --schedule`.
struct Replay {
  private let run: Run
  private var program: Program { run.program }

  /// The schedule as it was given. A run ends where the model fails, whatever follows.
  private let lanes: [Int]

  /// - Throws: a ``Failure`` that names the step at which a CPU cannot move.
  init(_ program: Program, _ lanes: [Int]) throws {
    self.lanes = lanes
    do throws(Runner.ScheduleError) {
      run = try Runner.run(program, lanes.map { .lanes([$0]) })
    } catch { throw Failure("--schedule: step \(error.word + 1): \(error.message)") }
  }

  /// What the schedule shows; ``Exploration/Verdict/stopped`` when it ends too early to tell.
  var verdict: Exploration.Verdict {
    if !findings.allSatisfy({ $0.verdict != .violated }) { return .violated }
    return run.end == .complete ? .holds : .stopped
  }

  private struct Finding {
    var name: String
    var sentence: String
    var verdict: Exploration.Verdict
    /// The number of steps after which it is violated.
    var step: Int?
  }

  /// Each property of the model, and what else is wrong.
  private var findings: [Finding] {
    var found = program.properties.map { property in
      let step = run.violations.first { $0.property == property.name }?.step
      return Finding(
        name: property.name, sentence: property.sentence,
        verdict: step != nil ? .violated : run.end == .complete ? .holds : .stopped, step: step)
    }
    func add(_ name: String, _ sentence: String) {
      found.append(
        Finding(
          name: name, sentence: sentence, verdict: .violated, step: run.schedule.count))
    }
    switch run.end {
    case .deadlock(let waits): add("deadlock", waits.joined(separator: ", "))
    case .fault(let fault, let lane): add("fault", "CPU \(lane): \(fault.words)")
    case .complete, .stopped: break
    }
    if !run.heldLocks.isEmpty {
      add("held_lock", "still held: " + run.heldLocks.joined(separator: ", "))
    }
    return found
  }

  private var end: (token: String, words: String) {
    switch run.end {
    case .complete: ("complete", "all CPUs have ended")
    case .deadlock: ("deadlock", "nobody can move any more")
    case .fault: ("fault", "the model cannot make its last step")
    case .stopped:
      (
        "incomplete",
        (["the schedule ends before all CPUs do"]
          + (run.waiting.last ?? [:]).sorted { $0.key < $1.key }.map {
            "CPU \($0.key) \($0.value)"
          }).joined(separator: "; ")
      )
    }
  }

  private var values: [(name: String, raw: Int32, words: String)] {
    guard let state = run.states.last else { return [] }
    return program.placeNames.enumerated().map { slot, name in
      (name, state[slot], program.words(for: state[slot], inSlot: slot))
    }
  }

  var text: String {
    let switches = zip(run.schedule, run.schedule.dropFirst()).count { $0 != $1 }
    let words: String =
      switch verdict {
      case .violated: "violated"
      case .holds: "holds along this schedule"
      case .stopped: "not known: the schedule is not complete"
      }
    var lines = ExplorationText.table([
      ["model", ExplorationText.title(program)],
      ["schedule", run.scheduleText],
      ["", ExplorationText.length(run.schedule.count, switches: switches)],
      ["", Story(program, run.schedule).words],
      ["end", end.words], ["verdict", words],
    ])
    lines += ["", "Properties"]
    lines += ExplorationText.table(
      findings.map { finding in
        [
          "  " + finding.name, ExplorationText.word(finding.verdict),
          finding.step.map { "at step \($0)" } ?? "", finding.sentence,
        ]
      })
    let title = run.end == .complete ? "Final values" : "Values after the last step"
    lines += ["", title]
    lines += ExplorationText.table(values.map { ["  " + $0.name, $0.words] })
    return lines.map { $0 + "\n" }.joined()
  }

  var json: [UInt8] {
    var out = JSONText()
    out.raw(#"{"racelanes":1,"#)
    program.addChoice(to: &out)
    out.raw(#","verdict":"\#(verdict.rawValue)","end":"\#(end.token)","schedule":"#)
    out.string(run.scheduleText)
    out.raw(#","steps":\#(run.schedule.count),"properties":["#)
    out.list(findings) { out, finding in
      out.raw(#"{"name":"#)
      out.string(finding.name)
      out.raw(#","sentence":"#)
      out.string(finding.sentence)
      out.raw(#","verdict":"\#(finding.verdict.rawValue)","step":"#)
      out.raw(finding.step.map(String.init) ?? "null")
      out.raw("}")
    }
    out.raw(#"],"values":{"#)
    out.list(values) { out, value in
      out.string(value.name)
      out.raw(":\(value.raw)")
    }
    out.raw("}}\n")
    return out.bytes
  }
}

extension Program {
  /// A value of a place, as people read it.
  func words(for value: Int32, inSlot slot: Int) -> String {
    guard let kind = kind(ofSlot: slot) else { return String(value) }
    let decoded = kind.decode(kind.raw(value))
    guard case .pte(_) = kind else { return decoded.compact }
    return decoded.short
  }
}
