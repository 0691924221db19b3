internal import RaceTrace

/// Which lane each task is in.
///
/// A task that reports an anchor of a lane belongs to it from then on. A task that never did follows
/// the lane that was last anchored on its CPU: the child of a fork runs where its parent did.
struct TaskLanes: Sendable {
  struct Task: Sendable {
    /// Its number in the trace.
    var id: Int
    /// The row of its pid: a task may change its name and stays who it is.
    var pidIndex: Int
  }

  private var names = ByteTable()
  private var tasks: [Task] = []
  private var pidIndices: [Int: Int] = [:]
  private var laneOfPid: [Int] = []
  /// The pid of each row, and when it was seen last.
  private var pids: [(pid: Int, seen: Int)] = []
  private var now = 0
  /// The lane that was last anchored on each CPU, or -1; a reader refuses CPUs that Linux cannot have.
  private var laneOfCPU: [Int] = []

  /// How many pids there were.
  var pidCount: Int { laneOfPid.count }

  /// Forgets the tasks, and the lanes of all pids but those that are to be kept: it is asked from the
  /// one that was seen last on, until the first no. Returns the old rows of those that are kept, in
  /// their new order.
  mutating func forgetNames(keeping isKept: (Int) -> Bool) -> [Int] {
    (names, tasks) = (ByteTable(), [])
    let byAge = pids.indices.sorted { pids[$0].seen > pids[$1].seen }
    let kept = Array(byAge.prefix(while: isKept))
    (pids, laneOfPid) = (kept.map { pids[$0] }, kept.map { laneOfPid[$0] })
    pidIndices = [:]
    for (index, one) in pids.enumerated() { pidIndices[one.pid] = index }
    return kept
  }

  mutating func intern(_ line: Bytes, _ event: FtraceEvent, into trace: inout Trace) -> Task {
    let key = names.intern(line, event.commAndPid)
    now += 1
    if key < tasks.count {
      pids[tasks[key].pidIndex].seen = now
      return tasks[key]
    }
    let pidIndex = pidIndices[event.pid] ?? laneOfPid.count
    if pidIndex == laneOfPid.count {
      laneOfPid.append(-1)
      pids.append((event.pid, now))
      pidIndices[event.pid] = pidIndex
    }
    pids[pidIndex].seen = now
    let name = line.text(event.comm)
    let task = Task(id: trace.intern(KernelTask(name: name, pid: event.pid)), pidIndex: pidIndex)
    tasks.append(task)
    return task
  }

  /// The lane of an event of `task`; `anchor` is the lane that the event itself puts it into.
  mutating func lane(of task: Task, cpu: Int, anchor: Int?, lanes: Int) -> Int {
    if let anchor {
      if laneOfPid[task.pidIndex] != anchor { laneOfPid[task.pidIndex] = anchor }
      while laneOfCPU.count <= cpu { laneOfCPU.append(-1) }
      if laneOfCPU[cpu] != anchor { laneOfCPU[cpu] = anchor }
      return anchor
    }
    let own = laneOfPid[task.pidIndex]
    return own >= 0 ? own : lane(cpu: cpu, lanes: lanes)
  }

  /// The lane of an event of nobody on `cpu`.
  func lane(cpu: Int, lanes: Int) -> Int {
    if cpu < laneOfCPU.count, laneOfCPU[cpu] >= 0 { return laneOfCPU[cpu] }
    return cpu == 0 ? 0 : lanes - 1
  }
}
