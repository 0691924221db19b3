/// Bytes in any cut to whole lines. Keeps no more of a line than its limit allows.
struct LineSplitter {
  let lineBytesMax: Int
  private var carry: [UInt8] = []
  /// The number of the line that is being read, from 1.
  private(set) var number = 1

  init(lineBytesMax: Int) { self.lineBytesMax = lineBytesMax }

  /// Calls `body` with each line that ends in `bytes`, and its number.
  mutating func push(
    _ bytes: Bytes, _ body: (Bytes, Int) throws(TraceReadError) -> Void
  ) throws(TraceReadError) {
    var start = 0
    while let end = bytes.firstNewline(from: start) {
      if carry.isEmpty {
        try check(end - start)
        try body(bytes.extracting(start..<end), number)
      } else {
        try keep(bytes, start..<end)
        try body(carry.span, number)
        carry.removeAll(keepingCapacity: true)
      }
      number += 1
      start = end + 1
    }
    try keep(bytes, start..<bytes.count)
  }

  /// Calls `body` with what stands behind the last newline, if anything does.
  mutating func finish(
    _ body: (Bytes, Int) throws(TraceReadError) -> Void
  ) throws(TraceReadError) {
    guard !carry.isEmpty else { return }
    try body(carry.span, number)
    carry.removeAll()
  }

  private mutating func keep(_ bytes: Bytes, _ range: Range<Int>) throws(TraceReadError) {
    try check(carry.count + range.count)
    bytes.extracting(range).withUnsafeBufferPointer { carry.append(contentsOf: $0) }
  }

  private func check(_ length: Int) throws(TraceReadError) {
    guard length <= lineBytesMax else {
      throw TraceReadError(.lineTooLong(limit: lineBytesMax), line: number)
    }
  }
}
