public import RaceModel

/// Explores all interleavings of a program.
public struct Explorer {
  /// How to explore.
  public struct Options: Sendable {
    /// Whether steps that concern nobody else are merged: the same verdicts sooner, no exact counts.
    public var isReduced = false
    /// Who does the work.
    public var workers = Workers.one
    /// When to give up.
    public var limits = Limits()
    /// How many states are left to one worker, who is faster where there is little to do.
    public var aloneStates = 100_000

    /// The exact search, by the caller alone, without a limit.
    public init() {}
  }

  /// All interleavings of `program` under sequential consistency.
  ///
  /// - Parameter shouldStop: is asked now and then, and told how far the search is.
  /// - Complexity: O(*states*) in time and, at 14 bytes a state, in memory.
  public static func explore(
    _ program: Program, _ options: Options = Options(),
    shouldStop: (Progress) -> Bool = { _ in false }
  ) -> Exploration {
    guard options.workers.count > 1 else { return search(program, options, shouldStop).result }
    var alone = options
    alone.workers = .one
    alone.limits.states = min(options.limits.states ?? .max, options.aloneStates)
    let (result, lists) = search(program, alone, shouldStop)
    guard result.stopReason == .states, alone.limits.states != options.limits.states else {
      return result
    }
    return search(program, options, shouldStop, lists: lists).result
  }

  private static func search(
    _ program: Program, _ options: Options, _ shouldStop: (Progress) -> Bool,
    lists: [[Int32]]? = nil
  ) -> (result: Exploration, lists: [[Int32]]) {
    var search = Search(
      program, isReduced: options.isReduced, options.workers, options.limits, lists: lists)
    defer { search.free() }
    search.run(shouldStop)
    return (
      Report(program, search, isReduced: options.isReduced).exploration, search.lists
    )
  }
}
