@testable import LiveSources

/// A tracefs that remembers what is in it, refuses what the real one would refuse, and fails at the
/// n-th thing that is done with it.
final class FakeTracefs: TraceFileSystem {
  var instances: Set<String> = []
  /// Definitions by `group/name`.
  var events: [String: String] = [:]
  var enabled: Set<String> = []
  var alive: Set<Int32> = [1, 100]
  /// When processes were started, if not at 5.
  var starts: [Int32: UInt64] = [:]
  var tasks = ["100", "101"]
  var written: [String] = []
  /// Functions that no probe can be set on.
  var refused: Set<String> = []
  /// How many more things may be done before one fails; nil for any number.
  var failsAfter: Int?

  private func step(_ what: String) throws(LiveKernelError) {
    written.append(what)
    guard let left = failsAfter else { return }
    failsAfter = left > 0 ? left - 1 : nil
    if left == 0 { throw .system(what: what, code: 5) }
  }

  func read(_ path: String) throws(LiveKernelError) -> String {
    switch path {
    case "kprobe_events": return events.map { "p:\($0.key) \($0.value)\n" }.sorted().joined()
    case "error_log":
      return
        "[  1.0] trace_kprobe: error: Invalid probed address or symbol\n  Command: p:x\n    ^\n"
    case "kprobe_profile":
      return "  cpr_ret                 12               3\n  others                   1   7\n"
    default: break
    }
    try step("read \(path)")
    if path.hasSuffix("/trace") {
      return "# tracer: nop\n x-7 [000] ..... 1.0: mm_of: (f+0x0/0x1) mm=0xffff8880abc0\n"
    }
    return ""
  }

  func write(_ text: String, to path: String, appending: Bool) throws(LiveKernelError) {
    try step("\(text) > \(path)")
    if path == "kprobe_events" { return try define(text) }
    let parts = path.split(separator: "/").map(String.init)
    guard parts.count > 1, parts[0] == "instances" else { return }
    guard instances.contains(parts[1]) else { throw .system(what: path, code: 2) }
    guard parts.last == "enable" else { return }
    for event in events.keys where parts.count == 5 || event == "\(parts[3])/\(parts[4])" {
      guard event.hasPrefix(parts[3] + "/") else { continue }
      if text == "1" { enabled.insert(event) } else { enabled.remove(event) }
    }
  }

  private func define(_ text: String) throws(LiveKernelError) {
    let words = text.split(separator: " ").map(String.init)
    let name = String(words[0].dropFirst(2))
    guard text.hasPrefix("-:") else {
      guard !refused.contains(words[1]), events[name] == nil else {
        throw .system(what: text, code: 22)
      }
      events[name] = words[1]
      return
    }
    guard events[name] != nil, !enabled.contains(name) else {
      throw .system(what: text, code: 16)
    }
    events[name] = nil
  }

  func makeDirectory(_ path: String) throws(LiveKernelError) {
    try step("mkdir \(path)")
    instances.insert(String(path.dropFirst("instances/".count)))
  }

  func removeDirectory(_ path: String) throws(LiveKernelError) {
    try step("rmdir \(path)")
    instances.remove(String(path.dropFirst("instances/".count)))
  }

  func names(in path: String) -> [String] {
    path == "instances" ? instances.sorted() : tasks
  }

  func isAlive(_ pid: Int32) -> Bool { alive.contains(pid) }

  func startTime(of pid: Int32) -> UInt64 { starts[pid] ?? 5 }
}
