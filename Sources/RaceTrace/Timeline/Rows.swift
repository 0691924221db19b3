/// One line of the two lanes: an event, or a run of events folded into one.
public struct Row: Hashable, Sendable {
  /// The positions that it stands for.
  public var positions: Range<Int>
  /// Whether it is a fold, also of a single event.
  public var isFold: Bool
}

/// The rows of a focused timeline.
public struct Rows: Sendable {
  /// The rows, top to bottom.
  public let rows: [Row]

  /// Rows in which each run of events that do not concern the focus is one fold, except those that
  /// begin at a position in `open`.
  ///
  /// - Complexity: O(*events*)
  public init(_ focused: FocusedTimeline, open: Set<Int> = [], everything: Bool = false) {
    var rows: [Row] = []
    var position = 0
    let count = focused.timeline.stepCount
    while position < count {
      if focused.concerns[position] || everything {
        rows.append(Row(positions: position..<(position + 1), isFold: false))
        position += 1
        continue
      }
      var end = position
      while end < count, !focused.concerns[end] { end += 1 }
      if open.contains(position) {
        rows.append(
          contentsOf: (position..<end).map { Row(positions: $0..<($0 + 1), isFold: false) })
      } else {
        rows.append(Row(positions: position..<end, isFold: true))
      }
      position = end
    }
    self.rows = rows
  }

  /// The index of the row that shows the event which led to `step`; for step 0, nil.
  ///
  /// - Complexity: O(log *rows*)
  public func index(ofStep step: Int) -> Int? {
    guard step > 0, !rows.isEmpty else { return nil }
    return min(rows.partitioningIndex { $0.positions.upperBound >= step }, rows.count - 1)
  }
}

extension FocusedTimeline {
  /// What a fold says in one lane: `… 41 other pages copied`, or nil if it holds nothing of that
  /// lane.
  ///
  /// - Complexity: O(length of the fold)
  public func foldText(_ positions: Range<Int>, lane: Int) -> String? {
    var pages: Set<Subject> = []
    var count = 0
    for position in positions {
      let event = timeline.event(at: position)
      guard event.lane == lane else { continue }
      count += 1
      if event.marks.contains(.counted), let subject = event.subject { pages.insert(subject) }
    }
    guard count > 0 else { return nil }
    guard let words = timeline.trace.fold, !pages.isEmpty else {
      return count == 1 ? "… 1 other event" : "… \(count) other events"
    }
    if pages.count == 1 { return "… " + words.one }
    return "… " + words.many.replacing("{n}", with: String(pages.count))
  }
}
