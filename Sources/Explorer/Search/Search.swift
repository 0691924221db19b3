internal import RaceModel

/// Visits every state of a program once, rank by rank.
///
/// All steps into a rank come from lower ones, so that a rank's states are complete when its turn
/// comes, and can be forgotten afterwards. The workers share all ranks: each takes some states of
/// the rank whose turn it is and adds what follows them to the ranks behind. Which number a state
/// gets depends on who comes first, and nothing that is reported depends on numbers. For the same
/// reason limits are only looked at when a rank is done.
struct Search {
  private let program: Program
  private let code: SearchCode
  private let arena: CodeArena
  private let independence: Independence?
  let workers: Workers
  private let limits: Limits
  private var layout: Layout
  private var hands: [Hand]
  private let frontier: Frontier
  private(set) var graph: StateGraph
  private(set) var progress = Progress(states: 0, expanded: 0, bytes: 0)
  private(set) var stopped: StopReason?
  private let always: [(bit: Int, formula: FlatOperation.Operand)]
  private let finals: [(bit: Int, formula: FlatOperation.Operand)]
  private let rankCount: Int

  /// Rounds of no more states are left to one worker.
  private let aloneStates: Int

  /// How many blocks of states each worker does between two looks at whether to stop.
  private static let roundBlocks = 65_536 / Bucket.block

  /// - Parameter aloneStates: rounds of no more states are left to one worker, who is faster where
  ///   there is little to do.
  init(
    _ program: Program, isReduced: Bool, _ workers: Workers, _ limits: Limits,
    aloneStates: Int = .max
  ) {
    self.program = program
    self.workers = workers
    self.limits = limits
    self.aloneStates = aloneStates
    code = SearchCode(program)
    arena = CodeArena(code, program)
    independence = isReduced ? Independence(code, program) : nil
    rankCount = code.stops.reduce(1) { $0 + $1.count }
    graph = StateGraph(laneCount: program.laneCount, rankCount: rankCount)
    layout = Layout(Self.firstLists(program, code), lastAreFixed: program.laneCount)
    frontier = Frontier(ranks: rankCount, workers: workers.count, words: layout.words)
    let (operations, stack) = (arena.operationCount, arena.stackSize)
    hands = (0..<workers.count).map { _ in Hand(operations: operations, stack: stack) }
    let properties = program.properties.enumerated()
    always = properties.filter { !$0.element.isFinal }.map {
      ($0.offset, FlatOperation.Operand($0.element.formula))
    }
    finals = properties.filter { $0.element.isFinal }.map {
      ($0.offset, FlatOperation.Operand($0.element.formula))
    }
  }

  func free() {
    for hand in hands { hand.free() }
    arena.free()
    layout.free()
    independence?.free()
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
    defer { frontier.free() }
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
      var stepper = stepper(0, isShared: false)
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
        frontier.grow(rank, atLeast: 1)
        _ = frontier.buckets[rank].insert(
          state, hash: Bucket.hash(state, layout.words), &frontier.numbers(of: 0)[rank],
          isShared: false)
        graph.start = StateGraph.Node(rank: rank, number: 0)
        return true
      case .missing: makeRoom([stepper.missing], from: 0)
      default:
        graph.startsWithFault = true
        return false
      }
    }
  }

  private func stepper(_ worker: Int, isShared: Bool) -> Stepper {
    Stepper(
      arena, layout, mayAdd: !isShared, ran: hands[worker].ran, stack: hands[worker].stack)
  }

  /// Does all states of a rank.
  private mutating func finish(_ rank: Int, _ shouldStop: (Progress) -> Bool) {
    let (count, width) = (frontier.stateCount(rank), frontier.width(rank))
    guard count > 0 else { return }
    let layer = Layer(width: width, stateCount: count, laneCount: program.laneCount)
    graph.layers[rank] = layer
    frontier.close(rank)
    let blocks = frontier.buckets[rank].blockCount
    let size = Self.roundBlocks * workers.count
    for first in stride(from: 0, to: blocks, by: size) {
      let last = min(first + size, blocks)
      var open = Array(first..<last)
      while !open.isEmpty { open = expand(rank, layer, open) }
      progress.expanded += min(last * Bucket.block, count) - min(first * Bucket.block, count)
      look(rank, isDone: last == blocks, shouldStop)
      if stopped != nil {
        for block in last..<blocks { layer.clear(block) }
        return
      }
    }
    frontier.empty(rank)
  }

  /// Does some blocks of a rank.
  ///
  /// - Returns: those for which room had to be made first.
  private mutating func expand(_ rank: Int, _ layer: Layer, _ blocks: [Int]) -> [Int] {
    let isShared = workers.count > 1 && blocks.count * Bucket.block > aloneStates
    let job = Expansion(
      rank: rank, round: Round(blocks), layer: layer, frontier: frontier, always: always,
      finals: finals, independence: independence, placeSlots: program.placeSlots,
      words: layout.words, laneCount: program.laneCount, isShared: isShared)
    let steppers = hands.indices.map { stepper($0, isShared: isShared) }
    if isShared {
      hands.withUnsafeMutableBufferPointer { buffer in
        // Each worker has an element of its own.
        nonisolated(unsafe) let base = buffer
        workers.run { worker in job.run(&base[worker], worker, steppers[worker]) }
      }
    } else {
      job.run(&hands[0], 0, steppers[0])
    }
    let (missing, full) = (hands.flatMap(\.missing), Set(hands.flatMap(\.full)))
    let undone = hands.flatMap(\.undone)
    for worker in hands.indices {
      graph.ends += hands[worker].ends
      graph.endValues += hands[worker].endValues
      hands[worker].clear()
    }
    // A rank is about as large as the one before: rounds that end for want of room are few.
    for rank in full { frontier.grow(rank, atLeast: layer.width / 2) }
    if !missing.isEmpty { makeRoom(missing, from: rank) }
    return undone
  }

  /// Finds room for values that had none: another layout, in which all open states are packed anew.
  private mutating func makeRoom(_ missing: [Hand.Missing], from rank: Int) {
    var lists = layout.lists
    var fits = true
    for (slot, value) in missing where !lists[slot].contains(value) {
      lists[slot].append(value)
      fits = layout.add(value, to: slot) && fits
    }
    guard !fits else { return }
    let other = Layout(lists, lastAreFixed: program.laneCount)
    frontier.repack(layout, other, from: rank)
    layout.free()
    layout = other
  }

  private mutating func look(_ rank: Int, isDone: Bool, _ shouldStop: (Progress) -> Bool) {
    let open = frontier.size(behind: rank, words: layout.wordsNeeded)
    progress.states = graph.stateCount + open.states
    progress.bytes = graph.bytes + open.bytes
    if isDone {
      if let most = limits.states, progress.states > most { stopped = .states }
      if let most = limits.bytes, progress.bytes > most { stopped = .memory }
    }
    if shouldStop(progress) { stopped = .asked }
  }

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
    var stepper = stepper(0, isShared: false)
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
