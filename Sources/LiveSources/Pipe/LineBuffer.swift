/// Bytes that were read, up to the last whole line; what is behind it waits for the rest.
struct LineBuffer {
  /// What one look at the input made whole.
  struct Piece {
    /// All bytes that are done with, to be recorded.
    var raw: UnsafeRawBufferPointer
    /// The whole lines of them that can be read.
    var lines: UnsafeRawBufferPointer
    /// How many lines were too long and are left out, before the others.
    var skipped = 0
  }

  /// Whether the rest of a line that is too long is being left out.
  private(set) var isSkipping = false
  private let buffer: UnsafeMutableRawBufferPointer
  private let lineBytesMax: Int
  private var filled = 0

  /// A buffer in memory that somebody else owns, with room for a line and a piece behind it.
  init(_ buffer: UnsafeMutableRawBufferPointer, lineBytesMax: Int) {
    self.buffer = buffer
    self.lineBytesMax = lineBytesMax
  }

  /// Where the next bytes go.
  func room(_ count: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(
      rebasing: buffer[filled..<min(buffer.count, filled + count)])
  }

  /// So many bytes were put there.
  ///
  /// - Complexity: O(*bytes behind the last newline*)
  mutating func add(_ count: Int) -> Piece {
    let old = filled
    filled += count
    var start = 0
    var piece = Piece(raw: slice(0, 0), lines: slice(0, 0))
    if isSkipping {
      guard let end = buffer[old..<filled].firstIndex(of: 10) else {
        piece.raw = slice(0, filled)
        return piece
      }
      isSkipping = false
      piece.skipped = 1
      start = end + 1
    }
    if let last = buffer[max(old, start)..<filled].lastIndex(of: 10) {
      piece.raw = slice(0, last + 1)
      piece.lines = slice(start, last + 1)
    } else if start > 0 {
      piece.raw = slice(0, start)
    } else if filled > lineBytesMax {
      isSkipping = true
      piece.raw = slice(0, filled)
    }
    return piece
  }

  /// The piece has been dealt with.
  mutating func remove(_ piece: Piece) {
    let count = piece.raw.count
    guard count > 0 else { return }
    buffer.copyMemory(from: slice(count, filled))
    filled -= count
  }

  /// What stands behind the last newline.
  var rest: UnsafeRawBufferPointer { slice(0, filled) }

  /// Forgets what stands behind the last newline.
  mutating func clear() {
    filled = 0
    isSkipping = false
  }

  private func slice(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: buffer[start..<end])
  }
}
