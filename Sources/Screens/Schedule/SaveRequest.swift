/// A schedule that is to become a scenario file.
public struct SaveRequest: Hashable, Sendable {
  /// The file, as it was typed.
  public var path: String
  /// What runs.
  public var plan: Plan
  /// Whether a file that is there may be replaced.
  public var overwrites = false
}
