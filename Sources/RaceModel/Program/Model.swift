/// A race model: both paths as text, with what can be chosen.
public struct Model: Sendable {
  /// A removable piece.
  public struct Switch: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// What it removes, in one line.
    public var help: String
    /// Its setting without a kernel.
    public var isOn: Bool
  }

  /// A preset.
  public struct Kernel: Hashable, Sendable {
    /// `v5.11`
    public var name: String
    /// What this kernel does, in one line.
    public var help: String
    /// The switches that it sets.
    public var settings: [String: Bool]
  }

  /// A number that can be chosen.
  public struct Parameter: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// What it means, in one line.
    public var help: String
    /// Its default.
    public var value: Int
    /// What it may be.
    public var bounds: ClosedRange<Int>
  }

  /// The most properties that a model may have: whoever searches all states keeps one bit for each.
  public static let propertiesMax = 13

  /// Its text.
  public let source: SourceText
  let tree: SyntaxTree
  /// Its name.
  public var name: String { tree.name }
  /// Its title.
  public var title: String { tree.title }
  /// Its removable pieces, in the order of the text.
  public let switches: [Switch]
  /// Its presets.
  public let kernels: [Kernel]
  /// Its numbers.
  public let parameters: [Parameter]

  /// Reads a model and checks it for its defaults; if it `checksAll`, also for every kernel, with each
  /// switch turned, and for the bounds of every parameter.
  ///
  /// - Throws: everything that is wrong with it.
  public init(_ source: SourceText, checksAll: Bool = true) throws(ModelErrors) {
    self.source = source
    tree = try Parser.parse(source)
    switches = tree.switches.map { Switch(name: $0.name.text, help: $0.help, isOn: $0.isOn) }
    kernels = tree.kernels.map { kernel in
      Kernel(
        name: kernel.name, help: kernel.help,
        settings: Dictionary(
          kernel.settings.map { ($0.name.text, $0.isOn) }, uniquingKeysWith: { $1 }))
    }
    parameters = try Compiler.parameters(of: tree, source)
    if checksAll { try checkAllChoices() } else { _ = try compile(ModelChoice()) }
  }

  private func compile(_ choice: ModelChoice) throws(ModelErrors) -> Program {
    var compiler = Compiler(source, tree, complete(choice))
    var program = try compiler.run()
    let usual = complete(ModelChoice(kernel: choice.kernel)).switches
    program.turnedSwitches = switches.compactMap { one in
      let isOn = program.choice.switches[one.name] ?? one.isOn
      return isOn == usual[one.name] ? nil : Switch(name: one.name, help: one.help, isOn: isOn)
    }
    return program
  }

  private func checkAllChoices() throws(ModelErrors) {
    var choices = [ModelChoice()] + kernels.map { ModelChoice(kernel: $0.name) }
    for parameter in parameters {
      for bound in [parameter.bounds.lowerBound, parameter.bounds.upperBound] {
        choices.append(ModelChoice(parameters: [parameter.name: bound]))
      }
    }
    for one in switches { choices.append(ModelChoice(switches: [one.name: !one.isOn])) }
    var work = 0
    for choice in choices {
      var compiler = Compiler(source, tree, complete(choice))
      _ = try compiler.run()
      work += compiler.work
      guard work <= Compiler.checkWorkMax else {
        let words =
          "the check for every kernel, switch and parameter takes more than "
          + "\(Compiler.checkWorkMax) statements and values"
        throw ModelErrors([ModelError(source, at: 0, words)])
      }
    }
  }

  /// The model as it is with `choice`.
  ///
  /// - Throws: ``ChoiceError`` for what the model does not offer, ``ModelErrors`` for what is wrong
  ///   in the model with just this choice.
  public func program(_ choice: ModelChoice = ModelChoice()) throws -> Program {
    try check(choice)
    return try compile(choice)
  }

  /// `choice` with the settings of its kernel and all defaults filled in.
  public func complete(_ choice: ModelChoice) -> ModelChoice {
    var result = ModelChoice(kernel: choice.kernel)
    for one in switches { result.switches[one.name] = one.isOn }
    if let kernel = kernels.first(where: { $0.name == choice.kernel }) {
      result.switches.merge(kernel.settings) { $1 }
    }
    result.switches.merge(choice.switches) { $1 }
    for parameter in parameters { result.parameters[parameter.name] = parameter.value }
    result.parameters.merge(choice.parameters) { $1 }
    return result
  }

  /// Says what of a choice the model does not offer.
  public func check(_ choice: ModelChoice) throws(ChoiceError) {
    if let kernel = choice.kernel, !kernels.contains(where: { $0.name == kernel }) {
      throw ChoiceError(
        subject: .kernel, message: unknown("kernel", kernel, kernels.map(\.name)))
    }
    for name in choice.switches.keys.sorted() where !switches.contains(where: { $0.name == name }) {
      throw ChoiceError(
        subject: .switch(name), message: unknown("switch", name, switches.map(\.name)))
    }
    for (name, value) in choice.parameters.sorted(by: { $0.key < $1.key }) {
      guard let parameter = parameters.first(where: { $0.name == name }) else {
        throw ChoiceError(
          subject: .parameter(name),
          message: unknown("parameter", name, parameters.map(\.name)))
      }
      guard parameter.bounds.contains(value) else {
        let bounds = parameter.bounds
        throw ChoiceError(
          subject: .parameter(name),
          message: "\(name) is \(value), but it goes from \(bounds.lowerBound) to "
            + "\(bounds.upperBound)")
      }
    }
  }

  private func unknown(_ what: String, _ name: String, _ known: [String]) -> String {
    let list = known.isEmpty ? "it has none" : "it has " + known.joined(separator: ", ")
    return "the model \(self.name) has no \(what) \"\(name)\"; \(list)"
  }
}
