/// What one line of bpftrace's output is, when it runs the program that `racelanes live --kernel
/// --bpftrace` prints: `rl NANOSECONDS CPU TASK EVENT key=value … comm=NAME`.
enum BpftraceLine: Hashable, Sendable {
  case event(Event)
  /// `Lost 42 events`; bpftrace does not say on which CPU.
  case lost(UInt64)
  /// What it says of itself, and empty lines.
  case aside

  /// The pieces of an event, as places in its line.
  struct Event: Hashable, Sendable {
    var time: Int64
    var cpu: Int
    var pid: Int
    var name: Range<Int>
    var fields: Range<Int>
    var comm: Range<Int>
  }

  /// The line, or nil if it is of no known form.
  init?(_ line: Bytes) {
    var index = 0
    line.skipBlanks(&index)
    guard index < line.count else {
      self = .aside
      return
    }
    if line.hasPrefix("Attaching ", at: index) || line.hasPrefix("Attached ", at: index) {
      self = .aside
    } else if line.hasPrefix("Lost ", at: index) {
      index += 5
      guard let count = line.decimal(&index), line.hasPrefix(" events", at: index) else {
        return nil
      }
      self = .lost(count)
    } else {
      guard let event = Self.event(line, index) else { return nil }
      self = .event(event)
    }
  }

  private static func event(_ line: Bytes, _ start: Int) -> Event? {
    guard line.hasPrefix("rl ", at: start) else { return nil }
    var index = start + 3
    guard let nanoseconds = number(line, &index), let time = Int64(exactly: nanoseconds),
      let cpu = number(line, &index), cpu <= cpusMax, let pid = number(line, &index),
      let pid = Int(exactly: pid)
    else { return nil }
    let name = index
    while index < line.count, line[index].isWordByte { index += 1 }
    guard index > name, line.has(.space, at: index) else { return nil }
    // A task's name may hold anything, so it is the last of all, and begins where it is first
    // spoken of.
    guard let comm = line.firstIndex(of: " comm=", from: index) else { return nil }
    let end = line.trimmed(0..<line.count).upperBound
    guard comm + 6 < end else { return nil }
    return Event(
      time: time, cpu: Int(cpu), pid: pid, name: name..<index, fields: index..<comm,
      comm: comm + 6..<end)
  }

  /// CONFIG_NR_CPUS is at most 8192.
  private static let cpusMax = 8191

  /// A number and the one blank behind it.
  private static func number(_ line: Bytes, _ index: inout Int) -> UInt64? {
    guard let number = line.decimal(&index), line.has(.space, at: index) else { return nil }
    index += 1
    return number
  }

  /// Whether a recording that begins with this line is bpftrace's.
  static func isFirst(_ line: Bytes, _ start: Int) -> Bool {
    let rest = line.extracting(start..<line.count)
    if rest.has(.openBrace, at: 0) {
      // bpftrace begins every object so; our own header may hold any word as a name.
      return rest.hasPrefix("{\"type\"")
    }
    guard case .some(let form) = BpftraceLine(rest), form != .aside else {
      return rest.hasPrefix("Attaching ") || rest.hasPrefix("Attached ")
    }
    return true
  }
}
