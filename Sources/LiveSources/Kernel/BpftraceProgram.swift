/// A program for bpftrace that reports the events of a plan. bpftrace knows the current task, so
/// here every event tells of the address space of the task that it is about.
public struct BpftraceProgram: Hashable, Sendable {
  private let plan: ProbePlan

  /// The program for `plan`.
  public init(_ plan: ProbePlan) { self.plan = plan }

  /// The program.
  public var text: String {
    var text = """
      // Made by: racelanes live --kernel --bpftrace
      // As root: bpftrace THIS PID > trace.txt (or with -f json); then: racelanes play trace.txt

      """
    text +=
      "// Made for \(plan.release?.words ?? "a kernel whose release was not told").\n" + Self.limits
    for gap in plan.gaps { text += "// Not seen: \(gap.what): \(gap.why).\n" }
    for event in plan.events { text += "\n" + Self.clause(event) }
    return text
  }

  /// bpftrace has no way to ask for the release, but to run commands (--unsafe).
  private static let limits = """
    // bpftrace finds members in the BTF of the kernel that it runs on. Which functions there are,
    // which argument is which, and which bit has_pinned is were taken from the kernel above: on
    // another one, make the program anew. It cannot test that by itself.

    """

  private static func clause(_ event: ProbeEvent) -> String {
    var condition = "pid == $1"
    if let odd = event.onlyWhenOdd, let field = event.fields.first(where: { $0.name == odd }) {
      condition += " && (\(expression(field)) & 1)"
    }
    let formats = event.fields.map { " \($0.name)=\(format($0.form))" }.joined()
    let values = event.fields.map { ",\n    \(cast($0.form))(\(expression($0)))" }.joined()
    return """
      \(event.isReturn ? "kretprobe" : "kprobe"):\(event.function)
      /\(condition)/
      {
        printf("rl %llu %u %u \(event.name)\(formats) comm=%s\\n", nsecs, cpu, tid\(values), comm);
      }

      """
  }

  private static func expression(_ field: ProbeField) -> String {
    var text =
      switch field.root {
      case .argument(let index): "arg\(index)"
      case .result: "retval"
      case .space: "((struct task_struct *)curtask)->mm"
      }
    for step in field.steps {
      text = "((struct \(step.structure) *)\(text))->\(step.member)"
      if step.member.hasSuffix("__mm_flags") { text += "[0]" }
    }
    return field.bit.map { "(\(text) >> \($0)) & 1" } ?? text
  }

  private static func format(_ form: ProbeField.Form) -> String {
    switch form {
    case .hex: "0x%llx"
    case .hex32: "0x%x"
    case .unsigned: "%llu"
    case .unsigned32: "%u"
    case .signed: "%lld"
    case .signed32: "%d"
    }
  }

  private static func cast(_ form: ProbeField.Form) -> String {
    switch form {
    case .hex, .unsigned: "(uint64)"
    case .hex32, .unsigned32: "(uint32)"
    case .signed: "(int64)"
    case .signed32: "(int32)"
    }
  }
}
