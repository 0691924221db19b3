/// The text of a race model, with its lines.
public struct SourceText: Hashable, Sendable {
  /// The largest text that is taken, in bytes.
  public static let bytesMax = 1 << 20

  /// What errors call it: a path.
  public var name: String
  let bytes: [UInt8]
  private let lineStarts: [Int]

  /// A text; anything that is not UTF-8 in it becomes U+FFFD, which no model needs.
  public init(name: String, _ text: String) {
    self.name = name
    bytes = Array(text.utf8)
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    lineStarts = starts
  }

  /// The line of a byte, from 1.
  ///
  /// - Complexity: O(log *lines*)
  func line(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The line and the column of a byte, both from 1. A column is a character, not a byte.
  ///
  /// - Complexity: O(*bytes of the line*)
  func location(of offset: Int) -> (line: Int, column: Int) {
    let line = line(of: offset)
    let before = bytes[lineStarts[line - 1]..<min(offset, bytes.count)]
    return (line, String(decoding: before, as: UTF8.self).count + 1)
  }

  /// The text of a line (from 1) without its end.
  func line(_ number: Int) -> String {
    guard lineStarts.indices.contains(number - 1) else { return "" }
    let start = lineStarts[number - 1]
    let end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
    return String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
