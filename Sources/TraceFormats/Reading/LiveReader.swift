public import RaceTrace

/// Reads a trace of any format while it is written, and tells the news of it, which a `TraceWindow`
/// takes. No line ends the reading: one that cannot be read becomes a row, and is counted.
public struct LiveReader: Sendable {
  /// How many bytes are kept until the format is known.
  static let headBytesMax = 1 << 16

  private let vocabularies: [Vocabulary]
  private let options: ReadOptions
  private let title: String
  private var reader: (any GrowingReader)?
  /// The number of the next line, from 1.
  private var number = 1
  /// The lines so far, while the format is not known.
  private var head: [UInt8] = []
  /// Those of them that may tell the format: comments, and the line that is looked at.
  private var telling: [UInt8] = []
  private var headStart = 1
  private var firstError: TraceReadError?
  private var skippedLines = 0
  /// The first line that was left out because it is too long.
  private var lineTooLong: TraceReadError?

  /// A reader. The vocabularies explain the events of tracers; `title` is for formats that carry
  /// none.
  public init(vocabularies: [Vocabulary] = [], title: String = "") {
    self.vocabularies = vocabularies
    self.title = title
    var options = ReadOptions(repair: true, lineBytesMax: .max)
    options.isLive = true
    self.options = options
  }

  /// Whether the format, and what its events mean, is known.
  public var hasBegun: Bool { reader?.hasBegun ?? false }

  /// How many lines could not be read.
  public var badLineCount: Int { (reader?.badLineCount ?? 0) + skippedLines }

  /// How many lines make no row: events of which nobody knows what they mean, and while there is no
  /// trace, all.
  ///
  /// - Complexity: O(*names of unknown events*)
  public var leftOutCount: Int {
    guard hasBegun else { return number - 1 }
    return UnknownEvents.total(unknown)
  }

  /// Where the trace comes from, as far as it says so.
  public var provenance: [String] { reader?.provenance ?? [] }

  /// The events that nobody could interpret.
  public var unknown: [UnknownEvents] { reader?.unknown ?? [] }

  /// Why there is no trace, should nothing more come; nil when there is one.
  public var failure: TraceReadError? {
    if let reader { return reader.failure }
    if let firstError { return firstError }
    if let lineTooLong, telling.isEmpty { return lineTooLong }
    do throws(TraceReadError) {
      _ = try TraceFormat.detect(in: telling.span)
      return TraceReadError(.noEvents)
    } catch { return error }
  }

  /// Takes whole lines, each with its newline, and adds what they tell of to `news`.
  ///
  /// Throws when the input is of a kind that no later line can turn into a trace, such as a
  /// compressed file.
  public mutating func push(
    _ lines: UnsafeRawBufferPointer, into news: inout [WindowNews]
  ) throws(TraceReadError) {
    let bytes = lines.bindMemory(to: UInt8.self).span
    var start = 0
    while reader == nil, let end = bytes.firstNewline(from: start) {
      try look(at: bytes.extracting(start..<end), &news)
      number += 1
      start = end + 1
    }
    reader?.take(lines: bytes, from: start, &number, &news)
    reader?.tell(&news)
  }

  /// Tells of a line that is not taken because it is too long.
  public mutating func skipLine(lengthMax: Int, into news: inout [WindowNews]) {
    skippedLines += 1
    lineTooLong = lineTooLong ?? TraceReadError(.lineTooLong(limit: lengthMax), line: number)
    reader?.tell(&news)
    news.append(.unreadable("a line of more than \(lengthMax) bytes", line: number))
    number += 1
  }

  /// Tells of what stands behind the last newline when nothing more comes.
  public mutating func addCutLine(
    _ bytes: UnsafeRawBufferPointer, into news: inout [WindowNews]
  ) {
    skippedLines += 1
    reader?.tell(&news)
    let line = bytes.bindMemory(to: UInt8.self).span
    if reader == nil, firstError == nil {
      line.withUnsafeBufferPointer { telling.append(contentsOf: $0) }
    }
    let text = rowText(line)
    news.append(.unreadable(text + " (cut off here)", line: number))
  }

  /// Tells that another recording begins: the file was emptied, or replaced.
  public mutating func beginAnew(_ news: inout [WindowNews]) {
    rest(&news)
    news.append(.parted("the file was emptied or replaced", line: number))
  }

  /// The source rests: what waits for more lines is decided now, and no event is held back.
  public mutating func rest(_ news: inout [WindowNews]) {
    reader?.settle()
    reader?.tell(&news)
    news.append(.rested)
  }

  // MARK: The format

  private mutating func look(
    at line: Bytes, _ news: inout [WindowNews]
  ) throws(TraceReadError) {
    if head.isEmpty { headStart = number }
    keep(line)
    let start = telling.count
    line.withUnsafeBufferPointer { telling.append(contentsOf: $0) }
    telling.append(.newline)
    guard TraceFormat.isDecided(by: telling.span) else { return }
    do throws(TraceReadError) {
      reader = make(try TraceFormat.detect(in: telling.span))
    } catch {
      if firstError == nil { firstError = error.at(number) }
      if case .binary(let kind) = error.reason, kind != .other, number == 1 { throw error }
      telling.removeSubrange(min(start, telling.count)...)
      if telling.count > Self.headBytesMax / 2 { telling.removeAll() }
      return
    }
    // Bad lines that came before are rows too.
    let bytes = head
    (head, telling) = ([], [])
    reader?.take(lines: bytes.span, from: 0, &headStart, &news)
  }

  private mutating func keep(_ line: Bytes) {
    if head.count + line.count > Self.headBytesMax {
      skippedLines += head.count { $0 == .newline }
      head.removeAll()
      headStart = number
    }
    line.withUnsafeBufferPointer { head.append(contentsOf: $0) }
    head.append(.newline)
  }

  private func make(_ format: TraceFormat) -> any GrowingReader {
    switch format {
    case .native: GrowingNative()
    case .bpftrace:
      GrowingBpftrace(
        body: FtraceReader.Body(
          vocabularies: vocabularies, options: options, title: title, kind: BpftraceReader.kind))
    case .ftrace:
      FtraceReader.Body(vocabularies: vocabularies, options: options, title: title)
    }
  }
}

/// A line that cannot be read, as a row shows it.
func rowText(_ line: Bytes) -> String {
  var start = 0
  line.skipBlanks(&start)
  return visibleText(line.extracting(start..<line.count), limit: UnknownTally.sampleMax)
}

extension TraceReadError {
  /// The same error in another line, for a reader that looked at lines one by one.
  fileprivate func at(_ line: Int) -> TraceReadError {
    TraceReadError(reason, line: self.line == nil ? nil : line, column: column)
  }
}
