/// The formats of traces, told apart by their bytes and never by a name. Sure signs come first.
public enum TraceFormat: String, Hashable, Sendable, CaseIterable {
  /// racelanes' own JSON Lines.
  case native
  /// What bpftrace prints when it runs racelanes' program, as text or as JSON.
  case bpftrace
  /// ftrace's text.
  case ftrace

  /// How many bytes are looked at, at most.
  static let headBytesMax = 1 << 16

  /// The format of a trace that begins with `head`.
  ///
  /// Throws an error that says what the bytes are instead, where that can be told.
  public static func detect(
    in head: UnsafeRawBufferPointer
  ) throws(TraceReadError) -> TraceFormat {
    try detect(in: head.bindMemory(to: UInt8.self).span)
  }

  /// The format of a trace that begins with `head`.
  public static func detect(in head: [UInt8]) throws(TraceReadError) -> TraceFormat {
    try detect(in: head.span)
  }

  static func detect(in bytes: Span<UInt8>) throws(TraceReadError) -> TraceFormat {
    let head = bytes.extracting(0..<min(bytes.count, headBytesMax))
    if let kind = binaryKind(head) { throw TraceReadError(.binary(kind)) }
    var number = 1
    var start = 0
    var sawHeader = false
    while start < head.count {
      let end = head.firstNewline(from: start) ?? head.count
      let line = head.extracting(start..<end)
      var first = 0
      line.skipBlanks(&first)
      if first < line.count {
        if line[first] != .hash { return try detect(line: line, first, number) }
        if case .some(let form) = FtraceLine(line), form != .aside { return .ftrace }
        if line.hasPrefix("#              | |", at: first) { return .ftrace }
        sawHeader = true
      }
      start = end + 1
      number += 1
    }
    guard sawHeader else { throw TraceReadError(.emptyInput) }
    return .ftrace
  }

  /// Whether `head` is enough to tell: it has a line that is neither blank nor a comment.
  static func isDecided(by bytes: Span<UInt8>) -> Bool {
    guard bytes.count < headBytesMax else { return true }
    var start = 0
    while let end = bytes.firstNewline(from: start) {
      let line = bytes.extracting(start..<end)
      var first = 0
      line.skipBlanks(&first)
      if first < line.count, line[first] != .hash { return true }
      start = end + 1
    }
    return false
  }

  private static func detect(
    line: Bytes, _ first: Int, _ number: Int
  ) throws(TraceReadError) -> TraceFormat {
    if BpftraceLine.isFirst(line, first) { return .bpftrace }
    if line[first] == .openBrace || line[first] == .openBracket, !isMarkedCPU(line, first) {
      guard line[first] == .openBrace, line.firstIndex(of: "\"racelanes\"", from: first) != nil
      else { throw TraceReadError(.otherJSON, line: number) }
      return .native
    }
    if FtraceLine(line) != nil { return .ftrace }
    if line.hasPrefix("racelanes: vocabulary") { throw TraceReadError(.vocabulary, line: number) }
    if isYAML(line) { throw TraceReadError(.yaml, line: number) }
    let sample = visibleText(line, limit: 60)
    throw TraceReadError(.unknownText(sample: sample), line: number)
  }

  /// A task's name may begin with a bracket.
  private static func isMarkedCPU(_ line: Bytes, _ first: Int) -> Bool {
    FtraceLine(line) != nil
  }

  private static func isYAML(_ line: Bytes) -> Bool {
    if line.hasPrefix("---") || line.hasPrefix("%YAML") { return true }
    var index = 0
    while index < line.count, line[index].isWordByte { index += 1 }
    guard index > 0, line.has(.colon, at: index) else { return false }
    return index + 1 == line.count || line.has(.space, at: index + 1)
  }

  private static func binaryKind(_ head: Bytes) -> TraceReadError.BinaryKind? {
    if head.hasPrefix("\u{1F}") && head.has(0x8B, at: 1) { return .gzip }
    if head.has(0x7F, at: 0) && head.hasPrefix("ELF", at: 1) { return .elf }
    if head.has(0x17, at: 0) && head.has(0x08, at: 1) && head.hasPrefix("Dtracing", at: 2) {
      return .traceDat
    }
    if head.hasPrefix("PERFILE2") || head.hasPrefix("PERFFILE") { return .perfData }
    if head.has(0xFD, at: 0) && head.hasPrefix("7zXZ", at: 1) { return .xz }
    if head.has(0x28, at: 0) && head.has(0xB5, at: 1) && head.has(0x2F, at: 2) { return .zstd }
    if head.hasPrefix("BZh") && head.count > 4 && head[3].isDigit && head[4] == 0x31 {
      return .bzip2
    }
    // Only the first line: whether there are NUL bytes behind it must not depend on the cut.
    let end = head.firstNewline(from: 0) ?? head.count
    for index in 0..<end where head[index] == 0 { return .other }
    return nil
  }
}
