public import RaceTrace

/// A timeline with everything in it that takes long to find out, so that it can be made on another
/// thread than the one that answers keys.
public struct PreparedView: Sendable {
  /// The timeline with the page that is looked at.
  public let focused: FocusedTimeline
  let rows: Rows
  let findings: [Finding]
  let candidates: [Timeline.Candidate]
  /// The wish of the player that it answers; nil when nobody asked.
  var wish: LiveWish?
  /// Whether nothing will ever follow it.
  public private(set) var isFinal = false

  /// Looks at `address` or, without one, at the one that both lanes touch.
  ///
  /// - Parameter isOpen: whether it may go on: then also what was not touched yet is shown.
  /// - Complexity: O(*events*)
  init(
    _ timeline: Timeline, address: UInt64?, openFolds: Set<Int> = [], everythingOpen: Bool = false,
    isOpen: Bool = false
  ) {
    candidates = timeline.candidates()
    let first = candidates.first.flatMap { $0.contention > 0 ? $0.address : nil }
    focused = FocusedTimeline(
      timeline, focus: (address ?? first).map(timeline.focus), isOpen: isOpen)
    rows = Rows(focused, open: openFolds, everything: everythingOpen)
    findings = focused.verdicts().map(Finding.init)
  }

  /// Lays out what a live source has by now, as the player wishes it.
  ///
  /// - Complexity: O(*events*)
  public init(_ trace: Trace, for wish: LiveWish, isFinal: Bool) {
    let timeline = Timeline(trace)
    self.init(
      timeline, address: wish.address,
      openFolds: Set(wish.openFolds.map { timeline.step(numbered: $0) }),
      everythingOpen: wish.everythingOpen)
    self.wish = wish
    self.isFinal = isFinal
  }
}
