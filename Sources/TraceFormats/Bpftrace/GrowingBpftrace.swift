internal import RaceTrace

/// Reads what bpftrace prints while it prints it: each line is rewritten as ftrace would have written
/// it, and the window sorts them.
struct GrowingBpftrace: GrowingReader {
  private var body: FtraceReader.Body

  init(body: FtraceReader.Body) { self.body = body }

  mutating func take(_ line: Bytes, _ number: Int, _ news: inout [WindowNews]) {
    var first = 0
    line.skipBlanks(&first)
    guard line.has(.openBrace, at: first) else { return takeText(line, number, &news) }
    switch try? BpftraceJSON(line, number) {
    case .text(let text)?: takeText(text.span, number, &news)
    case .lost(let count)?: body.take(Self.lost(count).span, number, &news)
    case .other?: break
    case nil: body.take(Self.unreadable(line).span, number, &news)
    }
  }

  private mutating func takeText(_ line: Bytes, _ number: Int, _ news: inout [WindowNews]) {
    switch line.firstBadText() == nil ? BpftraceLine(line) : nil {
    case .event(let event)?:
      body.take(BpftraceReader.rewritten(line, event).span, number, &news)
    case .lost(let count)?: body.take(Self.lost(count).span, number, &news)
    case .aside?: break
    case nil: body.take(Self.unreadable(line).span, number, &news)
    }
  }

  private static func lost(_ count: UInt64) -> [UInt8] {
    Array("CPU:0 [LOST \(count) EVENTS]".utf8)
  }

  /// A line that ftrace's reader counts as one that it cannot read.
  private static func unreadable(_ line: Bytes) -> [UInt8] {
    Array("? ".utf8) + Array(visibleText(line).utf8)
  }

  mutating func settle() { body.settle() }
  mutating func tell(_ news: inout [WindowNews]) { body.tell(&news) }
  var badLineCount: Int { body.badLineCount }
  var hasBegun: Bool { body.hasBegun }
  var provenance: [String] { body.provenance }
  var unknown: [UnknownEvents] { body.unknown }
  var failure: TraceReadError? { body.failure }
}
