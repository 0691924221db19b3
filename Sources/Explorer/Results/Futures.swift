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

  /// Schedules that begin alike.
  public struct Class: Hashable, Sendable {
    /// How they begin, including steps that nobody else could have made.
    public var prefix: [Int]
    /// How they can go on.
    public var prospect: Prospect
  }

  /// The names of the properties, and of what is wrong in any model.
  public let propertyNames: [String]
  private let graph: StateGraph
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
    propertyNames = report.bits.map { report.words($0).name }
    func keep<Number: PathCount>(_ type: Number.Type) -> (any KeptCounts)? {
      Counting<Number>(search.graph, bits: report.bits, keepsAll: true, .one)
    }
    guard let counts = keep(UInt64.self) ?? keep(UInt128.self) ?? keep(BigUInt.self) else {
      return nil
    }
    self.counts = counts
  }

  private func prospect(_ node: StateGraph.Node) -> Prospect? {
    guard let numbers = counts.at(node) else { return nil }
    return Prospect(
      total: numbers[0], bad: numbers[1], byProperty: Array(numbers.dropFirst(2)),
      isBroken: isWrong(node))
  }

  private func next(_ node: StateGraph.Node, _ lane: Int) -> StateGraph.Node? {
    guard lane < graph.laneCount, case .to(let next) = graph.step(node, lane) else { return nil }
    return next
  }

  /// What can still happen at each step of `schedule`, which may end early. Behind a step where
  /// something is already wrong every continuation counts as bad.
  ///
  /// - Complexity: O(*steps*)
  public func outlook(_ schedule: [Int]) -> Outlook {
    var result = Outlook(steps: [], choices: [], pointOfNoReturn: nil)
    var node: StateGraph.Node? = graph.start
    var isBroken = false
    for step in 0...schedule.count {
      guard let here = node, var prospect = prospect(here) else { break }
      isBroken = isBroken || prospect.isBroken
      if isBroken { prospect.bad = prospect.total }
      if prospect.isLost, result.pointOfNoReturn == nil { result.pointOfNoReturn = step }
      result.steps.append(prospect)
      result.choices.append(
        (0..<graph.laneCount).map { lane in
          next(here, lane).flatMap { self.prospect($0) }.map { choice in
            var choice = choice
            if isBroken { choice.bad = choice.total }
            return choice
          }
        })
      node = step < schedule.count ? next(here, schedule[step]) : nil
    }
    return result
  }

  /// All complete schedules that begin with `prefix`, in classes of those that begin alike, in the
  /// order of their letters: at most `limit` of them, and single schedules if that many are enough.
  ///
  /// The largest class is split as long as there is room.
  ///
  /// - Complexity: O(*limit* × (*limit* + *steps*))
  public func classes(beginning prefix: [Int] = [], limit: Int) -> [Class] {
    var node: StateGraph.Node? = graph.start
    var isBroken = false
    for lane in prefix {
      isBroken = isBroken || node.map(isWrong) ?? false
      node = node.flatMap { next($0, lane) }
    }
    guard let node, let first = run(prefix, node, isBroken) else { return [] }
    var found = [first]
    while found.count < limit,
      let index = found.indices.filter({ found[$0].item.prospect.total > 1 })
        .max(by: { found[$0].item.prospect.total < found[$1].item.prospect.total })
    {
      let (item, node, isBroken) = found[index]
      let parts = (0..<graph.laneCount).compactMap { lane in
        next(node, lane).flatMap { run(item.prefix + [lane], $0, isBroken) }
      }
      guard parts.count > 1, found.count + parts.count - 1 <= limit else { break }
      found.replaceSubrange(index...index, with: parts)
    }
    return found.map(\.item)
  }

  private func isWrong(_ node: StateGraph.Node) -> Bool {
    graph.flags(node) & ~Layer.Flag.fault != 0
  }

  /// Goes on while only one lane can move.
  private func run(
    _ prefix: [Int], _ start: StateGraph.Node, _ wasBroken: Bool
  ) -> (item: Class, node: StateGraph.Node, isBroken: Bool)? {
    var (lanes, node) = (prefix, start)
    var isBroken = wasBroken || isWrong(node)
    while true {
      let open = (0..<graph.laneCount).filter { next(node, $0) != nil }
      guard open.count == 1, let lane = open.first, let behind = next(node, lane) else { break }
      lanes.append(lane)
      node = behind
      isBroken = isBroken || isWrong(node)
    }
    guard var prospect = prospect(node) else { return nil }
    if isBroken { prospect.bad = prospect.total }
    return (Class(prefix: lanes, prospect: prospect), node, isBroken)
  }
}

/// Counts of any size.
protocol KeptCounts: Sendable {
  func at(_ node: StateGraph.Node) -> [BigUInt]?
}
