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
      outcomes: counts == nil ? [] : outcomes.list,
      neverRan: isWhole ? neverRan : [],
      deadlocks: graph.ends.count { $0.flags & Layer.Flag.deadlock != 0 },
      values: isWhole ? search.values : nil, bytes: search.progress.bytes)
  }

  /// The ways in which it can end; of a search that was not stopped.
  var outcomes: Outcomes { Outcomes(program, graph) { words($0).name } }

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
    guard !graph.startsWithFault else {
      return Counts(total: 1, bad: 1, byBit: bits.map { $0 == 15 ? 1 : 0 })
    }
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
    return count(UInt64.self) ?? count(UInt128.self) ?? count(BigUInt.self)
  }

  // MARK: - Statements

  /// Rows of accesses that never ran, each statement once, in the order of the text. A statement that
  /// is inlined or unrolled in several places counts as run when one of them did.
  private var neverRan: [Program.Row] {
    let ran = search.ran
    var did: Set<Statement> = []
    var all: [Program.Row] = []
    for (index, instruction) in program.instructions.enumerated() {
      guard case .access(let access) = instruction else { continue }
      let row = program.rows[access.row]
      if ran[index] { did.insert(Statement(row)) }
      all.append(row)
    }
    var told: Set<Statement> = []
    return all.filter { !did.contains(Statement($0)) && told.insert(Statement($0)).inserted }
      .sorted { ($0.line, $0.text) < ($1.line, $1.text) }
  }

  /// A statement of the text, whatever the numbers of the round of the loop that it stands in.
  private struct Statement: Hashable {
    var line: Int
    var text: [Substring]

    init(_ row: Program.Row) {
      line = row.line
      text = row.text.split { $0.isNumber }
    }
  }
}
