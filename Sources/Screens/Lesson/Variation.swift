/// Something that can be chosen before the same schedule is run again.
public enum Variation: Hashable, Sendable {
  /// A switch of the model: a line of the fix, or a barrier. `byDefault` is what the chosen kernel
  /// has.
  case toggle(name: String, help: String, isOn: Bool, byDefault: Bool)
  /// The kernel, or a number.
  case choice(name: String, help: String, among: [String], value: String, byDefault: String)

  /// A choice that differs from the scenario as it is written.
  public enum Setting: Hashable, Sendable {
    /// A switch.
    case toggle(String, Bool)
    /// The kernel, or a number.
    case choice(String, String)

    /// Which variation it is of.
    public var name: String {
      switch self {
      case .toggle(let name, _), .choice(let name, _): name
      }
    }

    /// `seqcount off`, `kernel v5.11`
    public var words: String {
      switch self {
      case .toggle(let name, let isOn): "\(name) \(isOn ? "on" : "off")"
      case .choice(let name, let value): "\(name) \(value)"
      }
    }
  }

  /// Its name in the model.
  public var name: String {
    switch self {
    case .toggle(let name, _, _, _), .choice(let name, _, _, _, _): name
    }
  }

  /// What it does, in one line.
  public var help: String {
    switch self {
    case .toggle(_, let help, _, _), .choice(_, let help, _, _, _): help
    }
  }

  /// How it stands: `on`, `off`, `v5.10`.
  public var valueWords: String {
    switch self {
    case .toggle(_, _, let isOn, _): isOn ? "on" : "off"
    case .choice(_, _, _, let value, _): value
    }
  }

  /// Whether it stands otherwise than the chosen kernel has it.
  public var isChanged: Bool {
    switch self {
    case .toggle(_, _, let isOn, let byDefault): isOn != byDefault
    case .choice(_, _, _, let value, let byDefault): value != byDefault
    }
  }

  /// The switch flipped, or the choice `distance` further, round the end; nil when there is only one.
  func changed(by distance: Int) -> Setting? {
    switch self {
    case .toggle(let name, _, let isOn, _): return .toggle(name, !isOn)
    case .choice(let name, _, let among, let value, _):
      guard among.count > 1, let index = among.firstIndex(of: value) else { return nil }
      return .choice(name, among[(index + distance + among.count) % among.count])
    }
  }
}
