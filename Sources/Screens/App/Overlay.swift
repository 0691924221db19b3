/// What lies over the lanes. The topmost gets the keys first.
enum Overlay: Hashable, Sendable {
  /// The keys; the first visible line.
  case help(top: Int)
  /// Provenance, clock, unknown events; the first visible line.
  case information(top: Int)
  /// What is proven; the chosen one.
  case findings(selected: Int)
  /// The chapters of a scenario; the chosen one.
  case chapters(selected: Int)
  /// The kernel and the switches of a model; the chosen one.
  case variations(selected: Int)
  /// What each switch of the model is for; the chosen one.
  case mutations(selected: Int)
  /// All schedules; the chosen cell.
  case map(selected: Int)
  /// The schedule and how it is played again; the first visible line.
  case schedule(top: Int)
  /// What the run can be compared with; the chosen one.
  case comparisons(selected: Int)
  /// The addresses to look at; the chosen one.
  case focus(selected: Int)
}

/// A line that somebody is typing.
struct Prompt: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case searchForward, searchBack, goTo, saveAs, dropSchedule
    case overwrite(SaveRequest)
  }
  var kind: Kind
  var text = ""
}
