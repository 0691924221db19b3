public import RaceModel

/// One switch turned off, and what becomes of the properties.
public struct Mutation: Sendable {
  /// The switch; nil for the choice as it is.
  public var name: String?
  /// What the switch is for, in one line.
  public var help: String
  /// The choice.
  public var choice: ModelChoice
  /// What the search found.
  public var result: Exploration

  /// Explores the choice as it is, and then with each switch that is on turned off.
  ///
  /// - Throws: ``ChoiceError``, ``ModelErrors``.
  /// - Complexity: that of one search for each switch
  public static func table(
    _ model: Model, _ base: ModelChoice, _ options: Explorer.Options,
    shouldStop: (Progress) -> Bool
  ) throws -> [Mutation] {
    let complete = model.complete(base)
    let untouched = try model.program(base)
    var rows = [
      Mutation(
        name: nil, help: "as it is", choice: base,
        result: Explorer.explore(untouched, options, shouldStop: shouldStop))
    ]
    for one in model.switches where complete.switches[one.name] == true {
      var choice = base
      choice.switches[one.name] = false
      let program = try model.program(choice)
      rows.append(
        Mutation(
          name: one.name, help: one.help, choice: choice,
          result: Explorer.explore(program, options, shouldStop: shouldStop)))
    }
    return rows
  }
}
