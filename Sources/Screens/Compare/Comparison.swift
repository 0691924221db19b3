import Cells

/// A second run beside the one that is played, locked to it step by step.
struct Comparison: Sendable {
  /// The second run, in an array of one: a state cannot hold a state.
  private var others: [AppState]
  let alignment: Alignment
  /// What the two are called.
  var titles: [String]
  /// How many joint steps are done.
  var joint = 0
  /// The step that was left for the comparison, and the joint steps that this led to.
  var origin: Int?
  var arrival: Int?
  /// Whether one stands above the other; nil leaves it to the width of the screen.
  var isStacked: Bool?

  init(_ other: AppState, _ alignment: Alignment, titles: [String]) {
    others = [other]
    self.alignment = alignment
    self.titles = titles
  }

  var other: AppState {
    get { others[0] }
    set { others[0] = newValue }
  }

  /// The width from which two runs have room beside each other.
  static let besideFrom = 150
  /// The least width for it.
  static let besideLeast = 2 * Layout.least.width + 1

  func isStacked(atWidth width: Int) -> Bool {
    width < Self.besideLeast || isStacked ?? (width < Self.besideFrom)
  }
}
