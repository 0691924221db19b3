import LiveSources
import RaceModel
import Screens
import TraceFormats

extension LiveReport {
  /// One JSON object for scripts.
  var json: [UInt8] {
    var out = JSONText()
    out.raw(#"{"racelanes":1,"#)
    program.addChoice(to: &out)
    let cpus = race.options.cpus.map(String.init).joined(separator: ",")
    out.raw(#","cpus":[\#(cpus)],"pinned":\#(tally.isPinned)"#)
    out.raw(#","recorded":\#(race.options.isRecording),"seed":\#(race.options.seed)"#)
    out.raw(#","rounds":\#(tally.rounds),"seconds":\#(milliseconds),"violated":"#)
    let hits = tally.outcomes.filter(\.isViolated)
    out.raw(#"\#(hits.map(\.count).reduce(0, +)),"stopped_at_outcome":"#)
    out.raw(tally.stoppedAt.map(String.init) ?? "null")
    out.raw(#","properties":["#)
    out.list(program.properties) { out, property in
      out.raw(#"{"name":"#)
      out.string(property.name)
      let count = tally.count(of: property)
      out.raw(#","final":\#(property.isFinal),"judged":\#(count.judged),"violated":"#)
      out.raw(#"\#(count.violated),"undecided":\#(count.undecided)}"#)
    }
    out.raw(#"],"outcomes":["#)
    out.list(tally.outcomes) { out, outcome in add(outcome, &out) }
    out.raw(#"],"others":\#(tally.others)}"#)
    out.raw("\n")
    return out.bytes
  }

  private var milliseconds: String {
    let all = Int((seconds * 1000).rounded())
    let rest = String(all % 1000)
    return "\(all / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }

  private func text(_ value: String?, _ out: inout JSONText) {
    if let value { out.string(value) } else { out.raw("null") }
  }

  private func add(_ outcome: ThreadOutcome, _ out: inout JSONText) {
    out.raw(#"{"count":\#(outcome.count),"first_round":\#(outcome.firstRound),"end":"#)
    switch outcome.end {
    case .complete: out.string("complete")
    case .deadlock: out.string("deadlock")
    case .fault: out.string("fault")
    }
    let verdict =
      switch verdict(outcome) {
      case .bad: "violated"
      case .good: "holds"
      case .open: "open"
      }
    out.raw(#","verdict":"\#(verdict)","violated":["#)
    out.list(outcome.violated) { out, name in out.string(name) }
    out.raw(#"],"undecided":["#)
    out.list(outcome.undecided) { out, name in out.string(name) }
    out.raw(#"],"serial":\#(outcome.isSerial),"explained":"#)
    switch outcome.explanation {
    case .interleaving?: out.raw("true")
    case .impossible?: out.raw("false")
    case .gaveUp?, nil: out.raw("null")
    }
    out.raw(#","schedule":"#)
    text(outcome.explanation?.schedule, &out)
    out.raw(#","command":"#)
    text(outcome.explanation?.schedule.map(replay.command), &out)
    out.raw(#","values":{"#)
    let names = program.placeNames
    out.list(names.indices) { out, slot in
      out.string(names[slot])
      out.raw(":\(outcome.values[slot])")
    }
    out.raw("}}")
  }
}
