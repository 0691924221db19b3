internal import BigInt

/// A number of paths. Small ones are tried first; what overflows is counted again with larger ones.
protocol PathCount: Comparable, Sendable {
  init(small: UInt64)
  /// Adds; false when the sum does not fit.
  mutating func add(_ other: Self) -> Bool
  var isZero: Bool { get }
  var big: BigUInt { get }
}

extension PathCount where Self: FixedWidthInteger {
  mutating func add(_ other: Self) -> Bool {
    let (sum, overflow) = addingReportingOverflow(other)
    self = sum
    return !overflow
  }
  var isZero: Bool { self == 0 }
  var big: BigUInt { BigUInt(self) }
}

extension UInt64: PathCount { init(small: UInt64) { self = small } }
extension UInt128: PathCount { init(small: UInt64) { self = UInt128(small) } }

extension BigUInt: PathCount {
  init(small: UInt64) { self.init(small) }
  mutating func add(_ other: BigUInt) -> Bool {
    self += other
    return true
  }
  var big: BigUInt { self }
}
