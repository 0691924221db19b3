internal import BigInt
public import RaceModel

/// What each switch of a model is for: each that is on is turned off, alone and, where nothing breaks,
/// together with each other one.
public struct MutationTable {
  /// Models with more states are not tried without two switches.
  public static let pairStatesMax = 20_000

  /// The choice as it is, and then each switch, in the order of the text.
  public private(set) var rows: [Mutation] = []
  private let model: Model
  private let base: ModelChoice
  private let options: Explorer.Options

  /// - Throws: ``ChoiceError``, ``ModelErrors``.
  /// - Complexity: that of one search for each switch, and, for small models, for each pair
  public init(
    _ model: Model, _ base: ModelChoice, _ options: Explorer.Options,
    shouldStop: (Progress) -> Bool = { _ in false }
  ) throws {
    (self.model, self.base, self.options) = (model, base, options)
    let untouched = try model.program(base)
    let first = Explorer.explore(untouched, options, shouldStop: shouldStop)
    rows = [
      Mutation(name: nil, help: "as it is", choice: base, result: first, difference: .none)
    ]
    let settings = model.complete(base).switches
    for one in model.switches where settings[one.name] == true {
      let choice = without([one.name])
      let program = try model.program(choice)
      let difference = program.difference(from: untouched)
      var result = first
      if difference == .steps {
        result = Explorer.explore(program, options, shouldStop: shouldStop)
      } else {
        result.program = program
      }
      rows.append(
        Mutation(
          name: one.name, help: one.help, choice: choice, result: result, difference: difference))
    }
    try addPairs(shouldStop)
  }

  private func without(_ names: [String]) -> ModelChoice {
    var choice = base
    for name in names { choice.switches[name] = false }
    return choice
  }

  private mutating func addPairs(_ shouldStop: (Progress) -> Bool) throws {
    guard rows[0].result.verdict == .holds else { return }
    guard rows.allSatisfy({ $0.result.states <= Self.pairStatesMax }) else { return }
    let indices = rows.indices.dropFirst().filter { rows[$0].difference == .steps }
    var known: [Set<Int>: Mutation.Tally] = [:]
    for index in indices where rows[index].result.verdict == .holds {
      rows[index].pairs = try indices.filter { $0 != index }.map { other in
        let names = [rows[index].name, rows[other].name].compactMap { $0 }
        let both =
          try known[[index, other]]
          ?? Mutation.Tally(
            Explorer.explore(
              try model.program(without(names)), options, shouldStop: shouldStop))
        known[[index, other]] = both
        return Mutation.Pair(
          name: names[1], alone: Mutation.Tally(rows[other].result), both: both)
      }
    }
  }
}
