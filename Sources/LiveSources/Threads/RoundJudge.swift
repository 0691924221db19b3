internal import RaceModel

/// Says what a path means. It is asked once for each path, so it may take its time.
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

  /// The outcome of a round whose path, or whose end, is new.
  ///
  /// - Parameters:
  ///   - stands: the instruction at which each lane stands.
  ///   - first: what was recorded, if anything was.
  ///   - judgesPath: whether to look at the way to the end.
  mutating func outcome(
    _ values: [Int32], _ end: RoundEnd, stands: [Int32], round: Int, first: [[RecordedAccess]]?,
    judgesPath: Bool
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
    var undecided: Set<String> = []
    var explanation: Explanation?
    if judgesPath, let first {
      let final = end == .complete ? values : nil
      let found = Interleaving.explain(program, first, final: final)
      explanation = found
      if case .interleaving(let lanes) = found {
        let along = Set(violations(lanes))
        for property in program.properties
        where !property.isFinal && !broken.contains(property.name) {
          let isBroken = along.contains(property.name)
          // What the threads saw leaves room for another order, which may mean something else.
          let other = Interleaving.explain(
            program, first, final: final,
            wish: .init(property: property, breaks: !isBroken, stands: stands))
          if other != .impossible {
            undecided.insert(property.name)
          } else if isBroken {
            broken.insert(property.name)
          }
        }
      }
    }
    let names = program.properties.map(\.name)
    return ThreadOutcome(
      values: values, end: words(end), count: 0, firstRound: round,
      violated: names.filter(broken.contains), undecided: names.filter(undecided.contains),
      first: first, explanation: explanation,
      isSerial: end == .complete && serialEnds.contains(values))
  }

  /// What does not hold when the lanes move in that order.
  private func violations(_ lanes: [Int]) -> [String] {
    (try? Runner.run(program, [.lanes(lanes)]))?.violations.map(\.property) ?? []
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
