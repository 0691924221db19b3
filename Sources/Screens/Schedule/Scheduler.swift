/// Somebody who chooses which lane moves next, and may take it back.
public struct Scheduler: Hashable, Sendable {
  /// How many schedules can be taken back.
  private static let pastMax = 1000

  /// The lane of each step so far.
  public private(set) var lanes: [Int]
  /// The lane that the keys for "next" move.
  var lane: Int
  private var past: [[Int]] = []
  private var future: [[Int]] = []

  /// Somebody who takes over behind `lanes`.
  init(behind lanes: [Int], lane: Int) {
    self.lanes = lanes
    self.lane = lane
  }

  /// Goes on with `lanes` instead.
  func going(on lanes: [Int]) -> Scheduler {
    var next = self
    next.past = past.suffix(Self.pastMax - 1) + [self.lanes]
    next.future = []
    next.lanes = lanes
    return next
  }

  /// The same choices, of which only `lanes` could be made.
  func made(_ lanes: [Int]) -> Scheduler {
    var next = self
    next.lanes = lanes
    return next
  }

  /// As it was before the last choice; nil before the first.
  var undone: Scheduler? {
    guard let before = past.last else { return nil }
    var next = self
    next.past.removeLast()
    next.future.append(lanes)
    next.lanes = before
    return next
  }

  /// As it was before the last choice was taken back.
  var redone: Scheduler? {
    guard let behind = future.last else { return nil }
    var next = self
    next.future.removeLast()
    next.past.append(lanes)
    next.lanes = behind
    return next
  }
}
