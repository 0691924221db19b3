public import RaceTrace

/// Reads a trace of any format that racelanes knows; bytes may be pushed in any cut.
public struct TraceReader: Sendable {
  private enum Stage: Sendable {
    case detecting([UInt8])
    case native(NativeReader)
    case bpftrace(BpftraceReader)
    case ftrace(FtraceReader)
  }

  private let vocabularies: [Vocabulary]
  private let options: ReadOptions
  private let title: String
  private var stage = Stage.detecting([])

  /// A reader. The vocabularies explain the events of tracers; `title` is for formats that carry
  /// none.
  public init(
    vocabularies: [Vocabulary] = [], options: ReadOptions = ReadOptions(), title: String = ""
  ) {
    self.vocabularies = vocabularies
    self.options = options
    self.title = title
  }

  /// The format, once enough bytes are there to tell.
  public var format: TraceFormat? {
    switch stage {
    case .detecting: nil
    case .native: .native
    case .bpftrace: .bpftrace
    case .ftrace: .ftrace
    }
  }

  /// What has been read so far; nil until enough is there to make a trace at all.
  public var snapshot: Trace? {
    switch stage {
    case .detecting, .bpftrace: nil
    case .native(let reader): reader.snapshot
    case .ftrace(let reader): reader.snapshot
    }
  }

  /// Takes the next bytes.
  ///
  /// Throws at the first line that cannot be read; the reader is of no use afterwards.
  public mutating func push(_ bytes: UnsafeRawBufferPointer) throws(TraceReadError) {
    try push(bytes.bindMemory(to: UInt8.self).span)
  }

  /// Takes the next bytes.
  public mutating func push(_ bytes: [UInt8]) throws(TraceReadError) { try push(bytes.span) }

  mutating func push(_ bytes: Span<UInt8>) throws(TraceReadError) {
    guard case .detecting(var head) = stage else { return try forward(bytes) }
    stage = .detecting([])
    bytes.withUnsafeBufferPointer { head.append(contentsOf: $0) }
    guard TraceFormat.isDecided(by: head.span) else {
      stage = .detecting(head)
      return
    }
    try begin(head)
  }

  /// Ends the reading and returns the trace.
  public mutating func finish() throws(TraceReadError) -> Trace {
    if case .detecting(let head) = stage { try begin(head) }
    switch stage {
    case .detecting: throw TraceReadError(.emptyInput)
    case .native(var reader):
      stage = .detecting([])
      return try reader.finish()
    case .bpftrace(var reader):
      stage = .detecting([])
      return try reader.finish()
    case .ftrace(var reader):
      stage = .detecting([])
      return try reader.finish()
    }
  }

  private mutating func begin(_ head: [UInt8]) throws(TraceReadError) {
    switch try TraceFormat.detect(in: head.span) {
    case .native: stage = .native(NativeReader(options: options))
    case .bpftrace:
      stage = .bpftrace(
        BpftraceReader(vocabularies: vocabularies, options: options, title: title))
    case .ftrace:
      stage = .ftrace(FtraceReader(vocabularies: vocabularies, options: options, title: title))
    }
    try forward(head.span)
  }

  /// Takes the reader out of the enum while it works, so that its tables are not copied.
  private mutating func forward(_ bytes: Span<UInt8>) throws(TraceReadError) {
    switch stage {
    case .detecting: return
    case .native(var reader):
      stage = .detecting([])
      try reader.push(bytes)
      stage = .native(reader)
    case .bpftrace(var reader):
      stage = .detecting([])
      try reader.push(bytes)
      stage = .bpftrace(reader)
    case .ftrace(var reader):
      stage = .detecting([])
      try reader.push(bytes)
      stage = .ftrace(reader)
    }
  }
}
