public import RaceModel

/// Every state that a program can reach, by breadth, and what is true there.
///
/// Programs only go forward, so the states form no cycle and the ways to the end can be counted. It
/// goes by breadth, so what it finds is found with the fewest steps. It is slow and plain, to hold the
/// explorer against.
public struct ReferenceSearch {
  /// How many different states there are, the first included.
  public private(set) var stateCount = 0
  /// How many steps lead from one state to another.
  public private(set) var stepCount = 0
  /// The states in which all lanes have ended.
  public private(set) var ends: [[Int32]] = []
  /// The states in which nobody can move although somebody has not ended.
  public private(set) var deadlocks: [[Int32]] = []
  /// How many schedules lead to an end; 0 when there are more than fit.
  public private(set) var scheduleCount = 0
  /// The properties that fail somewhere, each with the fewest steps to such a state.
  public private(set) var violations: [String: Int] = [:]
  /// The first fault that was met.
  public private(set) var fault: Fault?
  /// Whether the search was cut short.
  public private(set) var isCut = false

  /// Searches, up to so many states.
  public init(_ program: Program, statesMax: Int = 2_000_000) {
    var machine = Machine(program)
    var indexes: [[Int32]: Int32] = [:]
    var states: [[Int32]] = []
    var successors: [[Int32]] = []
    var depths: [Int32] = []
    do throws(Fault) {
      let first = try machine.initialState()
      indexes[first] = 0
      states.append(first)
      depths.append(0)
      while successors.count < states.count {
        let index = successors.count
        let state = states[index]
        let lanes = try machine.enabledLanes(in: state)
        let hasEnded = (0..<program.laneCount).allSatisfy { machine.hasEnded($0, state) }
        if hasEnded { ends.append(state) }
        if lanes.isEmpty, !hasEnded { deadlocks.append(state) }
        for property in program.properties
        where violations[property.name] == nil && (hasEnded || !property.isFinal) {
          if try !machine.holds(property, in: state) {
            violations[property.name] = Int(depths[index])
          }
        }
        var next: [Int32] = []
        for lane in lanes {
          var moved = state
          try machine.step(lane, &moved)
          if let known = indexes[moved] {
            next.append(known)
            continue
          }
          guard states.count < statesMax else {
            isCut = true
            return
          }
          indexes[moved] = Int32(states.count)
          next.append(Int32(states.count))
          states.append(moved)
          depths.append(depths[index] + 1)
        }
        stepCount += next.count
        successors.append(next)
      }
    } catch { fault = error }
    stateCount = states.count
    scheduleCount = Self.ways(program, states, successors, Set(ends))
  }

  /// How many ways lead from the first state to one of `ends`, or 0 when they are too many to count.
  private static func ways(
    _ program: Program, _ states: [[Int32]], _ successors: [[Int32]], _ ends: Set<[Int32]>
  ) -> Int {
    // Jumps only go forward: each step makes the sum of the program counters larger.
    let progress = states.map { $0.suffix(program.laneCount).reduce(0, +) }
    var ways = [Int](repeating: 0, count: states.count)
    for index in states.indices.sorted(by: { progress[$0] > progress[$1] }) {
      if ends.contains(states[index]) { ways[index] = 1 }
      for next in successors[index] {
        let (sum, overflow) = ways[index].addingReportingOverflow(ways[Int(next)])
        guard !overflow else { return 0 }
        ways[index] = sum
      }
    }
    return ways.first ?? 0
  }
}
