import ArgumentParser
import CExerciser
import Glibc
import LiveSources

/// The options of `racelanes live --kernel`.
struct LiveKernelArguments: ParsableArguments {
  @Option(help: ArgumentHelp("The process to watch, instead of one of its own.", valueName: "n"))
  var pid: Int32?

  @Option(help: ArgumentHelp("Write the recording to a file as well.", valueName: "file"))
  var record: String?

  @Option(
    help: ArgumentHelp("How often its own process tries; otherwise without end.", valueName: "n"))
  var attempts: UInt?

  @Flag(help: "Print the commands as a shell script, instead of running them.")
  var printSetup = false

  @Flag(help: "Print a program for bpftrace that reports the same; what it prints is read too.")
  var bpftrace = false

  @Option(
    help: ArgumentHelp(
      "The BTF of the kernel meant, if not the running one's.", valueName: "file"))
  var btf: String?

  @Option(help: ArgumentHelp("Its list of functions.", valueName: "file"))
  var kallsyms: String?

  @Option(
    help: ArgumentHelp(
      "Its release, as uname -r tells it there; with --btf, has_pinned cannot be read without it, and a script cannot test where it runs.",
      valueName: "text"))
  var release: String?

  /// The trace_marker to write to: what makes this program the exerciser.
  @Option(help: .hidden) var exercise: String?

  @Option(name: .customLong("exercise-seed"), help: .hidden) var seed: UInt = 1

  func validate() throws {
    if let pid, pid <= 0 { throw ValidationError("--pid takes a number above 0") }
    // The exerciser itself is told 0 for no end.
    if attempts == 0, exercise == nil {
      throw ValidationError("--attempts takes a number from 1 on")
    }
    if pid != nil, attempts != nil {
      throw ValidationError("--attempts is for racelanes' own process, not for --pid")
    }
    if printSetup, bpftrace {
      throw ValidationError("--print-setup and --bpftrace each print something: choose one")
    }
    let watching = [
      ("--pid", pid != nil), ("--record", record != nil), ("--attempts", attempts != nil),
    ]
    if onlyPrints, let first = watching.first(where: \.1) {
      throw ValidationError(
        "\(first.0) is for watching, and nothing is watched when it is printed")
    }
    if let release, KernelRelease(release) == nil {
      throw ValidationError("'\(release)' is no release such as 6.1.0")
    }
  }

  /// Whether it only prints what would set the probes.
  var onlyPrints: Bool { printSetup || bpftrace }

  /// What was given that only the kernel has, as it is written.
  var given: [String] {
    let all = [
      ("--pid", pid != nil), ("--record", record != nil), ("--attempts", attempts != nil),
      ("--print-setup", printSetup), ("--bpftrace", bpftrace), ("--btf", btf != nil),
      ("--kallsyms", kallsyms != nil), ("--release", release != nil),
    ]
    return all.filter(\.1).map(\.0)
  }

  func run(seconds: Double?, _ looks: LookArguments) throws {
    if let exercise { return Exerciser.run(marker: exercise, attempts: attempts ?? 0, seed: seed) }
    do {
      if printSetup { return try Output.write(Array(SetupScript(try plan()).text.utf8)) }
      if bpftrace { return try Output.write(Array(BpftraceProgram(try plan()).text.utf8)) }
      // What is missing is told before a screen is taken.
      let files = try KernelFiles()
      let plan = try plan()
      guard !Surroundings.canPlay else {
        let status = try KernelPlayer.play(looks)
        if status != 0 { throw ExitCode(status) }
        return
      }
      let signal = try watch(files, plan, seconds: seconds)
      if let signal { throw ExitCode(128 + signal) }
    } catch let error as LiveKernelError {
      throw Failure(error)
    }
  }

  private func plan() throws -> ProbePlan {
    let btf = btf ?? "/sys/kernel/btf/vmlinux"
    let kallsyms = kallsyms ?? "/proc/kallsyms"
    let release = release.map { KernelRelease($0) } ?? (self.btf == nil ? .running : nil)
    let list = try KernelFiles.bytes(of: kallsyms)
    guard FileReading.exists(btf) else { throw LiveKernelError.noTypes(path: btf) }
    let description = try KernelFiles.bytes(of: btf)
    do {
      return ProbePlan(
        symbols: try KernelSymbols(list), types: try BTF(description), release: release)
    } catch let error as KernelSymbolsError {
      throw LiveKernelError.symbols(error, path: kallsyms)
    } catch let error as BTFError {
      throw LiveKernelError.types(error, path: btf)
    }
  }

  /// Sets the probes, reads, and removes them; gives the signal that ended it.
  private func watch(
    _ files: KernelFiles, _ plan: ProbePlan, seconds: Double?
  ) throws -> Int32? {
    let output = try LiveOutput(record: record)
    var exerciser: ExerciserProcess?
    let session = KernelSession(files, number: getpid())
    if pid == nil {
      let marker = files.absolute("\(session.instance)/trace_marker")
      exerciser = try ExerciserProcess(
        arguments: ["live", "--exercise", marker, "--attempts", String(attempts ?? 0)])
    }
    guard let watched = pid ?? exerciser?.pid else { return nil }
    let signals = HeldSignals()
    try session.setUp(plan, pid: watched)
    tell(session, watched, exerciser?.way)
    exerciser?.begin()
    let end = try KernelWatch(session, files: files, pid: watched).run(
      seconds: seconds, signals: signals,
      isAlive: { output.hasReader && (exerciser.map(\.isAlive) ?? files.isAlive(watched)) },
      take: output.take)
    exerciser?.end()
    let missed = session.missedReturns
    if missed > 0 { Output.complain("racelanes: \(missed) returns of functions were missed") }
    for problem in session.tearDown() { Output.complain("racelanes: \(Failure(problem).words)") }
    try output.finish()
    if case .signal(let signal) = end { return signal }
    return nil
  }

  private func tell(_ session: KernelSession<KernelFiles>, _ watched: Int32, _ way: String?) {
    Output.complain(
      "racelanes: watching process \(watched)"
        + (way.map { ", which pins by \($0)" } ?? "") + "; mm_struct at \(session.space)")
    for gap in session.gaps { Output.complain("racelanes: not seen: \(gap.what): \(gap.why)") }
  }
}

extension Failure {
  /// The kernel could not be watched.
  init(_ error: LiveKernelError) {
    if case .system(let what, let code) = error {
      words = "\(what): \(SystemError.words(code))"
    } else {
      words = error.words
    }
  }
}
