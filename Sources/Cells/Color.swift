/// One colour, given by the maker of a theme for every depth a terminal may have.
///
/// The three forms are stated rather than computed: the nearest palette entry of a colour is often
/// not the one that keeps two lanes apart on an 8-colour console.
public struct Color: Hashable, Sendable {
  /// Flag, basic, indexed, red, green, blue: one byte each. 0 is the terminal's own colour. One
  /// word keeps the comparison of two frames cheap.
  private var bits: UInt64

  /// The terminal's own foreground or background, whatever it is.
  public static let standard = Color(bits: 0)

  private init(bits: UInt64) { self.bits = bits }

  /// Makes a colour.
  ///
  /// - Parameters:
  ///   - rgb: red, green and blue, 0...255 each, in sRGB
  ///   - indexed: the entry of the 256-colour palette
  ///   - basic: the colour of ECMA-48, 0...7, or 8...15 for the bright form
  public init(rgb: (UInt8, UInt8, UInt8), indexed: UInt8, basic: UInt8) {
    precondition(basic < 16, "basic colour \(basic) is not in 0...15")
    let numbers = UInt64(basic) << 32 | UInt64(indexed) << 24
    let light = UInt64(rgb.0) << 16 | UInt64(rgb.1) << 8 | UInt64(rgb.2)
    bits = 1 << 40 | numbers | light
  }

  /// Whether this is the terminal's own colour.
  public var isStandard: Bool { bits == 0 }
  /// The entry of the 256-colour palette.
  public var indexed: UInt8 { UInt8(truncatingIfNeeded: bits >> 24) }
  /// The colour of ECMA-48: 0...7, bright forms 8...15.
  public var basic: UInt8 { UInt8(truncatingIfNeeded: bits >> 32) }
  /// Red, green and blue, 0...255 each.
  public var rgb: (red: UInt8, green: UInt8, blue: UInt8) {
    (
      UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8),
      UInt8(truncatingIfNeeded: bits)
    )
  }

  /// The colour as `#rrggbb`, or `standard`.
  public var hex: String {
    if isStandard { return "standard" }
    let digits = String(bits & 0xFF_FFFF, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
