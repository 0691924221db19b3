/// What one line of a recording is.
enum FtraceLine: Hashable, Sendable {
  case event(FtraceEvent)
  /// `CPU:3 [LOST 118 EVENTS]`, `CPU:1 [EVENTS DROPPED]`, `CPU:1 [57 EVENTS DROPPED]`.
  case lost(cpu: Int, count: UInt64?)
  /// `# entries-in-buffer/entries-written: 2812/100063`.
  case entries(kept: UInt64, written: UInt64)
  /// `# tracer: nop`.
  case tracer(Range<Int>)
  /// `##### CPU 1 buffer started ####`: only from here on are there events of that CPU.
  case started(cpu: Int)
  /// Headers, stack entries and whatever else tells of no event.
  case aside

  /// The line, or nil if it is of no known form.
  init?(_ line: Bytes) {
    var start = 0
    line.skipBlanks(&start)
    guard start < line.count else {
      self = .aside
      return
    }
    switch line[start] {
    case .hash: self = Self.comment(line, start)
    case .equals where line.hasPrefix("=>", at: start): self = .aside
    case 0x43 where line.hasPrefix("CPU", at: start):
      // "CPU" may also begin the name of a task.
      guard let marker = Self.marker(line, start) else { fallthrough }
      self = marker
    default:
      if let event = FtraceEvent(line) {
        self =
          line.hasPrefix("<", at: event.name.lowerBound) ? Self.stack(line, event) : .event(event)
      } else if line.hasPrefix("cpus=", at: start) || line.hasPrefix("version = ", at: start) {
        self = .aside
      } else {
        return nil
      }
    }
  }

  /// `<stack trace>`: the functions follow in lines of their own.
  private static func stack(_ line: Bytes, _ event: FtraceEvent) -> FtraceLine {
    line.hasPrefix("<stack trace>", at: event.name.lowerBound)
      || line.hasPrefix("<user stack trace>", at: event.name.lowerBound) ? .aside : .event(event)
  }

  private static func comment(_ line: Bytes, _ start: Int) -> FtraceLine {
    if line.hasPrefix("##### CPU ", at: start) {
      var index = start + 10
      if let cpu = line.decimal(&index), line.hasPrefix(" buffer started", at: index) {
        return .started(cpu: Int(clamping: cpu))
      }
    }
    if line.hasPrefix("# tracer:", at: start) {
      return .tracer(line.trimmed(start + 9..<line.count))
    }
    if line.hasPrefix("# entries-in-buffer/entries-written:", at: start) {
      var index = start + 36
      line.skipBlanks(&index)
      if let kept = line.decimal(&index), line.hasPrefix("/", at: index) {
        index += 1
        if let written = line.decimal(&index) { return .entries(kept: kept, written: written) }
      }
    }
    return .aside
  }

  private static func marker(_ line: Bytes, _ start: Int) -> FtraceLine? {
    var index = start + 3
    let hasColon = line.has(.colon, at: index)
    if hasColon { index += 1 } else { line.skipBlanks(&index) }
    guard let number = line.decimal(&index), let cpu = Int(exactly: number) else { return nil }
    line.skipBlanks(&index)
    let end = line.trimmed(0..<line.count).upperBound
    if !hasColon { return line.hasPrefix("is empty", at: index) ? .aside : nil }
    guard line.has(.openBracket, at: index), line[end - 1] == .closeBracket else { return nil }
    index += 1
    if line.hasPrefix("SUBBUFFER START", at: index) { return .aside }
    if line.hasPrefix("EVENTS DROPPED", at: index) { return .lost(cpu: cpu, count: nil) }
    let isKernels = line.hasPrefix("LOST ", at: index)
    if isKernels { index += 5 }
    if isKernels, line.hasPrefix("EVENTS", at: index) { return .lost(cpu: cpu, count: nil) }
    guard let count = line.decimal(&index) else { return nil }
    let isKnown = line.hasPrefix(isKernels ? " EVENTS" : " EVENTS DROPPED", at: index)
    return isKnown ? .lost(cpu: cpu, count: count) : nil
  }
}
