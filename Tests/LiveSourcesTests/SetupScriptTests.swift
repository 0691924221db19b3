import Foundation
import TestSupport
import Testing

@testable import LiveSources

struct SetupScriptTests {
  @Test func `the script is the one that was looked at`() throws {
    try expectGolden(SetupScript(try Kernels.plan(Kernels.middle)).text, "setup-6.1.sh.txt")
  }

  /// Every shell must take it: this one only reads it.
  @Test func `a shell can read it`() throws {
    for traits in [Kernels.early, Kernels.middle, Kernels.late] {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-n", "-c", SetupScript(try Kernels.plan(traits)).text]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
  }

  /// What the script says on a kernel whose `uname -rm` is `kernel`, and how it ends.
  private func run(
    _ plan: ProbePlan, on kernel: (release: String, machine: String)
  ) throws -> (said: String, status: Int32) {
    let uname = """
      uname() {
        case $1 in
        -r) echo \(kernel.release) ;;
        -rm) echo \(kernel.release) \(kernel.machine) ;;
        esac
      }

      """
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    // Without a process to watch it goes no further than its first test of what it was given.
    process.arguments = ["-c", uname + SetupScript(plan).text]
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    let said = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (String(decoding: said, as: UTF8.self), process.terminationStatus)
  }

  /// The offsets are those of one kernel.
  @Test func `the script sets nothing on another kernel`() throws {
    let release = "6.1.0-56-cloud-amd64"
    let missing = "the process to watch is missing"
    let plan = try Kernels.plan(Kernels.middle)
    #expect(try run(plan, on: (release, "x86_64")).said.contains(missing))
    for other in ["6.1.0-57-cloud-amd64", "6.1.0", "5.10.0"] {
      let refused = try run(plan, on: (other, "x86_64"))
      #expect(refused.status == 2)
      #expect(
        refused.said.hasPrefix("made for Linux \(release), and this is Linux \(other): nothing"))
      #expect(!refused.said.contains(missing))
    }
    let native = try Kernels.plan(
      Kernels.middle, release: KernelRelease(release, machine: "x86_64"))
    #expect(SetupScript(native).text.contains("# For Linux \(release) on x86_64: "))
    #expect(try run(native, on: (release, "x86_64")).said.contains(missing))
    #expect(try run(native, on: (release, "aarch64")).status == 2)
    let unknown = try run(try Kernels.plan(Kernels.middle, release: nil), on: ("5.10.0", "x86_64"))
    #expect(unknown.said.hasPrefix("made for a kernel whose release was not told"))
    #expect(unknown.said.contains(missing))
  }

  /// What the shell makes of the definitions is what ``KernelSession`` would write.
  @Test func `the shell writes what the session writes`() throws {
    let plan = try Kernels.plan(Kernels.middle)
    let lines = SetupScript(plan).text.split(separator: "\n").filter { $0.hasPrefix("probe ") }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    let head = "mm=0xffff8880abc0; group=g; who=x; probe() { printf '%s\\n' \"$2\"; }\n"
    process.arguments = ["-c", head + lines.dropFirst().joined(separator: "\n")]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let written = String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(
      written == plan.events.map { $0.kprobeText(group: "g", space: "0xffff8880abc0") })
  }
}

struct BpftraceProgramTests {
  @Test func `the program is the one that was looked at`() throws {
    try expectGolden(BpftraceProgram(try Kernels.plan(Kernels.middle)).text, "probes-6.1.bt.txt")
  }

  @Test func `the program says for which kernel it is`() throws {
    for (release, words) in [
      (KernelRelease("6.1.0"), "Linux 6.1.0."),
      (KernelRelease("6.1.0", machine: "x86_64"), "Linux 6.1.0 on x86_64."),
      (nil, "a kernel whose release was not told."),
    ] {
      let program = BpftraceProgram(try Kernels.plan(Kernels.middle, release: release))
      #expect(program.text.contains("// Made for \(words)\n"))
    }
  }

  /// bpftrace fits values to formats by their number.
  @Test func `every format has its value`() throws {
    for traits in [Kernels.early, Kernels.middle, Kernels.late] {
      let plan = try Kernels.plan(traits)
      let clauses = BpftraceProgram(plan).text.split(separator: "printf(").dropFirst()
      #expect(clauses.count == plan.events.count)
      for (clause, event) in zip(clauses, plan.events) {
        let text = clause.prefix { $0 != ";" }
        let format = text.prefix { $0 != "," }
        #expect(format.count { $0 == "%" } == event.fields.count + 4)
        #expect(text.count { $0 == "," } == event.fields.count + 4)
      }
    }
  }
}
