import Cells

/// What another run has otherwise at a step.
enum Mark: Hashable {
  /// Here the two part.
  case parting
  /// Another value, or another way, behind the parting.
  case other
  /// Only this run has it, and nothing that both touch changes by it.
  case addition

  init(_ joint: Alignment.Joint, isParting: Bool) {
    self = isParting ? .parting : joint.isAddition ? .addition : .other
  }

  func sign(_ glyphs: Glyphs) -> Character {
    switch self {
    case .parting: glyphs.differs
    case .other: glyphs.other
    case .addition: glyphs.addition
    }
  }

  func style(_ theme: Theme) -> Style {
    switch self {
    case .parting: theme.bad.adding([.bold, .reverse])
    case .other: theme.remark
    case .addition: theme.quiet
    }
  }
}
