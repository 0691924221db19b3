/// What the header of a recording says of it.
struct FtraceProvenance: Hashable, Sendable {
  /// What the recording is called.
  var kind = "ftrace text"
  var tracer: String?
  var vocabulary: String?
  private var kept: UInt64?
  private var written: UInt64 = 0
  private var starts: [Start] = []

  private struct Start: Hashable, Sendable {
    var cpu: Int
    var line: Int
  }

  /// How many of the events that were written the ring still held.
  var entries: (kept: UInt64, written: UInt64) {
    get { (kept ?? 0, written) }
    set { (kept, written) = newValue }
  }

  /// Notes where the events of a CPU begin.
  mutating func addStart(cpu: Int, line: Int) {
    if starts.count < 16 { starts.append(Start(cpu: cpu, line: line)) }
  }

  /// All of it, a line each.
  var lines: [String] {
    var lines = [kind + (tracer.map { ", tracer \($0)" } ?? "")]
    if let kept {
      lines.append(
        written > kept
          ? "the ring buffer held the last \(kept) of \(written) events"
          : "the ring buffer held \(kept) events")
    }
    for start in starts {
      lines.append("no events of CPU \(start.cpu) before line \(start.line)")
    }
    if let vocabulary { lines.append("read with the vocabulary \(vocabulary)") }
    return lines
  }
}
