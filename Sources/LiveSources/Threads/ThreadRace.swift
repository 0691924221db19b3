internal import CCpu
internal import Glibc
public import RaceModel
internal import Synchronization

/// Runs a race model on two threads with real atomics and real memory, round after round.
///
/// Each thread is pinned to its CPU. A round begins with both threads at a meeting point, each waits a
/// random moment, and carries out its lane; then the first thread judges the round. What a path means,
/// all that both lanes saw and wrote and what the places hold at the end, is worked out once, when it
/// is seen for the first time.
public final class ThreadRace: @unchecked Sendable {
  /// How rounds are run.
  public struct Options: Sendable {
    /// Whether each access is recorded with its stamp.
    public var isRecording: Bool
    /// Where the random moments come from.
    public var seed: UInt64
    /// The longest random moment, in pause instructions. Without one the threads keep step, and the
    /// same few interleavings come again and again.
    public var pausesMax: Int
    /// The CPU of each thread; the same for both where there is only one.
    public var cpus: [Int]
    /// After how many rounds to stop; nil for no limit.
    public var roundsMax: Int?
    /// At what to stop.
    public var stop: StopCondition

    /// Options; the CPUs are the first two that this process may use.
    public init(
      isRecording: Bool = true, seed: UInt64 = 1, pausesMax: Int = 40,
      cpus: [Int] = ThreadRace.cpus(), roundsMax: Int? = nil, stop: StopCondition = .never
    ) {
      self.isRecording = isRecording
      self.seed = seed
      self.pausesMax = pausesMax
      self.cpus = cpus
      self.roundsMax = roundsMax
      self.stop = stop
    }

    /// Whether both threads share a CPU.
    public var sharesCPU: Bool { cpus[0] == cpus[1] }
  }

  /// What ends a race before its limit.
  public enum StopCondition: String, Hashable, Sendable, CaseIterable {
    /// Something that the properties forbid, a deadlock, or a fault of the model.
    case violated
    /// An outcome that running one lane after the other does not give.
    case new
    /// Nothing.
    case never
  }

  /// Why a race cannot be run.
  public enum Problem: Error, Hashable, Sendable {
    /// The model has so many lanes, and two are needed.
    case lanes(Int)
    /// This process may not use that CPU.
    case cpu(Int)
    /// A thread could not be made: an error number of the system.
    case thread(Int32)
  }

  /// What was seen so far.
  public struct Tally: Sendable {
    /// How many rounds there were.
    public var rounds: Int
    /// The outcomes, in the order in which they were first seen.
    public var outcomes: [ThreadOutcome]
    /// Rounds that were not judged: there were too many outcomes to keep apart.
    public var others: Int
    /// The outcome at which it stopped, as an index.
    public var stoppedAt: Int?
    /// Whether both threads stayed on their CPUs.
    public var isPinned: Bool
  }

  /// The program.
  public let program: Program
  /// How it is run.
  public let options: Options

  let memory: SharedMemory
  let table: Mutex<OutcomeTable>
  let judge: Mutex<RoundJudge>
  let stopRequest = Atomic(false)
  let stoppedAt = Mutex<Int?>(nil)
  /// What each thread tells of the round that it has just run; read by the first one between rounds.
  let reports: UnsafeMutablePointer<RoundReport?>
  private let isPinned = Atomic(true)
  private let running = Atomic(0)
  let clock = Mutex(RoundClock())
  private let threads = Mutex<[WorkThread]>([])

  /// The CPUs that this process may use, in order.
  public static var allowedCPUs: [Int] {
    var found = [Int32](repeating: 0, count: 1024)
    let count = ccpu_allowed(&found, Int32(found.count))
    return found.prefix(Int(count)).map(Int.init)
  }

  /// The CPUs of the two threads: the first two that this process may use, or one twice.
  public static func cpus() -> [Int] {
    let allowed = allowedCPUs
    let first = allowed.first ?? 0
    return [first, allowed.count > 1 ? allowed[1] : first]
  }

  /// A race that has not begun.
  public init(_ program: Program, _ options: Options = Options()) throws(Problem) {
    precondition(options.cpus.count == 2, "\(options.cpus.count) CPUs")
    guard program.laneCount == 2 else { throw .lanes(program.laneCount) }
    let allowed = Set(Self.allowedCPUs)
    for cpu in options.cpus where !allowed.contains(cpu) { throw .cpu(cpu) }
    self.program = program
    self.options = options
    memory = SharedMemory(program)
    table = Mutex(OutcomeTable())
    judge = Mutex(RoundJudge(program))
    reports = .allocate(capacity: 2)
    reports.initialize(repeating: nil, count: 2)
  }

  deinit {
    // Threads keep the race alive: there are none any more.
    reports.deallocate()
  }

  /// What was seen so far; may be asked at any time.
  public var tally: Tally {
    let (stoppedAt, isPinned) = (
      stoppedAt.withLock { $0 }, isPinned.load(ordering: .relaxed)
    )
    return table.withLock { table in
      Tally(
        rounds: table.rounds, outcomes: table.outcomes, others: table.others,
        stoppedAt: stoppedAt, isPinned: isPinned)
    }
  }

  /// Whether rounds are being run.
  public var isRunning: Bool { running.load(ordering: .acquiring) > 0 }

  /// For how many seconds rounds were run; may be asked at any time.
  public var seconds: Double { clock.withLock { $0.seconds() } }

  /// Begins to run rounds, or goes on after it stopped.
  public func start() throws(Problem) {
    precondition(!isRunning, "it runs already")
    wait()
    stopRequest.store(false, ordering: .relaxed)
    stoppedAt.withLock { $0 = nil }
    for sign in [SharedMemory.Sign.go, .ready, .done] {
      memory.sign(sign).pointee.store(0, .full)
    }
    for lane in 0...1 {
      let code = launch(lane)
      guard code == 0 else {
        // The other thread, if it is there, is told that there is nothing to do.
        memory.sign(.go).pointee.store(-1, .full)
        memory.sign(.ready).pointee.store(-1, .full)
        stop()
        throw .thread(code)
      }
    }
  }

  /// Ends the rounds and waits for both threads.
  public func stop() {
    stopRequest.store(true, ordering: .relaxed)
    wait()
  }

  /// Waits until the rounds have come to their end.
  public func wait() {
    let joined = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    for thread in joined { thread.join() }
  }

  // MARK: - Threads

  private func run(_ lane: Int) {
    if ccpu_pin(Int32(options.cpus[lane])) != 0 { isPinned.store(false, ordering: .relaxed) }
    var hand = RoundHand(self, lane: lane)
    if lane == 0 {
      clock.withLock { $0.start() }
      hand.lead()
      clock.withLock { $0.stop() }
    } else {
      hand.follow()
    }
    running.subtract(1, ordering: .releasing)
  }

  /// Makes the thread of a lane; returns 0 or an error number.
  private func launch(_ lane: Int) -> Int32 {
    running.add(1, ordering: .relaxed)
    do throws(WorkThread.Unavailable) {
      let thread = try WorkThread { self.run(lane) }
      threads.withLock { $0.append(thread) }
      return 0
    } catch {
      running.subtract(1, ordering: .relaxed)
      return error.number
    }
  }
}
