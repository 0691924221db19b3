/// Probes that are set in the running kernel. Whatever it has done there, it undoes in reverse
/// order: when it is told to, when setting up fails half-way, and at the latest when it goes.
public final class KernelSession<Files: TraceFileSystem> {
  /// One thing that was done and is to be undone.
  private enum Undo {
    case removeInstance
    case removeEvent(String)
    case disable
  }

  private let files: Files
  private let number: Int32
  /// When the process of that number was started.
  private let start: UInt64
  private var undo: [Undo] = []
  /// The threads whose events are reported, and the events that are set.
  private var watchedTasks: [String] = []
  private var setEvents: [ProbeEvent] = []

  /// How many threads fit a filter, which may be a page long.
  static var tasksMax: Int { 128 }

  /// The watched process' `mm_struct`, in hexadecimal.
  public private(set) var space = ""
  /// What is missing, that which the kernel refused included.
  public private(set) var gaps: [ProbePlan.Gap] = []

  /// The tracefs instance, a directory that is nobody else's.
  public var instance: String { "instances/racelanes-\(number)-\(start)" }
  private var group: String { "racelanes_\(number)_\(start)" }

  /// A session that is called by `number`, the process that runs it.
  public convenience init(_ files: Files, number: Int32) {
    self.init(files, number: number, start: files.startTime(of: number))
  }

  private init(_ files: Files, number: Int32, start: UInt64) {
    self.files = files
    self.number = number
    self.start = start
  }

  deinit { _ = tearDown() }

  /// Sets the probes of `plan` for the process `pid`. What dead sessions have left is removed
  /// before. After an error everything is as it was.
  public func setUp(_ plan: ProbePlan, pid: Int32) throws(LiveKernelError) {
    guard plan.seesBothPaths else { throw .nothingToProbe(plan.gaps) }
    guard files.isAlive(pid) else { throw .noSuchProcess(pid: pid) }
    removeStale()
    do throws(LiveKernelError) {
      try makeInstance()
      try findSpace(of: pid)
      try setProbes(plan)
      try watchTasks(of: pid)
      undo.append(.disable)
      try files.write("1", to: "\(instance)/events/\(group)/enable", appending: false)
      try files.write("1", to: "\(instance)/tracing_on", appending: false)
    } catch {
      _ = tearDown()
      throw error
    }
  }

  private func makeInstance() throws(LiveKernelError) {
    try files.makeDirectory(instance)
    undo.append(.removeInstance)
    // The default clock is not comparable between CPUs.
    try files.write("mono", to: "\(instance)/trace_clock", appending: false)
    // What these are by default is good enough if they cannot be set.
    try? files.write("4096", to: "\(instance)/buffer_size_kb", appending: false)
    try? files.write("0", to: "\(instance)/buffer_percent", appending: false)
  }

  /// Reading `/proc/PID/statm` makes the kernel call task_statm() with the process' mm_struct; a
  /// probe there tells its address. No argument of the GUP path does.
  private func findSpace(of pid: Int32) throws(LiveKernelError) {
    try addEvent("p:\(group)/mm_of task_statm mm=$arg1:x64", named: "mm_of")
    let event = "\(instance)/events/\(group)/mm_of"
    try files.write("common_pid == \(number)", to: event + "/filter", appending: false)
    try files.write("1", to: event + "/enable", appending: false)
    undo.append(.disable)
    _ = try files.read("/proc/\(pid)/statm")
    try files.write("0", to: event + "/enable", appending: false)
    undo.removeLast()
    let text = try files.read("\(instance)/trace")
    guard let found = text.firstMatch(of: /mm_of: .*mm=(0x[0-9a-f]+)/), found.1 != "0x0" else {
      throw .noSpace(pid: pid)
    }
    space = String(found.1)
    try removeEvent("mm_of")
    undo.removeLast()
    try files.write("0", to: "\(instance)/tracing_on", appending: false)
    try files.write("", to: "\(instance)/trace", appending: false)
  }

  private func setProbes(_ plan: ProbePlan) throws(LiveKernelError) {
    gaps = plan.gaps
    for event in plan.events {
      do throws(LiveKernelError) {
        try addEvent(event.kprobeText(group: group, space: space), named: event.name)
        setEvents.append(event)
      } catch {
        gaps.append(ProbePlan.Gap(what: "\(event.function)()", why: refusal))
      }
    }
    let names = Set(setEvents.map(\.name))
    guard names.contains("gupf_enter"), names.contains("cpr_enter") else {
      throw .nothingToProbe(gaps)
    }
  }

  /// What the kernel says of the definition that it refused last.
  private var refusal: String {
    let log = (try? files.read("error_log")) ?? ""
    let last = log.split(separator: "\n").last { $0.contains("error: ") }
    guard let last, let words = last.firstRange(of: "error: ") else {
      return "the kernel refused the probe"
    }
    return "the kernel refused the probe: \(last[words.upperBound...])"
  }

  private func addEvent(_ text: String, named name: String) throws(LiveKernelError) {
    try files.write(text, to: "kprobe_events", appending: true)
    undo.append(.removeEvent(name))
  }

  private func removeEvent(_ name: String) throws(LiveKernelError) {
    try files.write("-:\(group)/\(name)", to: "kprobe_events", appending: true)
  }

  /// Has the threads of the process watched that are there now.
  ///
  /// Through the filters of the events: `set_event_pid` would have the kernel look at every switch
  /// of tasks on the machine.
  public func watchTasks(of pid: Int32) throws(LiveKernelError) {
    let tasks = files.names(in: "/proc/\(pid)/task")
    guard !tasks.isEmpty, tasks != watchedTasks else { return }
    if tasks.count > Self.tasksMax, watchedTasks.count <= Self.tasksMax {
      gaps.append(
        ProbePlan.Gap(
          what: "\(tasks.count - Self.tasksMax) threads of the process",
          why: "no more than \(Self.tasksMax) are watched"))
    }
    for event in setEvents {
      try files.write(
        event.filterText(tasks: Array(tasks.prefix(Self.tasksMax))),
        to: "\(instance)/events/\(group)/\(event.name)/filter", appending: false)
    }
    watchedTasks = tasks
  }

  /// Stops the recording; what is in the buffers can still be read.
  public func stop() { try? files.write("0", to: "\(instance)/tracing_on", appending: false) }

  /// How many hits of returns were missed since too many were on their way at once.
  public var missedReturns: Int {
    let profile = (try? files.read("kprobe_profile")) ?? ""
    return profile.split(separator: "\n").reduce(0) { sum, line in
      let words = line.split(separator: " ")
      let name = words.first.map(String.init) ?? ""
      guard words.count == 3, isOurs(event: name) else { return sum }
      return sum + (Int(words[2]) ?? 0)
    }
  }

  private func isOurs(event: String) -> Bool {
    undo.contains { if case .removeEvent(event) = $0 { true } else { false } }
  }

  /// Undoes everything, the last thing first. What cannot be undone is told, and does not keep the
  /// rest from being undone. Doing it again does nothing.
  public func tearDown() -> [LiveKernelError] {
    var problems: [LiveKernelError] = []
    while let step = undo.popLast() {
      do throws(LiveKernelError) {
        switch step {
        case .disable:
          try files.write("0", to: "\(instance)/events/\(group)/enable", appending: false)
        case .removeEvent(let name): try removeEvent(name)
        case .removeInstance: try files.removeDirectory(instance)
        }
      } catch { problems.append(error) }
    }
    return problems
  }

  /// Removes what sessions have left that were killed.
  private func removeStale() {
    for name in files.names(in: "instances") {
      let parts = name.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0] == "racelanes", let number = Int32(parts[1]),
        let start = UInt64(parts[2])
      else { continue }
      // Its number may be another process' by now.
      guard !files.isAlive(number) || files.startTime(of: number) != start else { continue }
      let dead = KernelSession(files, number: number, start: start)
      let events = (try? files.read("kprobe_events")) ?? ""
      dead.undo = [.removeInstance]
      for line in events.split(separator: "\n") {
        guard let colon = line.firstIndex(of: ":") else { continue }
        let path = line[line.index(after: colon)...].prefix { $0 != " " }
        guard path.hasPrefix("\(dead.group)/") else { continue }
        dead.undo.append(.removeEvent(String(path.dropFirst(dead.group.count + 1))))
      }
      dead.undo.append(.disable)
      _ = dead.tearDown()
    }
  }
}
