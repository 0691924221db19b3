internal import BigInt
internal import RaceModel

/// The ways in which it can end, and which of them each end of a graph is.
struct Outcomes {
  /// The most frequent first.
  private(set) var list: [Exploration.Outcome] = []
  /// For each of ``StateGraph/ends``, its outcome.
  private(set) var ofEnd: [Int] = []
  /// The outcome of schedules whose last step cannot be made.
  private(set) var ofFault: Int?

  private struct Key: Hashable {
    var ending: Exploration.Outcome.Ending
    var values: [Int32]
  }

  /// - Parameter name: what the property of a bit of flags is called.
  /// - Complexity: O(*states*)
  init(_ program: Program, _ graph: StateGraph, name: (Int) -> String) {
    let (all, clean, faults) = Self.arrivals(graph)
    let finals = program.properties.indices.filter { program.properties[$0].isFinal } + [13, 14]
    var found: [Exploration.Outcome] = []
    var known: [Key: Int] = [:]
    var number: [Int] = []
    for (index, end) in graph.ends.enumerated() {
      let width = program.placeSlots
      let key = Key(
        ending: end.flags & Layer.Flag.deadlock != 0 ? .deadlock : .complete,
        values: Array(graph.endValues[index * width..<(index + 1) * width]))
      let violating = all[index] - clean[index]
      // Deadlocks may differ only in where the lanes stand.
      if let same = known[key] {
        found[same].schedules += all[index]
        found[same].violating += violating
        number.append(same)
        continue
      }
      known[key] = found.count
      number.append(found.count)
      let broken = finals.filter { end.flags & 1 << UInt16($0) != 0 }
      found.append(
        Exploration.Outcome(
          ending: key.ending, values: key.values, schedules: all[index], violating: violating,
          broken: broken.map(name)))
    }
    if faults > 0 {
      found.append(
        Exploration.Outcome(
          ending: .fault, values: [], schedules: faults, violating: faults, broken: [name(15)]))
    }
    let order = found.indices.sorted { Self.precedes(found[$0], found[$1]) }
    var place = Array(repeating: 0, count: found.count)
    for (new, old) in order.enumerated() { place[old] = new }
    list = order.map { found[$0] }
    ofEnd = number.map { place[$0] }
    ofFault = faults > 0 ? place.last : nil
  }

  private static func precedes(_ one: Exploration.Outcome, _ other: Exploration.Outcome) -> Bool {
    if one.schedules != other.schedules { return one.schedules > other.schedules }
    if one.ending != other.ending { return one.ending < other.ending }
    return one.values.lexicographicallyPrecedes(other.values)
  }

  private static func arrivals(
    _ graph: StateGraph
  ) -> (all: [BigUInt], clean: [BigUInt], faults: BigUInt) {
    if graph.startsWithFault { return ([], [], 1) }
    func count<Number: PathCount>(_ type: Number.Type) -> ([BigUInt], [BigUInt], BigUInt)? {
      Arrivals<Number>(graph).map { ($0.all.map(\.big), $0.clean.map(\.big), $0.faults.big) }
    }
    return count(UInt64.self) ?? count(UInt128.self) ?? count(BigUInt.self) ?? ([], [], 0)
  }
}
