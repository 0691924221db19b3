/// What one cell, or two cells side by side, can show: a character and at most two marks on it.
///
/// One word, so that a frame is compared quickly. A third mark on the same character is dropped,
/// which also tames text that stacks dozens of marks to draw over its neighbours.
struct Glyph: Hashable, Sendable {
  /// Three scalars of 21 bits each; the top bit says "two columns". 0 is the right half of a wide
  /// character.
  private(set) var bits: UInt64

  static let rightHalf = Glyph(bits: 0)
  static let space = Glyph(base: " ", wide: false)

  private static let scalarMask: UInt64 = 0x1F_FFFF
  private static let wideBit: UInt64 = 1 << 63

  private init(bits: UInt64) { self.bits = bits }

  init(base: Unicode.Scalar, wide: Bool) {
    bits = UInt64(base.value) | (wide ? Self.wideBit : 0)
  }

  var isRightHalf: Bool { bits == 0 }

  var columns: Int { bits == 0 ? 0 : bits & Self.wideBit == 0 ? 1 : 2 }

  var base: Unicode.Scalar { scalar(at: 0) ?? " " }

  var marks: [Unicode.Scalar] { [scalar(at: 21), scalar(at: 42)].compactMap(\.self) }

  /// Puts a mark on the character; the third and later ones are dropped.
  mutating func add(mark: Unicode.Scalar) {
    if scalar(at: 21) == nil {
      bits |= UInt64(mark.value) << 21
    } else if scalar(at: 42) == nil {
      bits |= UInt64(mark.value) << 42
    }
  }

  /// Appends the text of the glyph; nothing for the right half of a wide one.
  func append(to text: inout String) {
    for shift in [UInt64(0), 21, 42] {
      guard let scalar = scalar(at: shift) else { return }
      text.unicodeScalars.append(scalar)
    }
  }

  private func scalar(at shift: UInt64) -> Unicode.Scalar? {
    let value = UInt32(bits >> shift & Self.scalarMask)
    return value == 0 ? nil : Unicode.Scalar(value)
  }
}
