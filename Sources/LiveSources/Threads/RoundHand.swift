internal import CCpu
internal import Glibc
internal import RaceModel
internal import Synchronization

/// What a thread tells of the round that it has just run.
struct RoundReport {
  /// Its ring, in which the round begins at `start`.
  var ring: AccessRing
  var start: Int
  /// What the lane did, as a number; 0 when nothing is recorded.
  var fingerprint: UInt64
  /// The instruction at which the lane stands.
  var instruction: Int32
}

/// What one of the two threads does: meet, wait a random moment, carry out its lane, meet again.
struct RoundHand {
  /// How often a thread looks again before it gives its CPU away.
  private static let looksMax = 2_000

  private let race: ThreadRace
  private let memory: SharedMemory
  private let lane: Int
  private let looksMax: Int
  private var runner: LaneRunner
  private var random: UInt64
  private let length: UInt64
  /// A line that only this thread knows.
  private let scratch: UnsafeMutablePointer<SharedWord>

  init(_ race: ThreadRace, lane: Int) {
    self.race = race
    self.lane = lane
    memory = race.memory
    runner = LaneRunner(
      race.program, lane: lane, race.memory, records: race.options.isRecording)
    looksMax = race.options.sharesCPU ? 0 : Self.looksMax
    random = race.options.seed &* 2 &+ UInt64(lane)
    length = UInt64(runner.lengthMax / 2 + 1)
    scratch = UnsafeMutableRawPointer.allocate(
      byteCount: MemoryLayout<SharedWord>.stride, alignment: 64
    ).bindMemory(to: SharedWord.self, capacity: 1)
    scratch.initialize(to: SharedWord(0))
  }

  // MARK: - The two threads

  /// The first thread: begins the rounds, runs the first lane, judges.
  mutating func lead() {
    let places = UnsafeMutablePointer<Int32>.allocate(capacity: memory.placeCount + 1)
    defer {
      places.deallocate()
      free()
    }
    var left = race.options.roundsMax.map { $0 - race.table.withLock { $0.rounds } } ?? Int.max
    var round: Int32 = 0
    while left > 0, !race.stopRequest.load(ordering: .relaxed) {
      left -= 1
      memory.reset()
      round = round == .max ? 1 : round + 1
      memory.sign(.go).pointee.store(round, .release)
      guard isTold(.ready, round) else { break }
      carryOut()
      guard isTold(.done, round) else { break }
      memory.copyPlaces(to: places)
      judge(places)
      race.clock.withLock { $0.tick() }
    }
    memory.sign(.go).pointee.store(-1, .release)
  }

  /// The second thread: runs the second lane whenever the first one begins a round.
  mutating func follow() {
    defer { free() }
    var round: Int32 = 0
    while true {
      round = round == .max ? 1 : round + 1
      guard isTold(.go, round) else { return }
      memory.sign(.ready).pointee.store(round, .release)
      carryOut()
      memory.sign(.done).pointee.store(round, .release)
    }
  }

  private func free() {
    runner.free()
    scratch.deallocate()
  }

  /// Waits until a sign says `value`; false when it says that there is no other round.
  private func isTold(_ sign: SharedMemory.Sign, _ value: Int32) -> Bool {
    let word = memory.sign(sign)
    var looks = 0
    while true {
      let now = word.pointee.load(.acquire)
      if now == value { return true }
      if now == -1 { return false }
      rest(&looks)
    }
  }

  /// Waits a moment: a pause, or when that went on for long, the rest of the time slice.
  @inline(__always)
  private func rest(_ looks: inout Int) {
    looks += 1
    if looks > looksMax { sched_yield() } else { ccpu_pause() }
  }

  private mutating func nextRandom() -> UInt64 {
    // SplitMix64.
    random &+= 0x9E37_79B9_7F4A_7C15
    var value = random
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }

  // MARK: - One round

  /// Runs the lane to its end, or until the round is given up.
  private mutating func carryOut() {
    // Threads that share a CPU meet inside their lanes only when one gives it away there.
    runner.begin(
      fuse: race.options.sharesCPU ? Int32(truncatingIfNeeded: nextRandom() % length) : -1)
    let start = runner.ring.count
    if race.options.pausesMax > 0 {
      let pauses = nextRandom() % UInt64(race.options.pausesMax + 1)
      for _ in 0..<pauses { ccpu_pause() }
    }
    // Stores leave the CPU in their order: behind one that waits for memory, those of the lane wait
    // as well. Without this an idle store buffer is empty again before the lane reads anything.
    if nextRandom() & 3 == 0 {
      ccpu_flush(scratch)
      scratch.pointee.store(1, .once)
    }
    var waiting = Waiting()
    var looks = 0
    loop: while true {
      switch runner.run() {
      case .ended:
        memory.ended(lane).pointee.store(1, .release)
        break loop
      case .failed:
        giveUp(runner.failure)
        break loop
      case .waits:
        if isHopeless(&waiting) { giveUp(.deadlock) }
        if memory.sign(.abort).pointee.load(.acquire) != 0 { break loop }
        rest(&looks)
      }
    }
    // Behind the lane, where it widens no window.
    let fingerprint =
      race.options.isRecording ? runner.ring.fingerprint(from: start) : 0
    race.reports[lane] = RoundReport(
      ring: runner.ring, start: start, fingerprint: fingerprint, instruction: runner.instruction)
  }

  private func giveUp(_ why: RoundEnd) {
    _ = memory.sign(.abort).pointee.compareExchange(0, why.rawValue, .full)
  }

  /// What a lane that waits knows of the other one.
  private struct Waiting {
    /// How often the other lane had tried in vain when this one began to wait.
    var pollsOfOther: Int32?
    var isOtherStuck = false
  }

  /// Whether nobody can move any more, asked after each try in vain.
  ///
  /// This lane writes nothing while it waits. So when the other one has ended, or has made a whole
  /// try in vain since, it will write nothing either; and when this lane's next try is in vain too,
  /// both are stuck. No clock is needed, and a thread that was merely set aside is never taken for
  /// one that is stuck.
  private func isHopeless(_ waiting: inout Waiting) -> Bool {
    if waiting.isOtherStuck { return true }
    let own = memory.polls(lane)
    own.pointee.store(own.pointee.load(.once) &+ 1, .full)
    let polls = memory.polls(1 - lane).pointee.load(.acquire)
    if let before = waiting.pollsOfOther {
      waiting.isOtherStuck = polls &- before >= 2
    } else {
      waiting.pollsOfOther = polls
    }
    if memory.ended(1 - lane).pointee.load(.acquire) != 0 { waiting.isOtherStuck = true }
    return false
  }

  /// Counts the round; works out what a new path means.
  private mutating func judge(_ places: UnsafeMutablePointer<Int32>) {
    let end = RoundEnd(rawValue: memory.sign(.abort).pointee.load(.acquire)) ?? .complete
    var path = RoundPath(end: RoundPath.end(places, memory.placeCount, end))
    path.first = race.reports[0]?.fingerprint ?? 0
    path.second = race.reports[1]?.fingerprint ?? 0
    guard let new = race.table.withLock({ $0.count(path) }) else { return }
    let reports = (0...1).compactMap { race.reports[$0] }
    let values = (0..<memory.placeCount).map { places[$0] }
    let first =
      race.options.isRecording ? reports.map { $0.ring.entries(from: $0.start) } : nil
    let round = race.table.withLock { $0.rounds } + 1
    let outcome = race.judge.withLock { judge in
      judge.outcome(
        values, end, stands: reports.map(\.instruction), round: round, first: first,
        judgesPath: new != new.ofEnd)
    }
    let index = race.table.withLock { $0.add(outcome, for: new) }
    let isWanted =
      switch race.options.stop {
      case .violated: outcome.isViolated
      case .new: !outcome.isSerial
      case .never: false
      }
    guard isWanted else { return }
    race.stoppedAt.withLock { $0 = index }
    race.stopRequest.store(true, ordering: .relaxed)
  }
}
