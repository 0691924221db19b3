internal import BigInt
internal import RaceModel

/// Reads the answers off a finished search.
struct Report {
  private let program: Program
  private let search: Search
  private let isReduced: Bool
  private var graph: StateGraph { search.graph }
  /// Every bit of flags that is asked about.
  let bits: [Int]
  /// The bits that some state has.
  private let flags: UInt16

  init(_ program: Program, _ search: Search, isReduced: Bool) {
    self.program = program
    self.search = search
    self.isReduced = isReduced
    bits = Array(program.properties.indices.prefix(Layer.Flag.propertiesMax)) + [13, 14, 15]
    var flags: UInt16 = search.graph.startsWithFault ? Layer.Flag.fault : 0
    for case let layer? in search.graph.layers {
      for number in 0..<layer.width { flags |= layer.flags[number] }
    }
    self.flags = flags
  }

  var exploration: Exploration {
    let isWhole = search.stopped == nil
    let counts = isWhole && !isReduced ? counted() : nil
    let properties = self.properties(counts?.byBit)
    let isBroken = properties.contains { $0.verdict == .violated }
    return Exploration(
      program: program,
      verdict: isBroken ? .violated : isWhole ? .holds : .stopped,
      stopReason: search.stopped, isReduced: isReduced,
      states: isWhole ? graph.stateCount : search.progress.states, transitions: graph.stepCount,
      schedules: counts?.total, violating: counts?.bad, properties: properties,
      shortest: isBroken ? witness(0xFFFF, countsSwitches: false) : nil,
      fewestSwitches: isBroken && !isReduced ? witness(0xFFFF, countsSwitches: true) : nil,
      outcomes: counts == nil ? [] : outcomes(),
      neverRan: isWhole ? neverRan : [],
      deadlocks: graph.ends.count { $0.flags & Layer.Flag.deadlock != 0 },
      values: isWhole ? search.values : nil, bytes: search.progress.bytes)
  }

  // MARK: - Properties

  private func properties(_ counts: [BigUInt]?) -> [Exploration.Property] {
    bits.enumerated().compactMap { offset, bit in
      let isBroken = flags & 1 << UInt16(bit) != 0
      guard bit < Layer.Flag.propertiesMax || isBroken else { return nil }
      let (name, sentence) = words(bit)
      return Exploration.Property(
        name: name, sentence: sentence, isStated: bit < Layer.Flag.propertiesMax,
        verdict: isBroken ? .violated : search.stopped == nil ? .holds : .stopped,
        violating: counts?[offset],
        shortest: isBroken ? witness(1 << UInt16(bit), countsSwitches: false) : nil)
    }
  }

  func words(_ bit: Int) -> (name: String, sentence: String) {
    switch UInt16(1) << UInt16(bit) {
    case Layer.Flag.deadlock: ("deadlock", "somebody can always move, until all have ended")
    case Layer.Flag.heldLock: ("held_lock", "every lock is released in the end")
    case Layer.Flag.fault: ("fault", "every step of the model can be made")
    default: (program.properties[bit].name, program.properties[bit].sentence)
    }
  }

  private func witness(_ mask: UInt16, countsSwitches: Bool) -> Exploration.Witness? {
    guard
      let path = Witnesses(graph, mask: mask, countsSwitches: countsSwitches).best()?.lanes
    else { return nil }
    let lanes = search.schedule(path)
    return Exploration.Witness(lanes: lanes, switches: Witnesses.switches(lanes))
  }

  // MARK: - Counts

  private struct Counts {
    var total: BigUInt
    var bad: BigUInt
    var byBit: [BigUInt]
  }

  private func counted() -> Counts? {
    // What never happens need not be counted.
    let seen = bits.filter { flags & 1 << UInt16($0) != 0 }
    func count<Number: PathCount>(_ type: Number.Type) -> Counts? {
      Counting<Number>(graph, bits: seen, keepsAll: false, search.workers).map { counting in
        Counts(
          total: counting.total.big, bad: counting.bad.big,
          byBit: bits.map { bit in
            seen.firstIndex(of: bit).map { counting.byBit[$0].big } ?? 0
          })
      }
    }
    guard !graph.startsWithFault else { return nil }
    return count(UInt64.self) ?? count(UInt128.self) ?? count(BigUInt.self)
  }

  private func outcomes() -> [Exploration.Outcome] {
    outcomes(UInt64.self) ?? outcomes(UInt128.self) ?? outcomes(BigUInt.self) ?? []
  }

  /// Final states by how often they are reached. Those in which all lanes have ended differ in their
  /// places; deadlocks may differ only in where the lanes stand, and are put together.
  private func outcomes<Number: PathCount>(_ type: Number.Type) -> [Exploration.Outcome]? {
    guard let counts = Counting<Number>.schedulesByEnd(graph) else { return nil }
    let width = program.placeSlots
    func values(_ index: Int) -> ArraySlice<Int32> {
      graph.endValues[index * width..<(index + 1) * width]
    }
    // Which of two ends was found first must not matter: those that are alike in all of these are
    // deadlocks of the same values.
    let order = graph.ends.indices.sorted { one, other in
      if counts[one] != counts[other] { return counts[one] > counts[other] }
      if values(one).elementsEqual(values(other)) {
        return graph.ends[one].flags < graph.ends[other].flags
      }
      return values(one).lexicographicallyPrecedes(values(other))
    }
    let finals = program.properties.indices.filter { program.properties[$0].isFinal } + [13, 14]
    var found: [Exploration.Outcome] = []
    var deadlocks: [[Int32]: Int] = [:]
    for index in order {
      let (end, state) = (graph.ends[index], Array(values(index)))
      let isDeadlock = end.flags & Layer.Flag.deadlock != 0
      if isDeadlock, let known = deadlocks[state] {
        found[known].schedules += counts[index].big
        continue
      }
      if isDeadlock { deadlocks[state] = found.count }
      let broken = end.flags == 0 ? [] : finals.filter { end.flags & 1 << UInt16($0) != 0 }
      found.append(
        Exploration.Outcome(
          values: state, schedules: counts[index].big, broken: broken.map { words($0).name }))
    }
    return found
  }

  // MARK: - Statements

  /// Rows of accesses that never ran, each statement once, in the order of the text. A statement that
  /// is inlined in several places counts as run when one of them did.
  private var neverRan: [Program.Row] {
    let ran = search.ran
    var did: Set<Program.Row> = []
    var all: [Program.Row] = []
    for (index, instruction) in program.instructions.enumerated() {
      guard case .access(let access) = instruction else { continue }
      let row = program.rows[access.row]
      if ran[index] { did.insert(row) }
      all.append(row)
    }
    var told: Set<Program.Row> = []
    return all.filter { !did.contains($0) && told.insert($0).inserted }
      .sorted { ($0.line, $0.text) < ($1.line, $1.text) }
  }
}
