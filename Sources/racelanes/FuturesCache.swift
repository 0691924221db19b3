import BigInt
import Explorer
import RaceModel
import Screens
import Synchronization

/// What can still happen in the programs of a model, each explored once.
final class FuturesCache: Sendable {
  /// Models with more states are not looked ahead in: up to here it takes no longer than a frame.
  static let statesMax = 100_000

  /// One program's future; nil when it has too many states.
  private let known = Mutex<[ModelChoice: Futures?]>([:])

  /// The future of `program`, which is one of the model that this cache is for.
  ///
  /// - Complexity: O(*states*) for a choice that is asked for the first time
  func of(_ program: Program) -> Futures? {
    known.withLock { known in
      if let futures = known[program.choice] { return futures }
      let futures = Futures(program, statesMax: Self.statesMax)
      known[program.choice] = .some(futures)
      return futures
    }
  }

  /// Why ``of(_:)`` knows nothing of `program`.
  static func reason(_ program: Program) -> String {
    var machine = Machine(program)
    guard (try? machine.initialState()) != nil else {
      return "the model fails before its first step"
    }
    return "not known: more than \(Amount(BigUInt(statesMax)).exact) states"
  }
}
