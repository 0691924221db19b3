public import RaceTrace

/// Reads what bpftrace prints when it runs racelanes' program, as text or as JSON (`-f json`).
///
/// bpftrace takes events from one CPU's buffer after the other, so the lines are not in the order
/// of their stamps: they are sorted, and there is no trace before the end. Equal stamps stay in the
/// order of their lines. The meaning of events comes from a vocabulary, as for ftrace's text.
public struct BpftraceReader: Sendable {
  /// A line in ftrace's form, and where it came from.
  private struct Line: Sendable {
    var time: Int64
    var number: Int
    var bytes: Range<Int>
  }

  /// What such a recording is called.
  static let kind = "bpftrace's output"

  private let vocabularies: [Vocabulary]
  private let options: ReadOptions
  private let title: String
  private var splitter: LineSplitter
  private var lines: [Line] = []
  private var bytes: [UInt8] = []
  /// The newest stamp so far: what carries none stands there.
  private var newest: Int64 = 0

  /// A reader; of `vocabularies`, the one that can read most of the first events is used.
  public init(vocabularies: [Vocabulary], options: ReadOptions = ReadOptions(), title: String) {
    self.vocabularies = vocabularies
    self.options = options
    self.title = title
    splitter = LineSplitter(lineBytesMax: options.lineBytesMax)
  }

  /// Takes the next bytes, in any cut.
  ///
  /// Throws at the first line that is of no known form, unless the options say to repair.
  public mutating func push(_ bytes: UnsafeRawBufferPointer) throws(TraceReadError) {
    try push(bytes.bindMemory(to: UInt8.self).span)
  }

  mutating func push(_ bytes: Span<UInt8>) throws(TraceReadError) {
    var splitter = splitter
    self.splitter = LineSplitter(lineBytesMax: options.lineBytesMax)
    try splitter.push(bytes) { line, number throws(TraceReadError) in try add(line, number, true) }
    self.splitter = splitter
  }

  /// Ends the reading and returns the trace.
  ///
  /// Throws what ``FtraceReader/finish()`` throws.
  ///
  /// - Complexity: O(*events* log *events*)
  public mutating func finish() throws(TraceReadError) -> Trace {
    var splitter = splitter
    try splitter.finish { line, number throws(TraceReadError) in try add(line, number, false) }
    var body = FtraceReader.Body(
      vocabularies: vocabularies, options: options, title: title, kind: Self.kind)
    lines.sort { ($0.time, $0.number) < ($1.time, $1.number) }
    for line in lines {
      do throws(TraceReadError) {
        try body.add(bytes.span.extracting(line.bytes), line.number, isComplete: true)
      } catch {
        // The columns are those of the line as it was rewritten.
        throw TraceReadError(error.reason, line: error.line)
      }
    }
    var trace = try body.finish()
    if !trace.provenance.isEmpty { trace.provenance[0] = "bpftrace" }
    return trace
  }

  private mutating func add(
    _ line: Bytes, _ number: Int, _ isComplete: Bool
  ) throws(TraceReadError) {
    do throws(TraceReadError) {
      if let bad = line.firstBadText() {
        let reason: TraceReadError.Reason =
          bad.scalar.map { .controlCharacter(scalar: $0) }
          ?? .invalidUTF8(byte: line[bad.offset])
        throw TraceReadError(reason, line: number, column: bad.offset + 1)
      }
      try interpret(line, number, isComplete)
    } catch {
      guard options.repair else { throw error }
      // The reader of ftrace's text counts what it cannot read.
      keep(Array("? ".utf8) + Array(visibleText(line).utf8), newest, number)
    }
  }

  private mutating func interpret(
    _ line: Bytes, _ number: Int, _ isComplete: Bool
  ) throws(TraceReadError) {
    var first = 0
    line.skipBlanks(&first)
    guard line.has(.openBrace, at: first) else { return try take(line, number, isComplete) }
    switch try BpftraceJSON(line, number) {
    case .text(let text): try take(text.span, number, true)
    case .lost(let count): lose(count, number)
    case .other: break
    }
  }

  private mutating func take(
    _ line: Bytes, _ number: Int, _ isComplete: Bool
  ) throws(TraceReadError) {
    switch BpftraceLine(line) {
    case .none:
      let sample = visibleText(line, limit: 60)
      throw TraceReadError(
        isComplete ? .unknownLine(sample: sample) : .cutShort(sample: sample), line: number)
    case .aside: break
    case .lost(let count): lose(count, number)
    case .event(let event):
      newest = max(newest, event.time)
      keep(Self.rewritten(line, event), event.time, number)
    }
  }

  private mutating func lose(_ count: UInt64, _ number: Int) {
    keep(Array("CPU:0 [LOST \(count) EVENTS]".utf8), newest, number)
  }

  private mutating func keep(_ line: [UInt8], _ time: Int64, _ number: Int) {
    lines.append(Line(time: time, number: number, bytes: bytes.count..<bytes.count + line.count))
    bytes += line
  }

  /// The event as ftrace writes one: `comm-pid [cpu] .... seconds: name: fields`.
  static func rewritten(_ line: Bytes, _ event: BpftraceLine.Event) -> [UInt8] {
    let fraction = String(event.time % 1_000_000_000)
    let zeros = String(repeating: "0", count: 9 - fraction.count)
    var bytes: [UInt8] = []
    for index in event.comm { bytes.append(line[index]) }
    bytes +=
      "-\(event.pid) [\(event.cpu)] .... \(event.time / 1_000_000_000).\(zeros)\(fraction): ".utf8
    for index in event.name { bytes.append(line[index]) }
    bytes.append(.colon)
    for index in event.fields { bytes.append(line[index]) }
    return bytes
  }
}
