internal import BigInt
internal import RaceModel

/// Reads the answers off a finished search.
struct Report {
  private let program: Program
  private let search: Search
  private let isReduced: Bool
  private var graph: StateGraph { search.graph }
  /// Every bit of flags that is asked about.
  private let bits: [Int]

  init(_ program: Program, _ search: Search, isReduced: Bool) {
    self.program = program
    self.search = search
    self.isReduced = isReduced
    bits = Array(program.properties.indices.prefix(Layer.Flag.propertiesMax)) + [13, 14, 15]
  }

  var exploration: Exploration {
    let isWhole = search.stopped == nil
    let counts = isWhole && !isReduced ? counted() : nil
    let properties = self.properties(counts?.byBit)
    let worst = properties.map(\.verdict)
    return Exploration(
      program: program,
      verdict: worst.contains(.violated) ? .violated : isWhole ? .holds : .stopped,
      stopReason: search.stopped, isReduced: isReduced,
      states: isWhole ? graph.stateCount : search.progress.states, transitions: graph.stepCount,
      schedules: counts?.total, violating: counts?.bad, properties: properties,
      shortest: witness(0xFFFF, countsSwitches: false),
      fewestSwitches: isReduced ? nil : witness(0xFFFF, countsSwitches: true),
      outcomes: counts == nil ? [] : outcomes(),
      neverRan: isWhole ? neverRan : [],
      deadlocks: graph.ends.count { $0.flags & Layer.Flag.deadlock != 0 },
      values: isWhole ? search.values : nil, bytes: search.progress.bytes)
  }

  // MARK: - Properties

  private func properties(_ counts: [BigUInt]?) -> [Exploration.Property] {
    var flags: UInt16 = graph.startsWithFault ? Layer.Flag.fault : 0
    for layer in graph.layers {
      for part in layer { for index in 0..<part.count { flags |= part.flags[index] } }
    }
    return bits.enumerated().compactMap { offset, bit in
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

  private func words(_ bit: Int) -> (name: String, sentence: String) {
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
    func count<Number: PathCount>(_ type: Number.Type) -> Counts? {
      Counting<Number>(graph, bits: bits, keepsAll: false).map {
        Counts(total: $0.total.big, bad: $0.bad.big, byBit: $0.byBit.map(\.big))
      }
    }
    guard !graph.startsWithFault else { return nil }
    return count(UInt64.self) ?? count(UInt128.self) ?? count(BigUInt.self)
  }

  private func outcomes() -> [Exploration.Outcome] {
    let counts: [BigUInt] =
      Counting<UInt64>.schedulesByEnd(graph)?.map(\.big)
      ?? Counting<UInt128>.schedulesByEnd(graph)?.map(\.big)
      ?? Counting<BigUInt>.schedulesByEnd(graph) ?? []
    var found: [[Int32]: Exploration.Outcome] = [:]
    for (end, count) in zip(graph.ends, counts) {
      let finals = program.properties.indices.filter { program.properties[$0].isFinal } + [13, 14]
      let broken = finals.filter { end.flags & 1 << UInt16($0) != 0 }.map { words($0).name }
      found[
        end.values,
        default: Exploration.Outcome(values: end.values, schedules: 0, broken: broken)
      ].schedules += count
    }
    return found.values.sorted {
      $0.schedules != $1.schedules
        ? $0.schedules > $1.schedules : $0.values.lexicographicallyPrecedes($1.values)
    }
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
