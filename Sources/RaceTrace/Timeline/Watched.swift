/// A value that is watched over a whole timeline: an element of a small array, or what the focus means
/// by a declaration.
public struct Watched: Hashable, Sendable {
  /// The declaration.
  public var declaration: Int
  /// The element; nil for what the focus means.
  public var element: Place.ID?
}

extension FocusedTimeline {
  /// A declaration as what is watched: the elements of a small array one by one.
  public func watched(_ declaration: Int) -> [Watched] {
    let elements = elements(of: declaration)
    guard !elements.isEmpty else { return [Watched(declaration: declaration)] }
    return elements.map { Watched(declaration: declaration, element: $0) }
  }

  /// The place that is meant after `step` steps; nil when there is none.
  public func place(of watched: Watched, after step: Int) -> Place.ID? {
    watched.element ?? instance(of: watched.declaration, after: step)
  }

  /// The value after `step` steps, or nil while that is not known.
  public func value(of watched: Watched, after step: Int) -> UInt64? {
    place(of: watched, after: step).flatMap { timeline.value(of: $0, after: step) }
  }

  /// The position of the first event behind `step` that changes it.
  public func nextChange(of watched: Watched, after step: Int) -> Int? {
    watched.element.map { timeline.nextChange(of: $0, after: step) }
      ?? nextChange(of: watched.declaration, after: step)
  }

  /// What to call it: `pte`, `pte[1]`.
  public func name(of watched: Watched) -> String {
    watched.element.map(label) ?? timeline.trace.declarations[watched.declaration].name
  }
}
