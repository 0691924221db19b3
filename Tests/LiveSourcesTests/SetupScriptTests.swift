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
