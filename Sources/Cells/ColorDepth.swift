/// How many colours a terminal, or a person's wish, allows.
public enum ColorDepth: Int, CaseIterable, Comparable, Sendable {
  /// No colour; bold, underline and reverse still work.
  case none = 0
  /// The eight colours of ECMA-48.
  case eight = 8
  /// Those and their bright forms.
  case sixteen = 16
  /// The 256-colour palette of xterm.
  case palette = 256
  /// Any red, green and blue of 8 bits each.
  case truecolor = 16_777_216

  /// A depth is less than one that has more colours.
  public static func < (a: ColorDepth, b: ColorDepth) -> Bool { a.rawValue < b.rawValue }

  /// The deepest of the five that needs no more than `colors` colours.
  public init(colors: Int) {
    self = Self.allCases.last { $0.rawValue <= colors } ?? .none
  }
}
