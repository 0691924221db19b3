public import BigInt
public import RaceModel

/// What can still happen from every state of a program: how many schedules lie ahead, and how many of
/// them break something.
///
/// It is made once for a program; every schedule can then be asked about.
public final class Futures: Sendable {
  /// How the rest can go from one state.
  public struct Prospect: Hashable, Sendable {
    /// The number of ways to go on to an end; 1 at an end.
    public var total: BigUInt
    /// How many of these break something from here on.
    public var bad: BigUInt
    /// How many break each property, in the order of ``Futures/propertyNames``.
    public var byProperty: [BigUInt]
    /// Whether something is wrong in this very state.
    public var isBroken: Bool

    /// Whether it can only go wrong from here.
    public var isLost: Bool { bad == total }
  }

  /// A schedule, step by step.
  public struct Outlook: Hashable, Sendable {
    /// The prospect after each number of steps, from 0 on.
    public var steps: [Prospect]
    /// For each number of steps, the prospect behind a step of each lane; nil for one that cannot
    /// move.
    public var choices: [[Prospect?]]
    /// The number of steps after which every continuation is bad, and the step before was not: the
    /// point of no return; nil when the schedule never gets there.
    public var pointOfNoReturn: Int?
  }

  /// The names of the properties, and of what is wrong in any model.
  public let propertyNames: [String]
  /// Every way in which it can end, as ``Exploration/outcomes``.
  public var outcomes: [Exploration.Outcome] { ends.list }
  let ends: Outcomes
  let graph: StateGraph
  private let bits: [Int]
  private let counts: any KeptCounts

  /// Explores `program`; nil when it has more than `statesMax` states.
  ///
  /// - Complexity: O(*states*)
  public init?(_ program: Program, statesMax: Int = 300_000) {
    var search = Search(program, isReduced: false, .one, Limits(states: statesMax))
    defer { search.free() }
    search.run { _ in false }
    guard search.stopped == nil, !search.graph.startsWithFault else { return nil }
    graph = search.graph
    let report = Report(program, search, isReduced: false)
    ends = report.outcomes
    bits = report.bits
    propertyNames = report.bits.map { report.words($0).name }
    func keep<Number: PathCount>(_ type: Number.Type) -> (any KeptCounts)? {
      Counting<Number>(search.graph, bits: report.bits, keepsAll: true, .one)
    }
    guard let counts = keep(UInt64.self) ?? keep(UInt128.self) ?? keep(BigUInt.self) else {
      return nil
    }
    self.counts = counts
  }

  /// A way through the graph.
  struct Way {
    /// The lane of each step.
    var lanes: [Int]
    /// Where it has come to; nil behind a step that cannot be made.
    var node: StateGraph.Node?
    /// What has been wrong on it so far.
    var flags: UInt16

    /// Whether something has been.
    var isBroken: Bool { flags != 0 }
  }

  /// The way of no steps.
  var start: Way {
    Way(lanes: [], node: graph.start, flags: graph.flags(graph.start) & ~Layer.Flag.fault)
  }

  /// `way` with a step of `lane`; nil when that one cannot move.
  func go(_ way: Way, _ lane: Int) -> Way? {
    guard let node = way.node, lane < graph.laneCount else { return nil }
    switch graph.step(node, lane) {
    case .none: return nil
    case .fault:
      return Way(lanes: way.lanes + [lane], node: nil, flags: way.flags | Layer.Flag.fault)
    case .to(let next):
      return Way(
        lanes: way.lanes + [lane], node: next,
        flags: way.flags | graph.flags(next) & ~Layer.Flag.fault)
    }
  }

  /// How `way` can go on. What was wrong on it stays wrong.
  func prospect(_ way: Way) -> Prospect {
    let isWrongHere = way.node.map { graph.flags($0) & ~Layer.Flag.fault != 0 } ?? true
    let numbers =
      way.node.flatMap { counts.at($0) } ?? [1] + Array(repeating: 0, count: bits.count + 1)
    let total = numbers[0]
    return Prospect(
      total: total, bad: way.isBroken ? total : numbers[1],
      byProperty: zip(bits, numbers.dropFirst(2)).map { bit, number in
        way.flags & 1 << UInt16(bit) != 0 ? total : number
      },
      isBroken: isWrongHere)
  }

  /// What can still happen at each step of `schedule`, which may end early. Behind a step where
  /// something is already wrong every continuation counts as bad.
  ///
  /// - Complexity: O(*steps*)
  public func outlook(_ schedule: [Int]) -> Outlook {
    var result = Outlook(steps: [], choices: [], pointOfNoReturn: nil)
    var way = start
    for step in 0...schedule.count {
      let prospect = prospect(way)
      if prospect.isLost, result.pointOfNoReturn == nil { result.pointOfNoReturn = step }
      // Behind a step that cannot be made there is no state of which to tell anything.
      guard way.node != nil else { break }
      result.steps.append(prospect)
      result.choices.append(
        (0..<graph.laneCount).map { lane in go(way, lane).map { self.prospect($0) } })
      guard step < schedule.count, let next = go(way, schedule[step]) else { break }
      way = next
    }
    return result
  }
}

/// Counts of any size.
protocol KeptCounts: Sendable {
  func at(_ node: StateGraph.Node) -> [BigUInt]?
}
