import Foundation
import Testing

@testable import LiveSources

struct KernelSessionTests {
  private func isClean(_ files: FakeTracefs) -> Bool {
    files.instances.isEmpty && files.events.isEmpty && files.enabled.isEmpty
  }

  @Test func `it sets the probes, and removes them again`() throws {
    let files = FakeTracefs()
    let session = KernelSession(files, number: 7)
    let plan = try Kernels.plan(Kernels.middle)
    try session.setUp(plan, pid: 100)
    #expect(session.space == "0xffff8880abc0")
    #expect(files.instances == ["racelanes-7-5"])
    #expect(Set(files.events.keys) == Set(plan.events.map { "racelanes_7_5/" + $0.name }))
    #expect(files.enabled.count == plan.events.count)
    #expect(files.written.contains("mono > instances/racelanes-7-5/trace_clock"))
    #expect(
      files.written.contains(
        "(common_pid == 100 || common_pid == 101) && (seq & 1) > "
          + "instances/racelanes-7-5/events/racelanes_7_5/vm_normal_page/filter"))
    #expect(files.written.contains { $0.contains(#"seq=+248(\0xffff8880abc0):u32"#) })
    #expect(session.tearDown() == [])
    #expect(isClean(files))
    #expect(session.tearDown() == [])
  }

  /// Whatever fails, and whenever: nothing is left behind.
  @Test func `after an error everything is as it was`() throws {
    let plan = try Kernels.plan(Kernels.middle)
    var failures = 0
    for count in 0..<200 {
      let files = FakeTracefs()
      files.failsAfter = count
      let session = KernelSession(files, number: 7)
      do {
        try session.setUp(plan, pid: 100)
      } catch {
        failures += 1
        #expect(isClean(files), "failed at thing \(count): \(files.written.last ?? "")")
        continue
      }
      let isOver = files.failsAfter != nil
      files.failsAfter = nil
      #expect(session.tearDown() == [])
      #expect(isClean(files), "went on after thing \(count)")
      if isOver { break }
    }
    #expect(failures > 10)
  }

  /// What fails while it is undone is told, and the rest is undone all the same.
  @Test func `one thing that cannot be undone does not keep the rest`() throws {
    let plan = try Kernels.plan(Kernels.middle)
    for count in 1...plan.events.count {
      let files = FakeTracefs()
      let session = KernelSession(files, number: 7)
      try session.setUp(plan, pid: 100)
      files.failsAfter = count
      #expect(session.tearDown().count == 1)
      #expect(files.instances.isEmpty)
      #expect(files.events.count == 1)
    }
  }

  @Test func `a session that goes takes its probes along`() throws {
    let files = FakeTracefs()
    do {
      let session = KernelSession(files, number: 7)
      try session.setUp(try Kernels.plan(Kernels.middle), pid: 100)
      #expect(!isClean(files))
    }
    #expect(isClean(files))
  }

  @Test func `it is undone in reverse order`() throws {
    let files = FakeTracefs()
    let session = KernelSession(files, number: 7)
    try session.setUp(try Kernels.plan(Kernels.middle), pid: 100)
    let defined = files.written.filter { $0.hasPrefix("p:") || $0.hasPrefix("r:") }
      .compactMap { $0.split(separator: " ").first?.dropFirst(2) }.filter { !$0.hasSuffix("mm_of") }
    files.written = []
    _ = session.tearDown()
    #expect(files.written.first == "0 > instances/racelanes-7-5/events/racelanes_7_5/enable")
    #expect(files.written.last == "rmdir instances/racelanes-7-5")
    let removed = files.written.filter { $0.hasPrefix("-:") }
      .compactMap { $0.split(separator: " ").first?.dropFirst(2) }
    #expect(removed == defined.reversed())
  }

  @Test func `what dead sessions have left is removed, and that of living ones is not`() throws {
    let files = FakeTracefs()
    files.alive.formUnion([8, 9])
    files.starts[9] = 4321
    // 6 has died, 9 as well: somebody else has its number now.
    files.instances = [
      "racelanes-6-5", "racelanes-8-5", "racelanes-9-5", "somebody", "racelanes-x", "racelanes-3",
    ]
    files.events = [
      "racelanes_6_5/cpr_enter": "f", "racelanes_8_5/cpr_enter": "f",
      "racelanes_9_5/cpr_enter": "f", "kp/mine": "f",
    ]
    files.enabled = ["racelanes_6_5/cpr_enter", "racelanes_9_5/cpr_enter", "kp/mine"]
    let session = KernelSession(files, number: 7)
    try session.setUp(try Kernels.plan(Kernels.middle), pid: 100)
    _ = session.tearDown()
    #expect(files.instances == ["racelanes-8-5", "somebody", "racelanes-x", "racelanes-3"])
    #expect(Set(files.events.keys) == ["racelanes_8_5/cpr_enter", "kp/mine"])
    #expect(files.enabled == ["kp/mine"])
  }

  @Test func `a process of this machine has a start that its parent's does not have`() {
    #expect(KernelFiles.startTime(of: getpid()) > KernelFiles.startTime(of: 1))
    #expect(KernelFiles.startTime(of: -1) == 0)
  }

  @Test func `a probe that is refused is told, and the others are set`() throws {
    let files = FakeTracefs()
    files.refused = ["wp_page_copy"]
    let session = KernelSession(files, number: 7)
    try session.setUp(try Kernels.plan(Kernels.middle), pid: 100)
    let gap = try #require(session.gaps.first { $0.what == "wp_page_copy()" })
    #expect(gap.why == "the kernel refused the probe: Invalid probed address or symbol")
    #expect(files.events["racelanes_7_5/cpr_enter"] == "copy_page_range")
  }

  @Test func `without one of the paths nothing is set`() throws {
    let files = FakeTracefs()
    files.refused = ["copy_page_range"]
    let session = KernelSession(files, number: 7)
    #expect(throws: LiveKernelError.self) {
      try session.setUp(try Kernels.plan(Kernels.middle), pid: 100)
    }
    #expect(isClean(files))
  }

  @Test func `a process that is not there is told apart`() throws {
    let session = KernelSession(FakeTracefs(), number: 7)
    #expect(throws: LiveKernelError.noSuchProcess(pid: 5)) {
      try session.setUp(try Kernels.plan(Kernels.middle), pid: 5)
    }
  }

  @Test func `filters are written anew when the threads are others, and only then`() throws {
    let files = FakeTracefs()
    let session = KernelSession(files, number: 7)
    let plan = try Kernels.plan(Kernels.middle)
    try session.setUp(plan, pid: 100)
    files.written = []
    try session.watchTasks(of: 100)
    #expect(files.written.isEmpty)
    files.tasks.append("102")
    try session.watchTasks(of: 100)
    #expect(files.written.count == plan.events.count)
    #expect(files.written.allSatisfy { $0.contains("|| common_pid == 102") })
    files.tasks = (0..<200).map { "\(1000 + $0)" }
    try session.watchTasks(of: 100)
    #expect(files.written.last?.contains("common_pid == 1127") == true)
    #expect(files.written.last?.contains("common_pid == 1128") == false)
    #expect(session.gaps.last?.what == "72 threads of the process")
    // A filter may be a page long.
    #expect(files.written.allSatisfy { $0.utf8.count < 4096 })
  }

  @Test func `missed returns of its own events are counted`() throws {
    let session = KernelSession(FakeTracefs(), number: 7)
    try session.setUp(try Kernels.plan(Kernels.middle), pid: 100)
    #expect(session.missedReturns == 3)
  }
}
