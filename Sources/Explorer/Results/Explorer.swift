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
    guard options.workers.count > 1 else { return search(program, options, shouldStop).result }
    // One worker is faster where there is little to do, and finds out soon whether there is more.
    var alone = options
    alone.workers = .one
    alone.limits.states = min(options.limits.states ?? .max, smallEnough)
    let (result, lists) = search(program, alone, shouldStop)
    guard result.stopReason == .states, alone.limits.states != options.limits.states else {
      return result
    }
    return search(program, options, shouldStop, lists: lists).result
  }

  /// How many states one worker does alone.
  private static let smallEnough = 100_000

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
