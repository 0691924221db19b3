/// Where a run parts from the one that was on the screen before.
struct Parted: Hashable {
  /// The step that leads another way, or does something instead; nil when this run ends before.
  var step: Int?
  /// What parts them, in a sentence without its full stop.
  var words: String
}

/// A fix that was turned round: from where, and where that led.
struct Turn: Hashable {
  var from: [Variation.Setting]
  var fromStep: Int
  /// Where to stand in the run that is asked for; nil where the events decide.
  var target: Int?
  /// Where it led: nil until the run is there.
  var arrival: Arrival?

  struct Arrival: Hashable {
    var settings: [Variation.Setting]
    var step: Int
  }
}
