/// Why bytes could not be read as a trace: facts, with the place in the input.
public struct TraceReadError: Error, Hashable, Sendable {
  /// What was wrong.
  public enum Reason: Hashable, Sendable {
    /// No bytes, or nothing but white space.
    case emptyInput
    /// Bytes of a format that is not text.
    case binary(BinaryKind)
    /// A vocabulary where a trace was expected.
    case vocabulary
    /// Some other YAML.
    case yaml
    /// JSON that is no trace of racelanes.
    case otherJSON
    /// Text of no known format; its first line.
    case unknownText(sample: String)
    /// A line longer than the limit, in bytes.
    case lineTooLong(limit: Int)
    /// A byte that is no UTF-8.
    case invalidUTF8(byte: UInt8)
    /// A character that could steer a terminal.
    case controlCharacter(scalar: UInt32)
    /// A line that is of no known form.
    case unknownLine(sample: String)
    /// The last line ends before it is complete.
    case cutShort(sample: String)
    /// A header of ftrace's function_graph tracer, whose tables are not read.
    case functionGraph
    /// Stamps of two kinds in one recording.
    case mixedStamps
    /// A recording without a single event.
    case noEvents
    /// No vocabulary names any of these events (the first few).
    case noVocabulary(events: [String])
    /// An event lacks a field that its vocabulary reads.
    case missingField(event: String, field: String, vocabulary: String)
    /// A field that should be a number of at most 64 bits.
    case notANumber(event: String, field: String, value: String)
    /// A field with a number that its use does not allow.
    case numberOutOfRange(event: String, field: String, value: String)
    /// More of something than racelanes can count.
    case tooMany(what: String, limit: Int)
    /// A line of the native format that is no JSON.
    case json(JSONProblem)
    /// A line of the native format that is JSON and still wrong.
    case native(NativeProblem)
  }

  /// Formats that are recognised in order to say what to do with them.
  public enum BinaryKind: String, Hashable, Sendable, CaseIterable {
    /// A compressed file.
    case gzip, xz, zstd, bzip2
    /// trace-cmd's own file.
    case traceDat
    /// perf's own file.
    case perfData
    /// A program or library.
    case elf
    /// Anything with NUL bytes.
    case other
  }

  /// What was wrong.
  public var reason: Reason
  /// The line of the input, from 1, where it is known.
  public var line: Int?
  /// The column in bytes, from 1, where it is known.
  public var column: Int?

  /// An error.
  public init(_ reason: Reason, line: Int? = nil, column: Int? = nil) {
    self.reason = reason
    self.line = line
    self.column = column
  }
}
