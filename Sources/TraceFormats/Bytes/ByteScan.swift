/// The bytes of one line: bounds-checked, since every line is untrusted.
typealias Bytes = Span<UInt8>

extension Span where Element == UInt8 {
  /// Whether `index` is one of the span's and holds `byte`.
  func has(_ byte: UInt8, at index: Int) -> Bool { index < count && self[index] == byte }

  /// Whether the bytes from `index` on begin with `literal`.
  func hasPrefix(_ literal: StaticString, at index: Int = 0) -> Bool {
    guard index + literal.utf8CodeUnitCount <= count else { return false }
    for offset in 0..<literal.utf8CodeUnitCount
    where literal.utf8Start[offset] != self[index + offset] {
      return false
    }
    return true
  }

  /// Moves `index` behind spaces and tabs and says whether there were any.
  @discardableResult
  func skipBlanks(_ index: inout Int) -> Bool {
    let start = index
    while index < count, self[index] == .space || self[index] == .tab { index += 1 }
    return index > start
  }

  /// Moves `index` behind a run of decimal digits and gives their value, or nil where there are
  /// none or too many for 64 bits.
  func decimal(_ index: inout Int) -> UInt64? {
    let start = index
    var value: UInt64 = 0
    var fits = true
    while index < count, self[index].isDigit {
      let (ten, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = ten.addingReportingOverflow(UInt64(self[index] - .zero))
      if over || carry { fits = false }
      value = sum
      index += 1
    }
    return index > start && fits ? value : nil
  }

  /// Moves `index` to the next blank, or to the end.
  func skipWord(_ index: inout Int) {
    while index < count, self[index] != .space, self[index] != .tab { index += 1 }
  }

  /// Where `literal` first occurs at or after `index`.
  func firstIndex(of literal: StaticString, from index: Int) -> Int? {
    var at = index
    while at + literal.utf8CodeUnitCount <= count {
      if hasPrefix(literal, at: at) { return at }
      at += 1
    }
    return nil
  }

  /// The bytes of `range` as text; the caller has made sure that they are UTF-8.
  func text(_ range: Range<Int>) -> String {
    extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }

  /// `range` without the blanks at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, self[start] == .space || self[start] == .tab { start += 1 }
    while end > start, self[end - 1] == .space || self[end - 1] == .tab { end -= 1 }
    return start..<end
  }

  /// Whether the bytes of `range` are those of `other`.
  func equals(_ range: Range<Int>, _ other: [UInt8]) -> Bool {
    extracting(range).isEqual(to: other.span)
  }
}

extension UInt8 {
  static let tab: UInt8 = 0x09
  static let newline: UInt8 = 0x0A
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let hash: UInt8 = 0x23
  static let openParen: UInt8 = 0x28
  static let closeParen: UInt8 = 0x29
  static let plus: UInt8 = 0x2B
  static let comma: UInt8 = 0x2C
  static let minus: UInt8 = 0x2D
  static let dot: UInt8 = 0x2E
  static let zero: UInt8 = 0x30
  static let colon: UInt8 = 0x3A
  static let less: UInt8 = 0x3C
  static let equals: UInt8 = 0x3D
  static let openBracket: UInt8 = 0x5B
  static let backslash: UInt8 = 0x5C
  static let closeBracket: UInt8 = 0x5D
  static let openBrace: UInt8 = 0x7B
  static let closeBrace: UInt8 = 0x7D

  var isDigit: Bool { self &- .zero < 10 }

  /// The value of a hexadecimal digit.
  var hexDigit: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }

  /// Whether it can stand in a C identifier.
  var isWordByte: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
    default: false
    }
  }
}
