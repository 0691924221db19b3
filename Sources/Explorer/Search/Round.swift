internal import Synchronization

/// Pieces of work, known by their numbers: workers take one after another, so that one who is held up
/// holds up nobody else.
final class Round: Sendable {
  private let pieces: [Int]
  private let taken = Atomic(0)
  private let failed = Atomic(false)

  init(_ pieces: [Int]) { self.pieces = pieces }

  /// The next piece; nil when there is none.
  func take() -> Int? {
    let index = taken.add(1, ordering: .relaxed).oldValue
    return index < pieces.count ? pieces[index] : nil
  }

  /// Says that one of them cannot be done, so that the others need not be.
  func fail() {
    failed.store(true, ordering: .relaxed)
    _ = takeRest()
  }

  var hasFailed: Bool { failed.load(ordering: .relaxed) }

  /// All that is left.
  func takeRest() -> ArraySlice<Int> {
    pieces[min(taken.exchange(pieces.count, ordering: .relaxed), pieces.count)...]
  }
}
