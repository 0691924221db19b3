internal import RaceModel

/// Says what an end means. It is asked once for each outcome, so it may take its time.
struct RoundJudge: Sendable {
  private var machine: Machine
  private let program: Program
  private let serialEnds: [[Int32]]

  init(_ program: Program) {
    self.program = program
    machine = Machine(program)
    serialEnds = [0, 1].compactMap { first in
      let run = Runner.follow(program, [.toTheEnd(lane: first)])
      return run.states.last.map { Array($0.prefix(program.placeSlots)) }
    }
  }

  /// The outcome of a round that ended like no other before.
  ///
  /// - Parameter stands: the instruction at which each lane stands.
  mutating func outcome(
    _ values: [Int32], _ end: RoundEnd, stands: [Int32], round: Int, first: [[RecordedAccess]]?
  ) -> ThreadOutcome {
    var state = values
    state += Array(repeating: 0, count: program.slotCount - values.count)
    for (lane, instruction) in stands.enumerated() {
      state[program.counterSlot(lane)] = instruction
    }
    var broken: Set<String> = []
    for property in program.properties where !property.isFinal || end == .complete {
      if (try? machine.holds(property, in: state)) != true { broken.insert(property.name) }
    }
    let explanation = first.map { first in
      Interleaving.explain(program, first, final: end == .complete ? values : nil)
    }
    if case .interleaving(let lanes)? = explanation,
      let run = try? Runner.run(program, [.lanes(lanes)])
    {
      broken.formUnion(run.violations.map(\.property))
    }
    return ThreadOutcome(
      values: values, end: words(end), count: 0, firstRound: round,
      violated: program.properties.map(\.name).filter(broken.contains), first: first,
      explanation: explanation, isSerial: end == .complete && serialEnds.contains(values))
  }

  private func words(_ end: RoundEnd) -> ThreadOutcome.End {
    switch end {
    case .complete: .complete
    case .deadlock: .deadlock
    case .notHeld: .fault("a lock was let go by a lane that does not hold it")
    case .badIndex: .fault("an index lies outside its array")
    case .overflow: .fault(Fault.overflow.words)
    case .division: .fault(Fault.division.words)
    }
  }
}
