public import RaceModel

/// What the rounds say of one property.
public struct PropertyCount: Hashable, Sendable {
  /// In how many rounds it was judged. The end of a round is judged when both lanes have ended; what
  /// must hold always is judged where an interleaving explains the round, or where it fails at the end.
  public internal(set) var judged = 0
  /// In how many of those it did not hold.
  public internal(set) var violated = 0
  /// In how many of those nobody can tell: see ``ThreadOutcome/undecided``.
  public internal(set) var undecided = 0
}

extension ThreadRace.Tally {
  /// What the rounds say of `property`.
  public func count(of property: Program.Property) -> PropertyCount {
    var result = PropertyCount()
    for outcome in outcomes {
      let isViolated = outcome.violated.contains(property.name)
      let isJudged =
        property.isFinal ? outcome.end == .complete : outcome.basis == .interleaving
      if isJudged || isViolated { result.judged += outcome.count }
      if isViolated { result.violated += outcome.count }
      if outcome.undecided.contains(property.name) { result.undecided += outcome.count }
    }
    return result
  }
}
