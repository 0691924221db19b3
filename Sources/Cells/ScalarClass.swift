/// What a scalar does to a terminal's cursor, and whether it may be sent there at all.
enum ScalarClass: Equatable {
  /// One column.
  case plain(Unicode.Scalar)
  /// Two columns.
  case wide(Unicode.Scalar)
  /// A picture, which may be joined with others to one.
  case emoji(Unicode.Scalar, wide: Bool)
  /// No column: drawn on what is before it.
  case mark(Unicode.Scalar)
  /// Must not be printed; this is shown in its place, in one column.
  case substitute(Unicode.Scalar)
  /// U+200D.
  case joiner
  /// Skin tones: part of the emoji before them, or two columns on their own.
  case modifier(Unicode.Scalar)
  /// Harmless, invisible and not worth a cell: variation selectors, U+200C.
  case ignored

  var isEmoji: Bool { if case .emoji = self { true } else { false } }

  init(_ scalar: Unicode.Scalar) {
    let value = scalar.value
    switch value {
    case 0x20...0x7E: self = .plain(scalar)
    case 0...0x1F: self = .substitute(Unicode.Scalar(0x2400 + value) ?? Self.replacement)
    case 0x7F: self = .substitute("\u{2421}")
    case 0x80...0x9F, 0xAD: self = .substitute(Self.replacement)
    case 0xA9, 0xAE: self = .emoji(scalar, wide: false)
    case 0xA0...0x2FF: self = .plain(scalar)
    // Arrows, boxes and blocks: most of what a frame consists of, all one column.
    case 0x2190...0x2193, 0x219A...0x21A8, 0x2500...0x25A9: self = .plain(scalar)
    default: self = Self.classify(scalar)
    }
  }

  static let replacement: Unicode.Scalar = "\u{FFFD}"

  private static func classify(_ scalar: Unicode.Scalar) -> ScalarClass {
    switch scalar.value {
    case 0x200C, 0xFE00...0xFE0F, 0xE0100...0xE01EF: return .ignored
    case 0x200D: return .joiner
    // Vowels and finals of Hangul syllables that are not precomposed.
    case 0x1160...0x11FF, 0xD7B0...0xD7FB: return .mark(scalar)
    // Flags are shown as their two letters: half of the terminals have no other picture, and the
    // others do not agree on a width.
    case 0x1F1E6...0x1F1FF:
      return Unicode.Scalar(scalar.value - 0x1F1E6 + 0x41).map(Self.plain) ?? .ignored
    case 0x1F3FB...0x1F3FF: return .modifier(scalar)
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return .mark(scalar)
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
      return .substitute(replacement)
    default: break
    }
    let isWide = WideRanges.contains(scalar.value)
    if scalar.properties.isEmoji { return .emoji(scalar, wide: isWide) }
    return isWide ? .wide(scalar) : .plain(scalar)
  }
}
