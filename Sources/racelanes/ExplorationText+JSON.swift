import BigInt
import Explorer
import RaceModel
import TraceFormats

extension ExplorationText {
  /// The exploration for scripts.
  var json: [UInt8] {
    var out = JSONText()
    out.raw(#"{"racelanes":1,"#)
    program.addChoice(to: &out)
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
      witness(result.isShortestKnown ? property.shortest : nil, &out)
      out.raw(#","witness":"#)
      witness(property.shortest, &out)
      out.raw("}")
    }
    out.raw(#"],"shortest":"#)
    witness(result.isShortestKnown ? result.shortest : nil, &out)
    out.raw(#","fewest_switches":"#)
    witness(result.isShortestKnown ? result.fewestSwitches : nil, &out)
    out.raw(#","witness":"#)
    witness(result.shortest, &out)
    out.raw(#","deadlocks":\#(result.deadlocks),"outcomes":["#)
    let names = program.placeNames
    out.list(result.outcomes.enumerated()) { out, numbered in
      let (index, outcome) = numbered
      out.raw(#"{"letter":"\#(OutcomeTable.letter(index))","end":"\#(outcome.ending.rawValue)","#)
      out.raw(#""values":{"#)
      out.list(outcome.values.indices) { out, slot in
        out.string(names[slot])
        out.raw(":\(outcome.values[slot])")
      }
      out.raw(#"},"broken":["#)
      out.list(outcome.broken) { out, name in out.string(name) }
      out.raw(#"],"schedules":"#)
      number(outcome.schedules, &out)
      out.raw(#","violating":"#)
      number(outcome.violating, &out)
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
