/// The pieces of one event line, as places in it.
struct FtraceEvent: Hashable, Sendable {
  /// The task's name.
  var comm: Range<Int>
  /// The task's name and number together, as they stand: the key to both.
  var commAndPid: Range<Int>
  var pid: Int
  var cpu: Int
  var stamp: Stamp
  /// The event's name, or the function's for a line of the function tracer.
  var name: Range<Int>
  /// Whether it is a line of the function tracer.
  var isFunction = false
  /// What follows the name: fields, or the caller for a line of the function tracer.
  var rest: Range<Int>

  /// The event that `line` tells of, or nil if it is no event line.
  ///
  /// A task's name may hold anything, also blanks, dashes and brackets. It has at most 15 bytes, so
  /// the first place from the left where all that must follow does follow is the right one.
  init?(_ line: Bytes) {
    var start = 0
    line.skipBlanks(&start)
    var dash = start
    while dash < line.count, dash - start <= Self.prefixBytesMax {
      if line[dash] == .minus, let event = Self(line, start: start, dash: dash) {
        self = event
        return
      }
      dash += 1
    }
    return nil
  }

  /// How far from the start of a line the dash in front of a pid is looked for: the name, and the
  /// name of a file that `trace-cmd report` puts in front when it merges several.
  private static let prefixBytesMax = 96

  private init?(_ line: Bytes, start: Int, dash: Int) {
    var index = dash + 1
    guard let pid = line.decimal(&index), let pid = Int(exactly: pid) else { return nil }
    commAndPid = start..<index
    guard line.skipBlanks(&index), index < line.count else { return nil }
    if line[index] == .openParen {
      guard Self.skipGroupID(line, &index) else { return nil }
    }
    guard let cpu = Self.cpu(line, &index) else { return nil }
    guard let stamp = Stamp(line, &index) else { return nil }
    self.pid = pid
    self.cpu = cpu
    self.stamp = stamp
    comm = start..<dash
    name = 0..<0
    rest = 0..<0
    line.skipBlanks(&index)
    Self.skipDifference(line, &index)
    guard readName(line, index) else { return nil }
    dropFileName(line)
  }

  /// `(  123) ` or `(-------) `: the thread group, with the option record-tgid.
  private static func skipGroupID(_ line: Bytes, _ index: inout Int) -> Bool {
    index += 1
    while index < line.count, line[index] != .closeParen {
      let byte = line[index]
      guard byte.isDigit || byte == .space || byte == .minus else { return false }
      index += 1
    }
    guard line.has(.closeParen, at: index) else { return false }
    index += 1
    return line.skipBlanks(&index)
  }

  /// `[001] d..1.` or, in the latency format, `  1d..1`; the flags may be missing.
  private static func cpu(_ line: Bytes, _ index: inout Int) -> Int? {
    let isBracketed = line.has(.openBracket, at: index)
    if isBracketed {
      index += 1
      line.skipBlanks(&index)
    }
    guard let number = line.decimal(&index), let cpu = Int(exactly: number), cpu <= cpusMax else {
      return nil
    }
    if isBracketed {
      guard line.has(.closeBracket, at: index) else { return nil }
      index += 1
      guard line.skipBlanks(&index) else { return nil }
      if index < line.count, line[index].isDigit, isStamp(line, index) { return cpu }
    }
    let flags = index
    line.skipWord(&index)
    guard (3...8).contains(index - flags), isFlag(line[flags]) else { return nil }
    guard line.skipBlanks(&index) else { return nil }
    return cpu
  }

  /// CONFIG_NR_CPUS is at most 8192.
  private static let cpusMax = 8191

  private static func isStamp(_ line: Bytes, _ index: Int) -> Bool {
    var index = index
    return Stamp(line, &index) != nil
  }

  /// The first flag tells of interrupts and bottom halves: `d`, `b`, `D`, `X` or `.`.
  private static func isFlag(_ byte: UInt8) -> Bool {
    switch byte {
    case .dot, 0x64, 0x62, 0x44, 0x58: true
    default: false
    }
  }

  /// `(+1234)`: the time since the event before, with `trace-cmd report --ts-diff`.
  private static func skipDifference(_ line: Bytes, _ index: inout Int) {
    var at = index
    let isGrouped = line.has(.openParen, at: at)
    if isGrouped { at += 1 }
    guard line.has(.plus, at: at) else { return }
    at += 1
    guard line.decimal(&at) != nil else { return }
    if isGrouped {
      guard line.has(.closeParen, at: at) else { return }
      at += 1
    }
    guard line.skipBlanks(&at) else { return }
    index = at
  }

  /// `name: fields`, `fn <-parent`, `fn [module] <-parent` or trace-cmd's `function: fn <-- parent`.
  private mutating func readName(_ line: Bytes, _ start: Int) -> Bool {
    var index = start
    if let arrow = functionArrow(line, index) {
      isFunction = true
      name = line.trimmed(index..<arrow)
      var parent = arrow + 2
      while line.has(.minus, at: parent) { parent += 1 }
      rest = line.trimmed(parent..<line.count)
      return !name.isEmpty && !rest.isEmpty
    }
    line.skipWord(&index)
    guard index - start > 1, line[index - 1] == .colon else {
      name = start..<index
      rest = index..<line.count
      return line.hasPrefix("<stack trace>", at: start)
        || line.hasPrefix("<user stack trace>", at: start)
    }
    name = start..<(index - 1)
    rest = line.trimmed(index..<line.count)
    guard line.hasPrefix("function:", at: start), let arrow = line.firstIndex(of: "<-", from: index)
    else { return true }
    isFunction = true
    name = line.trimmed(index..<arrow)
    var parent = arrow + 2
    while line.has(.minus, at: parent) { parent += 1 }
    rest = line.trimmed(parent..<line.count)
    return !name.isEmpty
  }

  /// Where the arrow of the function tracer stands, if the words before it are a function's name.
  private func functionArrow(_ line: Bytes, _ start: Int) -> Int? {
    var index = start
    line.skipWord(&index)
    guard index > start, line[index - 1] != .colon else { return nil }
    return line.firstIndex(of: "<-", from: index)
  }

  /// `boot1.dat: comm`: trace-cmd names the file in front when it merges several.
  private mutating func dropFileName(_ line: Bytes) {
    var index = comm.lowerBound
    line.skipWord(&index)
    guard index < comm.upperBound, line[index - 1] == .colon else { return }
    guard line[comm.lowerBound..<index, contains: .dot] else { return }
    line.skipBlanks(&index)
    comm = index..<comm.upperBound
    commAndPid = index..<commAndPid.upperBound
  }
}

extension Span where Element == UInt8 {
  /// Whether `byte` stands in `range`.
  subscript(range: Range<Int>, contains byte: UInt8) -> Bool {
    for index in range where self[index] == byte { return true }
    return false
  }
}
