public import RaceTrace

/// Reads racelanes' own format. The article <doc:NativeFormat> specifies it.
public struct NativeReader: Sendable {
  private let options: ReadOptions
  private var splitter: LineSplitter
  private var body: NativeBody

  /// A reader. Repairing takes a trace whose end is missing; any other fault stays an error.
  public init(options: ReadOptions = ReadOptions()) {
    self.options = options
    splitter = LineSplitter(lineBytesMax: options.lineBytesMax)
    body = NativeBody()
  }

  /// What has been read so far; nil before the header.
  public var snapshot: Trace? { body.trace }

  /// Takes the next bytes, in any cut.
  public mutating func push(_ bytes: UnsafeRawBufferPointer) throws(TraceReadError) {
    try push(bytes.bindMemory(to: UInt8.self).span)
  }

  mutating func push(_ bytes: Span<UInt8>) throws(TraceReadError) {
    try splitter.push(bytes) { line, number throws(TraceReadError) in try body.add(line, number) }
  }

  /// Ends the reading and returns the trace.
  public mutating func finish() throws(TraceReadError) -> Trace {
    do throws(TraceReadError) {
      try splitter.finish { line, number throws(TraceReadError) in try body.add(line, number) }
    } catch {
      guard options.repair, body.trace != nil else { throw error }
    }
    guard let trace = body.trace else { throw TraceReadError(.emptyInput) }
    guard body.hasEnded || options.repair else {
      throw TraceReadError(.native(.noEnd), line: splitter.number)
    }
    return trace
  }
}
