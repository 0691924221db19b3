/// A whole number that may be too large for any integer type, as text: how it is shown, and exactly.
public struct Amount: Hashable, Sendable {
  /// With separators, or as a power of ten: `44,067`, `2.3×10^9`.
  public var short: String
  /// Every digit, with separators.
  public var exact: String
  /// Every digit and nothing else, for scripts.
  public var digits: String

  /// How many digits are shown before a power of ten takes over.
  private static let shortMax = 9

  /// The number that is written with these digits.
  ///
  /// - Precondition: there is at least one digit, and nothing else.
  public init(digits: String) {
    precondition(!digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }, digits)
    self.digits = digits
    exact = Self.separated(digits)
    if digits.utf8.count <= Self.shortMax {
      short = exact
    } else {
      // Cut and not rounded: what is shown is never more than there is.
      let lead = Array(digits.prefix(2))
      short = "\(lead[0]).\(lead[1])×10^\(digits.utf8.count - 1)"
    }
  }

  /// `44067` as `44,067`.
  private static func separated(_ digits: String) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return result
  }

  var isOne: Bool { digits == "1" }
  var isZero: Bool { digits == "0" }
}
