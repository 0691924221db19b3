/// One attempt of a recording with its varying parts found: enough to write a long recording that
/// hangs together, as a long run of the same program would give.
///
/// Stamps go on, and so do the sequence number, the attempt's number and the child's pid. Where the
/// attempt gave an address another page, the next attempt begins with that page, and the old one is
/// free to be the new one of next time. So values of attempts agree, as they do in real recordings,
/// and there are no more pages and places in a long recording than in a short one.
struct TraceTemplate {
  private enum Piece {
    case text([UInt8])
    case stamp(microseconds: UInt64)
    case attempt
    case childPid(UInt64)
    case sequence(UInt64)
    case page(UInt64)
    case entry(UInt64)
  }

  private var header: [UInt8] = []
  private var lines: [[Piece]] = []
  /// Which page an address had before, and has behind the attempt.
  private var moves: [(old: UInt64, new: UInt64)] = []
  private var firstStamp: UInt64 = .max
  private var lastStamp: UInt64 = 0
  private var sequenceStep: UInt64 = 0

  /// The time between two attempts.
  private static let pauseMicroseconds: UInt64 = 700

  /// The template that `recording` is: a single attempt, in ftrace's text.
  init(_ recording: String) {
    for line in recording.split(separator: "\n") {
      if line.hasPrefix("#") {
        header += Array(line.utf8) + [0x0A]
      } else {
        add(line)
      }
    }
  }

  private mutating func add(_ line: Substring) {
    var pieces: [Piece] = []
    for (index, word) in line.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { pieces.append(.text([0x20])) }
      pieces += self.pieces(of: word)
    }
    lines.append(pieces)
    if line.contains(" fork_seq_begin: ") { sequenceStep += 2 }
    if line.contains(" wp_copy: "), let old = Self.field("old_pfn", of: line),
      let new = Self.field("new_pfn", of: line)
    {
      moves.append((old, new))
    }
  }

  private mutating func pieces(of word: Substring) -> [Piece] {
    if word.last == ":", let dot = word.firstIndex(of: "."), let seconds = UInt64(word[..<dot]),
      let fraction = UInt64(word[word.index(after: dot)...].dropLast())
    {
      let stamp = seconds * 1_000_000 + fraction
      firstStamp = min(firstStamp, stamp)
      lastStamp = max(lastStamp, stamp)
      return [.stamp(microseconds: stamp)]
    }
    // Of the two tasks called forker, the one with the higher pid is the child.
    if word.hasPrefix("forker-"), let pid = UInt64(word.dropFirst(7)), pid > 90 {
      return [.text(Array("forker-".utf8)), .childPid(pid)]
    }
    guard let equals = word.firstIndex(of: "=") else { return [.text(Array(word.utf8))] }
    let value = word[word.index(after: equals)...]
    let key = Piece.text(Array(word[...equals].utf8))
    switch word[..<equals] {
    case "attempt": return [key, .attempt]
    case "seq", "cur": return UInt64(value).map { [key, .sequence($0)] } ?? [key]
    case "pfn", "old_pfn", "new_pfn", "pin_pfn", "pte_pfn":
      return Self.hex(value).map { [key, .page($0)] } ?? [key]
    default:
      // Only page-table entries have the no-execute bit and a page number.
      guard let raw = Self.hex(value), raw >> 52 == 0x800 else {
        return [.text(Array(word.utf8))]
      }
      return [key, .entry(raw)]
    }
  }

  private static func field(_ name: String, of line: Substring) -> UInt64? {
    line.split(separator: " ").first { $0.hasPrefix(name + "=") }
      .flatMap { hex($0.dropFirst(name.count + 1)) }
  }

  private static func hex(_ text: Substring) -> UInt64? {
    text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : nil
  }

  /// A recording of exactly `count` events.
  func bytes(events count: Int) -> [UInt8] {
    var bytes = header
    bytes.reserveCapacity(header.count + count * 150)
    var pages: [UInt64: UInt64] = [:]
    var attempt: UInt64 = 0
    var left = count
    while left > 0 {
      for line in lines.prefix(left) { append(line, attempt, pages, to: &bytes) }
      left -= min(left, lines.count)
      for (old, new) in moves {
        let before = pages[old, default: old]
        pages[old] = pages[new, default: new]
        pages[new] = before
      }
      attempt += 1
    }
    return bytes
  }

  private func append(
    _ line: [Piece], _ attempt: UInt64, _ pages: [UInt64: UInt64], to bytes: inout [UInt8]
  ) {
    let shift = (lastStamp - firstStamp + Self.pauseMicroseconds) * attempt
    for piece in line {
      switch piece {
      case .text(let text): bytes += text
      case .stamp(let microseconds):
        let stamp = microseconds + shift
        append(stamp / 1_000_000, to: &bytes)
        bytes.append(0x2E)
        append(stamp % 1_000_000, digits: 6, to: &bytes)
        bytes.append(0x3A)
      case .attempt: append(attempt + 1, to: &bytes)
      case .childPid(let pid): append(pid + attempt, to: &bytes)
      case .sequence(let number): append(number + sequenceStep * attempt, to: &bytes)
      case .page(let page): append(hex: pages[page, default: page], to: &bytes)
      case .entry(let raw):
        let page = raw >> 12 & 0xFF_FFFF_FFFF
        append(hex: raw & ~(page << 12) | pages[page, default: page] << 12, to: &bytes)
      }
    }
    bytes.append(0x0A)
  }

  private func append(_ number: UInt64, digits: Int = 1, to bytes: inout [UInt8]) {
    let text = String(number).utf8
    bytes += repeatElement(0x30, count: max(0, digits - text.count))
    bytes += text
  }

  private func append(hex number: UInt64, to bytes: inout [UInt8]) {
    bytes += "0x".utf8
    bytes += String(number, radix: 16).utf8
  }
}
