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
    /// How many states are left to one worker at a time, who is faster where there is little to do.
    public var aloneStates = 512

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
    var search = Search(
      program, isReduced: options.isReduced, options.workers, options.limits,
      aloneStates: options.aloneStates)
    defer { search.free() }
    search.run(shouldStop)
    return Report(program, search, isReduced: options.isReduced).exploration
  }
}
