/// What somebody chose of what a model leaves open.
public struct ModelChoice: Hashable, Sendable {
  /// The kernel preset, or nil for the model's defaults.
  public var kernel: String?
  /// Switches that are set against the kernel's setting.
  public var switches: [String: Bool]
  /// Parameters that are not at their default.
  public var parameters: [String: Int]

  /// A choice.
  public init(
    kernel: String? = nil, switches: [String: Bool] = [:], parameters: [String: Int] = [:]
  ) {
    self.kernel = kernel
    self.switches = switches
    self.parameters = parameters
  }
}

/// A choice that the model does not offer.
public struct ChoiceError: Error, Hashable, Sendable {
  /// What of the choice is wrong.
  public enum Subject: Hashable, Sendable {
    /// The kernel.
    case kernel
    /// The switch of that name.
    case `switch`(String)
    /// The parameter of that name.
    case parameter(String)
  }

  /// What is wrong.
  public var subject: Subject
  /// What is wrong and what there is, in a sentence.
  public var message: String
}
