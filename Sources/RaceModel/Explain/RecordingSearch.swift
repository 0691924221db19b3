internal import RaceTrace

/// Tries schedules, depth first, until every observation has found its step.
struct RecordingSearch {
  private(set) var isFound = false
  private(set) var isCut = false
  private(set) var schedule: [Int] = []
  private(set) var matches: [RecordingExplanation.Match] = []
  private(set) var renaming = ValueRenaming()
  /// Why the last observation found no step in the situation that came furthest.
  private(set) var obstacle: RecordingExplanation.Obstacle?
  private var furthest = -1
  private var machine: Machine
  private let observations: [Observation]
  /// The observations of each lane.
  private let queues: [[Int]]
  /// For each observation of a queue with which a part begins, where that part ends in the queue.
  private let ends: [[Int: Int]]
  private let names: [String: Int]
  /// The places that the recording only looked at now and then.
  private let samples: Set<String>
  private var seen: Set<Node> = []

  /// How many situations are looked at before it gives up.
  private let nodesMax: Int

  private struct Node: Hashable {
    var state: [Int32]
    var next: [Int]
    var renaming: ValueRenaming
  }

  private struct Step {
    var lane: Int
    var match: Int?
    var node: Node
  }

  init(
    _ program: Program, _ observations: [Observation], _ names: [String: Int],
    samples: Set<String>, nodesMax: Int
  ) {
    self.nodesMax = nodesMax
    self.samples = samples
    machine = Machine(program)
    self.observations = observations
    self.names = names
    queues = (0..<program.laneCount).map { lane in
      observations.indices.filter { observations[$0].lane == lane }
    }
    ends = queues.map { queue in
      var (ends, start) = ([Int: Int](), 0)
      for index in queue.indices where observations[queue[index]].part != nil {
        if index == 0 || observations[queue[index - 1]].part != observations[queue[index]].part {
          start = index
        }
        ends[start] = index + 1
      }
      return ends
    }
  }

  mutating func run() {
    guard let state = try? machine.initialState() else { return }
    let root = Node(state: state, next: queues.map { _ in 0 }, renaming: ValueRenaming())
    // A stack of its own: a schedule may be longer than the machine's stack is deep.
    var path: [Step] = []
    var open: [[Step]] = [choices(root)]
    if isDone(root) { isFound = true }
    while !isFound, var level = open.popLast() {
      guard let step = level.popLast() else {
        if !path.isEmpty { path.removeLast() }
        continue
      }
      open.append(level)
      guard seen.insert(step.node).inserted else { continue }
      guard seen.count < nodesMax else {
        isCut = true
        return
      }
      path.append(step)
      if isDone(step.node) { isFound = true } else { open.append(choices(step.node)) }
    }
    guard isFound else { return }
    if let last = path.last { renaming = last.node.renaming }
    schedule = path.map(\.lane)
    for (index, step) in path.enumerated() {
      guard let match = step.match else { continue }
      matches.append(RecordingExplanation.Match(observation: match, step: index + 1))
    }
  }

  private func isDone(_ node: Node) -> Bool {
    queues.indices.allSatisfy { ahead($0, node).last == queues[$0].count }
  }

  /// What of a lane's queue may come next: each part may be passed over as a whole. The last is what
  /// has to be explained next, or the end of the queue.
  private func ahead(_ lane: Int, _ node: Node) -> [Int] {
    var found = [node.next[lane]]
    while let end = ends[lane][found[found.count - 1]] { found.append(end) }
    return found
  }

  /// What can be done in a situation, the best last: what was recorded first comes first, and a
  /// match comes before a step that nobody saw.
  private mutating func choices(_ node: Node) -> [Step] {
    let lanes = queues.indices.sorted { recordedNext($0, node) > recordedNext($1, node) }
    var found: [Step] = []
    for lane in lanes {
      guard case .ready? = try? machine.status(of: lane, in: node.state) else {
        note(.cannotMove, lane, node)
        continue
      }
      var next = node
      var listener = Listener()
      guard (try? machine.step(lane, &next.state, &listener)) != nil, let access = listener.access
      else { continue }
      let (queue, ahead) = (queues[lane], ahead(lane, node))
      if isAllowedUnseen(access, lane, node) {
        found.append(Step(lane: lane, match: nil, node: next))
      } else if observations[queue[ahead[ahead.count - 1]]].place
        != RecordingExplanation.bare(machine.program.arrays[access.array].name)
      {
        let array = machine.program.arrays[access.array]
        let (old, new) = (array.kind.raw(access.old), array.kind.raw(access.new))
        note(.untold(place: array.name, array.kind, old: old, new: new), lane, node)
      }
      for index in ahead.reversed() where index < queue.count {
        let observation = observations[queue[index]]
        guard names[observation.place] == access.array else { continue }
        var matched = next
        guard matches(access, observation, &matched.renaming) else {
          guard index == ahead.last else { continue }
          note(.otherAccess(other(access)), lane, node)
          continue
        }
        matched.next[lane] = index + 1
        found.append(Step(lane: lane, match: queue[index], node: matched))
      }
    }
    return found
  }

  private func other(_ access: Listener.Heard) -> RecordingExplanation.OtherAccess {
    let kind = machine.program.arrays[access.array].kind
    return RecordingExplanation.OtherAccess(
      row: access.row, kind: kind, seen: kind.raw(access.old),
      written: access.isWrite ? kind.raw(access.new) : nil)
  }

  /// Remembers what stands in the way of the last observation, when nobody has come further.
  private mutating func note(
    _ obstacle: RecordingExplanation.Obstacle, _ lane: Int, _ node: Node
  ) {
    let last = observations.count - 1
    guard last >= 0, observations[last].lane == lane,
      ahead(lane, node).last == queues[lane].count - 1
    else { return }
    let reached = node.next.reduce(0, +)
    guard reached > furthest else { return }
    (furthest, self.obstacle) = (reached, obstacle)
  }

  /// When the next observation of a lane was recorded.
  private func recordedNext(_ lane: Int, _ node: Node) -> Int {
    node.next[lane] < queues[lane].count
      ? observations[queues[lane][node.next[lane]]].position : .max
  }

  /// Whether no event need tell of an access: it changes no loud place, or only clears an entry on
  /// the way to another, or comes behind all that has to be explained of its lane.
  private func isAllowedUnseen(_ access: Listener.Heard, _ lane: Int, _ node: Node) -> Bool {
    guard access.array >= 0, access.old != access.new else { return true }
    let array = machine.program.arrays[access.array]
    if !array.isLoud || ahead(lane, node).last == queues[lane].count { return true }
    if samples.contains(RecordingExplanation.bare(array.name)) { return true }
    if case .pte = array.kind { return access.new == 0 }
    return false
  }

  private func matches(
    _ access: Listener.Heard, _ observation: Observation, _ renaming: inout ValueRenaming
  ) -> Bool {
    let kind = machine.program.arrays[access.array].kind
    if let written = observation.written {
      guard access.isWrite,
        renaming.matches(kind.raw(access.new), kind, written, observation.kind)
      else { return false }
      // What it replaced is told for an access that the model makes in one step; of an entry that
      // the model clears first it is not there any more.
      guard let seen = observation.seen, access.old != 0 || access.new == 0 else { return true }
      return renaming.matches(kind.raw(access.old), kind, seen, observation.kind)
    }
    guard let seen = observation.seen else { return true }
    // Who only looked did not write.
    return access.isRead && !access.isWrite
      && renaming.matches(kind.raw(access.old), kind, seen, observation.kind)
  }
}

/// Hears the one access of a step.
private struct Listener: StepObserver {
  struct Heard {
    var row: Int
    var array: Int
    var old: Int32
    var new: Int32
    var isRead: Bool
    var isWrite: Bool
  }

  private(set) var access: Heard?

  mutating func access(_ access: Access, lane: Int, slot: Int, old: Int32, new: Int32) {
    let (isRead, isWrite) =
      switch access.kind {
      case .load, .waitUntil: (true, false)
      case .store: (false, true)
      case .modify, .compareExchange, .addUnless: (true, true)
      case .lock, .unlock, .join: (false, false)
      }
    self.access = Heard(
      row: access.row, array: access.array, old: old, new: new, isRead: isRead, isWrite: isWrite)
  }

  mutating func row(_ row: Int, lane: Int, value: Int32?) {}
  mutating func test(_ row: Int, lane: Int, holds: Bool) {}
}
