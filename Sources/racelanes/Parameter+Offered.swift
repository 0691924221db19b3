import RaceModel

extension Model.Parameter {
  /// How many values of a parameter are offered and tried.
  static let offeredMax = 64

  /// The values that are offered: the first, of a parameter that has very many.
  var offered: ClosedRange<Int>.SubSequence { bounds.prefix(Self.offeredMax) }

  /// Whether it has more values than are offered.
  var hasMoreThanOffered: Bool { offered.last != bounds.upperBound }
}
