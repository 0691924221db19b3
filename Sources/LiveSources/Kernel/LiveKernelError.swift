/// Why the kernel could not be watched: facts, and what can be done about them.
public enum LiveKernelError: Error, Hashable, Sendable {
  /// Only root may set probes.
  case notRoot
  /// There is no tracefs.
  case notMounted
  /// The kernel was built without kprobe events.
  case noKprobes
  /// The kernel does not tell its types.
  case noTypes(path: String)
  /// There is no process of that number.
  case noSuchProcess(pid: Int32)
  /// The process' mm_struct was not found: it has ended, is a kernel thread, or has another number
  /// in the kernel's eyes.
  case noSpace(pid: Int32)
  /// No probe could be set on one of the paths, or on both.
  case nothingToProbe([ProbePlan.Gap])
  /// The types cannot be read.
  case types(BTFError, path: String)
  /// The list of functions cannot be read.
  case symbols(KernelSymbolsError, path: String)
  /// The process that was to be watched could not be started, or found no way to pin.
  case exerciser(String)
  /// The system refused: what was to be done, and its error number.
  case system(what: String, code: Int32)

  /// The error as one sentence, without error numbers put into words.
  public var words: String {
    switch self {
    case .notRoot:
      "only root may set probes: run it as root, or let --print-setup write a script that root "
        + "runs on this kernel; for another kernel give it --btf, --kallsyms and --release"
    case .notMounted: "tracefs is not mounted: mount -t tracefs tracefs /sys/kernel/tracing"
    case .noKprobes:
      "this kernel has no kprobe events (CONFIG_KPROBE_EVENTS): boot one that has, such as "
        + "Debian's, or see Tests/Kernel/run, which boots one in QEMU"
    case .noTypes(let path):
      "\(path) is missing, so the offsets of this kernel are not known (CONFIG_DEBUG_INFO_BTF): "
        + "give its BTF with --btf"
    case .noSuchProcess(let pid): "there is no process \(pid)"
    case .noSpace(let pid):
      "the mm_struct of process \(pid) was not found: it has ended, is a kernel thread, or this is "
        + "a container with process numbers of its own, in which case run it on the host"
    case .nothingToProbe(let gaps):
      "this kernel does not show both paths: "
        + gaps.map { "\($0.what): \($0.why)" }.joined(separator: "; ")
    case .types(let error, let path): "\(path): \(error.words)"
    case .symbols(let error, let path): "\(path): \(error.words)"
    case .exerciser(let words): "the exerciser cannot run: \(words)"
    case .system(let what, _): what
    }
  }
}
