internal import RaceModel

/// Visits every state of a program once, rank by rank.
///
/// All steps into a rank come from lower ones, so that a rank's states are complete when its turn
/// comes, and can be forgotten afterwards: only ranks that are still being filled are in a table.
/// With several workers each owns the states whose hash falls to it; a rank is done in two rounds,
/// making the next states and then handing them to their owners. Nothing that is reported depends
/// on the order within a rank.
struct Search {
  private let program: Program
  private let code: SearchCode
  private let arena: CodeArena
  private let independence: Independence?
  private let workers: Workers
  private let limits: Limits
  private var layout: Layout
  private var hands: [Hand]
  private(set) var graph: StateGraph
  private(set) var progress = Progress(states: 0, expanded: 0, bytes: 0)
  private(set) var stopped: StopReason?
  private let always: [(bit: Int, formula: Operand)]
  private let finals: [(bit: Int, formula: Operand)]
  private let rankCount: Int

  /// How many states of a worker are done between two looks at the limits.
  private static let chunk = 1 << 14

  /// The slots that decide which worker owns a state: those with the most values.
  private let ownerSlots: UnsafeMutableBufferPointer<Int>

  /// - Parameter lists: the values that each slot is known to hold, from an earlier search.
  init(
    _ program: Program, isReduced: Bool, _ workers: Workers, _ limits: Limits,
    lists: [[Int32]]? = nil
  ) {
    self.program = program
    self.workers = workers
    self.limits = limits
    code = SearchCode(program)
    arena = CodeArena(code, program)
    independence = isReduced ? Independence(code, program) : nil
    rankCount = code.stops.reduce(1) { $0 + $1.count }
    graph = StateGraph(
      workerCount: workers.count, laneCount: program.laneCount, rankCount: rankCount)
    let lists = lists ?? Self.firstLists(program, code)
    layout = Layout(lists, lastAreFixed: program.laneCount)
    let telling = lists.indices.sorted { (lists[$1].count, $0) < (lists[$0].count, $1) }.prefix(8)
    ownerSlots = .allocate(capacity: telling.count)
    _ = ownerSlots.initialize(from: telling)
    let (operations, stack, ranks) = (arena.operationCount, arena.stackSize, rankCount)
    let slots = program.slotCount
    hands = (0..<workers.count).map { _ in
      Hand(
        workers: workers.count, ranks: ranks, operations: operations, stack: stack,
        slots: slots)
    }
    func operand(_ formula: Formula) -> Operand {
      Operand(kind: .formula, first: formula.start, end: formula.end)
    }
    let properties = program.properties.enumerated()
    always = properties.filter { !$0.element.isFinal }.map {
      ($0.offset, operand($0.element.formula))
    }
    finals = properties.filter { $0.element.isFinal }.map {
      ($0.offset, operand($0.element.formula))
    }
  }

  func free() {
    for hand in hands { hand.free() }
    arena.free()
    layout.free()
    independence?.free()
    ownerSlots.deallocate()
  }

  /// What each slot holds at first.
  private static func firstLists(_ program: Program, _ code: SearchCode) -> [[Int32]] {
    var lists = program.initialPlaces.map { [$0] }
    let registers = program.slotCount - program.laneCount - program.placeSlots
    lists += Array(repeating: [0], count: registers)
    return lists + code.stops
  }

  // MARK: - The search

  /// Searches; `shouldStop` is asked now and then.
  mutating func run(_ shouldStop: (Progress) -> Bool) {
    guard begin() else { return }
    for rank in graph.start.rank..<rankCount {
      finish(rank, shouldStop)
      if stopped != nil { return }
    }
  }

  /// Puts the first state in its place.
  private mutating func begin() -> Bool {
    while true {
      let state = UnsafeMutablePointer<UInt64>.allocate(capacity: layout.words * 2)
      defer { state.deallocate() }
      state.initialize(repeating: 0, count: layout.words * 2)
      var stepper = stepper(0)
      var result = Stepper.Result.done
      for lane in 0..<program.laneCount where result == .done {
        result = stepper.runLocals(lane, from: Int(code.entries[lane]), state)
      }
      if result == .done, let independence {
        result = stepper.settle(state, scratch: state + layout.words, independence)
      }
      switch result {
      case .done:
        let rank = (0..<program.laneCount).reduce(0) { $0 + stepper.stop($1, state) }
        let owner = Int(stepper.hash(of: ownerSlots, state) % UInt64(workers.count))
        _ = hands[owner].insert(state, rank, Bucket.hash(state, layout.words), layout.words)
        graph.start = StateGraph.Node(rank: rank, number: owner)
        return true
      case .missing: makeRoom([stepper.missing], from: 0)
      default:
        graph.startsWithFault = true
        return false
      }
    }
  }

  private func stepper(_ worker: Int) -> Stepper {
    Stepper(
      arena, layout, mayAdd: workers.count == 1, ran: hands[worker].ran,
      stack: hands[worker].stack)
  }

  /// Does all states of a rank.
  private mutating func finish(_ rank: Int, _ shouldStop: (Progress) -> Bool) {
    let counts = hands.map { $0.buckets[rank]?.count ?? 0 }
    let total = counts.reduce(0, +)
    guard total > 0 else { return }
    graph.layers[rank] = counts.map { Layer(count: $0, laneCount: program.laneCount) }
    var first = 0
    while first < counts.max() ?? 0 {
      let range = first..<first + Self.chunk
      while true {
        expand(rank, range, counts)
        let missing = hands.flatMap(\.missing)
        guard !missing.isEmpty else { break }
        makeRoom(missing, from: rank)
      }
      if workers.count > 1 { deliver(rank, total) }
      first = range.upperBound
      look(rank, shouldStop)
      if stopped != nil { return }
    }
    for worker in hands.indices { hands[worker].close(rank) }
  }

  /// Whether two workers are worth waking.
  private func isWorthSharing(_ total: Int) -> Bool { workers.count > 1 && total > 2000 }

  private mutating func expand(_ rank: Int, _ range: Range<Int>, _ counts: [Int]) {
    let total = counts.reduce(0, +)
    let job = Expansion(
      rank: rank, range: range, layers: graph.layers[rank], always: always, finals: finals,
      independence: independence, placeSlots: program.placeSlots, words: layout.words,
      laneCount: program.laneCount, ownerSlots: ownerSlots)
    let steppers = hands.indices.map(stepper)
    share(total) { worker, hand in job.run(&hand, worker, steppers[worker]) }
    let isWhole = hands.allSatisfy(\.missing.isEmpty)
    for worker in hands.indices {
      if isWhole {
        graph.ends += hands[worker].ends
        graph.endValues += hands[worker].endValues
        progress.expanded += max(0, min(range.upperBound, counts[worker]) - range.lowerBound)
      }
      hands[worker].ends.removeAll(keepingCapacity: true)
      hands[worker].endValues.removeAll(keepingCapacity: true)
    }
  }

  private mutating func deliver(_ rank: Int, _ total: Int) {
    let (layers, words) = (graph.layers[rank], layout.words)
    for sender in hands.indices {
      let letters = hands[sender].letters
      share(total) { worker, hand in
        hand.take(letters[worker], from: layers[sender], rank, words, worker)
      }
      for worker in hands.indices { hands[sender].letters[worker].removeAll() }
    }
  }

  /// Lets each worker do its part with its own hand.
  private mutating func share(
    _ total: Int, _ body: @Sendable (_ worker: Int, _ hand: inout Hand) -> Void
  ) {
    guard isWorthSharing(total) else {
      for worker in hands.indices { body(worker, &hands[worker]) }
      return
    }
    hands.withUnsafeMutableBufferPointer { buffer in
      // Each worker has an element of its own.
      nonisolated(unsafe) let base = buffer
      workers.run { worker in body(worker, &base[worker]) }
    }
  }

  /// Finds room for values that had none: another layout, in which all open states are packed anew.
  private mutating func makeRoom(_ missing: [Hand.Missing], from rank: Int) {
    var lists = layout.lists
    var fits = true
    for (slot, value) in missing where !lists[slot].contains(value) {
      lists[slot].append(value)
      fits = layout.add(value, to: slot) && fits
    }
    guard !fits else {
      for worker in hands.indices { hands[worker].forgetMissing() }
      return
    }
    let other = Layout(lists, lastAreFixed: program.laneCount)
    for worker in hands.indices { hands[worker].repack(layout, other, from: rank) }
    layout.free()
    layout = other
  }

  private mutating func look(_ rank: Int, _ shouldStop: (Progress) -> Bool) {
    let closed = graph.layers.prefix(rank + 1).reduce(0) { $0 + $1.reduce(0) { $0 + $1.bytes } }
    progress.bytes = closed + hands.reduce(0) { $0 + $1.bytes }
    progress.states = hands.reduce(0) { $0 + $1.stateCount }
    if let most = limits.states, progress.states > most { stopped = .states }
    if let most = limits.bytes, progress.bytes > most { stopped = .memory }
    if shouldStop(progress) { stopped = .asked }
  }

  /// The values that each slot held, for another search of the same program.
  var lists: [[Int32]] { layout.lists }

  /// The least and the greatest value that each slot held, program counters left out.
  var values: [ClosedRange<Int32>] {
    layout.lists.dropLast(program.laneCount).map { list in
      (list.min() ?? 0)...(list.max() ?? 0)
    }
  }

  /// For each operation of the code, whether it ever ran.
  var ran: [Bool] {
    (0..<arena.operationCount).map { index in hands.contains { $0.ran[index] } }
  }

  /// The lanes of the steps that a path of the graph stands for. In a reduced graph one edge is
  /// several steps.
  func schedule(_ path: [Int]) -> [Int] {
    guard let independence else { return path }
    let state = UnsafeMutablePointer<UInt64>.allocate(capacity: layout.words * 2)
    defer { state.deallocate() }
    state.initialize(repeating: 0, count: layout.words * 2)
    var stepper = stepper(0)
    for lane in 0..<program.laneCount {
      _ = stepper.runLocals(lane, from: Int(code.entries[lane]), state)
    }
    var lanes: [Int] = []
    func settle() {
      _ = stepper.settle(state, scratch: state + layout.words, independence) { lanes.append($0) }
    }
    settle()
    for lane in path {
      lanes.append(lane)
      guard stepper.step(lane, state, into: state) == .done else { break }
      settle()
    }
    return lanes
  }
}
