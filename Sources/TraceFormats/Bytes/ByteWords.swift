/// Eight bytes at a time: what is done to every byte of every line.
extension Span where Element == UInt8 {
  /// Whether every byte is printable ASCII, which is so for nearly every line.
  var isPlain: Bool {
    withUnsafeBytes { bytes in
      // Bit 7 of a byte says that it is below 0x20 or above 0x7E; what bytes that have it already
      // do to their neighbours does not matter, since one of them is enough.
      var odd: UInt64 = 0
      var at = 0
      while at + 8 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        odd |= word | (word &+ 0x0101_0101_0101_0101) | (word &- 0x2020_2020_2020_2020)
        at += 8
      }
      guard odd & 0x8080_8080_8080_8080 == 0 else { return false }
      while at < bytes.count {
        guard bytes[at] &- 0x20 < 0x5F else { return false }
        at += 1
      }
      return true
    }
  }

  /// Where the next newline at or after `start` stands.
  func firstNewline(from start: Int) -> Int? {
    withUnsafeBytes { bytes in
      var at = start
      while at + 8 <= bytes.count {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
        let found = Self.zeros(word ^ 0x0A0A_0A0A_0A0A_0A0A)
        if found != 0 { return at + found.trailingZeroBitCount / 8 }
        at += 8
      }
      while at < bytes.count {
        if bytes[at] == .newline { return at }
        at += 1
      }
      return nil
    }
  }

  /// Where the next space, tab or comma before `end` stands; `end` where there is none.
  func firstEnd(from start: Int, upTo end: Int) -> Int {
    precondition(start >= 0 && end <= count, "outside of the line")
    return withUnsafeBytes { bytes in
      var at = start
      while at + 8 <= end {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
        let found =
          Self.zeros(word ^ 0x2020_2020_2020_2020) | Self.zeros(word ^ 0x0909_0909_0909_0909)
          | Self.zeros(word ^ 0x2C2C_2C2C_2C2C_2C2C)
        if found != 0 { return at + found.trailingZeroBitCount / 8 }
        at += 8
      }
      while at < end, bytes[at] != .space, bytes[at] != .tab, bytes[at] != .comma { at += 1 }
      return at
    }
  }

  /// Bit 7 of each byte that is zero. Only the lowest of them is certain: a byte behind a zero may be
  /// taken for one.
  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
  }

  /// Whether the bytes are those of `other`.
  func isEqual(to other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    return withUnsafeBytes { left in
      other.withUnsafeBytes { right in
        var at = 0
        while at + 8 <= left.count {
          guard
            left.loadUnaligned(fromByteOffset: at, as: UInt64.self)
              == right.loadUnaligned(fromByteOffset: at, as: UInt64.self)
          else { return false }
          at += 8
        }
        while at < left.count {
          guard left[at] == right[at] else { return false }
          at += 1
        }
        return true
      }
    }
  }

  /// A number that depends on every byte and on `seed`, for hash tables.
  func folded(_ seed: UInt64) -> UInt64 {
    withUnsafeBytes { bytes in
      var hash = seed ^ UInt64(truncatingIfNeeded: bytes.count)
      var at = 0
      while at + 8 <= bytes.count {
        hash = Self.fold(hash, bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self), seed)
        at += 8
      }
      var rest: UInt64 = 0
      while at < bytes.count {
        rest = rest << 8 | UInt64(bytes[at])
        at += 1
      }
      return Self.fold(hash, rest, seed)
    }
  }

  @inline(__always)
  private static func fold(_ hash: UInt64, _ word: UInt64, _ seed: UInt64) -> UInt64 {
    let product = (hash ^ word).multipliedFullWidth(by: seed | 1)
    return product.high ^ product.low
  }
}
