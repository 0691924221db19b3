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
    var options = options
    // One worker is faster where there is little to do, and finds out soon whether there is more.
    if options.workers.count > 1 {
      let wanted = options
      options.workers = .one
      options.limits.states = min(wanted.limits.states ?? .max, smallEnough)
      let result = once(program, options, shouldStop)
      if result.stopReason != .states || wanted.limits.states ?? .max <= smallEnough {
        return result
      }
      options = wanted
    }
    return once(program, options, shouldStop)
  }

  /// How many states one worker does alone.
  private static let smallEnough = 100_000

  private static func once(
    _ program: Program, _ options: Options, _ shouldStop: (Progress) -> Bool
  ) -> Exploration {
    var search = Search(
      program, isReduced: options.isReduced, options.workers, options.limits)
    defer { search.free() }
    search.run(shouldStop)
    return Report(program, search, isReduced: options.isReduced).exploration
  }
}
