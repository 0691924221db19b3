/// A number as a recording writes it: decimal, negative or hexadecimal, 64 bits of it.
struct FieldNumber: Hashable, Sendable {
  /// The bits, two's complement for a negative number.
  var bits: UInt64
  /// Whether it was written with a minus sign.
  var isNegative: Bool

  /// The number as what it says, for comparisons.
  var value: Int128 { isNegative ? Int128(Int64(bitPattern: bits)) : Int128(bits) }

  /// A number from its parts.
  init(bits: UInt64, isNegative: Bool = false) {
    self.bits = bits
    self.isNegative = isNegative
  }

  /// The number that stands in `range`, all of it, or nil where that is none or has over 64 bits.
  init?(_ line: Bytes, _ range: Range<Int>) {
    var index = range.lowerBound
    let isNegative = range.count > 1 && line[index] == .minus
    if isNegative { index += 1 }
    if range.upperBound - index > 2, line[index] == .zero, line[index + 1] | 0x20 == 0x78 {
      guard !isNegative, let bits = Self.hex(line, index + 2..<range.upperBound) else { return nil }
      self.init(bits: bits)
      return
    }
    guard let magnitude = line.decimal(&index), index == range.upperBound else { return nil }
    guard isNegative else {
      self.init(bits: magnitude)
      return
    }
    guard magnitude <= 1 << 63 else { return nil }
    self.init(bits: 0 &- magnitude, isNegative: magnitude > 0)
  }

  private static func hex(_ line: Bytes, _ range: Range<Int>) -> UInt64? {
    var bits: UInt64 = 0
    for index in range {
      guard let digit = line[index].hexDigit, bits >> 60 == 0 else { return nil }
      bits = bits << 4 | UInt64(digit)
    }
    return bits
  }
}
