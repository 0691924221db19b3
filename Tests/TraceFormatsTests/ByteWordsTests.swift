import TestSupport
import Testing

@testable import TraceFormats

/// What is done eight bytes at a time is held against the same done byte by byte.
@Suite struct ByteWordsTests {
  /// Bytes near every limit, in every position of a word.
  private static let telling: [UInt8] = [
    0x00, 0x08, 0x09, 0x0A, 0x0B, 0x1F, 0x20, 0x21, 0x2C, 0x2D, 0x41, 0x7E, 0x7F, 0x80, 0x8A, 0xFF,
  ]

  @Test(arguments: 0..<20) func `one odd byte is found wherever it stands`(length: Int) {
    for at in 0..<length {
      for byte in Self.telling {
        var line = [UInt8](repeating: 0x41, count: length)
        line[at] = byte
        #expect(line.span.isPlain == line.allSatisfy { $0 >= 0x20 && $0 <= 0x7E })
        #expect(line.span.firstNewline(from: 0) == line.firstIndex(of: 0x0A))
      }
    }
  }

  @Test(arguments: 0..<64 as Range<UInt64>) func `random bytes`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let line = (0..<Int.random(in: 0..<70, using: &random)).map { _ in
      Self.telling.randomElement(using: &random) ?? 0
    }
    #expect(line.span.isPlain == line.allSatisfy { $0 >= 0x20 && $0 <= 0x7E })
    for start in 0...line.count {
      #expect(line.span.firstNewline(from: start) == line[start...].firstIndex(of: 0x0A))
    }
    for end in 0...line.count {
      let start = Int.random(in: 0...end, using: &random)
      let found = line[start..<end].firstIndex { [0x20, 0x09, 0x2C].contains($0) }
      #expect(line.span.firstEnd(from: start, upTo: end) == found ?? end)
    }
    var other = line
    #expect(isEqual(line, other))
    #expect(line.span.folded(seed) == other.span.folded(seed))
    guard let at = other.indices.randomElement(using: &random) else { return }
    other[at] ^= 1
    #expect(!isEqual(line, other))
    #expect(line.span.folded(seed) != other.span.folded(seed))
    #expect(!isEqual(line, Array(line[..<at])))
  }

  /// In a function: spans cannot be written in an expectation as arguments.
  private func isEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    one.span.isEqual(to: other.span)
  }
}
