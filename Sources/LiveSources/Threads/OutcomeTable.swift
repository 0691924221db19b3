/// All outcomes, and which of them each path has.
struct OutcomeTable: Sendable {
  /// How many paths are judged. Rounds of a further one are judged by their end alone.
  static let pathsMax = 50_000
  /// How many ends are judged without the way to them.
  static let endsMax = 4096
  /// How many outcomes are kept apart. Rounds with still another one are only counted.
  static let outcomesMax = 4096

  /// What makes two paths one outcome.
  private struct Kind: Hashable {
    var values: [Int32]
    var end: ThreadOutcome.End
    var violated: [String]
    var undecided: [String]
    var basis: ThreadOutcome.Basis
  }

  private(set) var outcomes: [ThreadOutcome] = []
  private(set) var others = 0
  private(set) var rounds = 0
  private var paths = PathTable(pathsMax: Self.pathsMax + Self.endsMax)
  private var kinds: [Kind: Int] = [:]
  private var endCount = 0

  /// Counts a round; gives what has to be judged when nothing is known of it.
  ///
  /// - Complexity: O(1), on average
  mutating func count(_ path: RoundPath) -> RoundPath? {
    if isCounted(path) { return nil }
    var new = path
    if paths.count - endCount >= Self.pathsMax {
      new = path.ofEnd
      if isCounted(new) { return nil }
    }
    let isFull = new == new.ofEnd ? endCount >= Self.endsMax : false
    guard !isFull, outcomes.count < Self.outcomesMax else {
      others += 1
      rounds += 1
      return nil
    }
    return new
  }

  private mutating func isCounted(_ path: RoundPath) -> Bool {
    guard let outcome = paths.outcome(of: path) else { return false }
    outcomes[outcome].count += 1
    rounds += 1
    return true
  }

  /// Adds a path that ``count(_:)`` did not know, counts its first round, and gives the index of its
  /// outcome.
  mutating func add(_ outcome: ThreadOutcome, for path: RoundPath) -> Int {
    let kind = Kind(
      values: outcome.values, end: outcome.end, violated: outcome.violated,
      undecided: outcome.undecided, basis: outcome.basis)
    let index = kinds[kind] ?? outcomes.count
    if index == outcomes.count {
      outcomes.append(outcome)
      kinds[kind] = index
    }
    outcomes[index].count += 1
    rounds += 1
    paths.add(path, outcome: index)
    if path == path.ofEnd { endCount += 1 }
    return index
  }
}
