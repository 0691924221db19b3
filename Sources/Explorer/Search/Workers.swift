/// Who does the work of a search. Threads are not this target's business: it is given a function
/// that runs pieces of work, at once if it can.
public struct Workers: Sendable {
  /// How many pieces are worth making.
  public let count: Int
  /// Runs the body with each number below the count and returns when all have returned.
  public let run: @Sendable (_ body: @Sendable (Int) -> Void) -> Void

  /// Workers.
  public init(count: Int, run: @escaping @Sendable (_ body: @Sendable (Int) -> Void) -> Void) {
    self.count = count
    self.run = run
  }

  /// Nobody but the caller.
  public static let one = Workers(count: 1) { $0(0) }
}
