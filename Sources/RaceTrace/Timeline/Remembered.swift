/// What is remembered of each place, or of each task, by its number, until a loss of events makes all
/// of it unknown at once. A recording may have as many losses as places, so forgetting takes no time:
/// what was kept before the last loss does not count any more.
struct Remembered<Value: Sendable>: Sendable {
  /// What nobody has said anything of.
  private let unknown: Value
  private var values: [(losses: Int, value: Value)]
  /// How often all was forgotten.
  private var losses = 0

  /// Nothing is known yet; `count` is how many numbers there are, as far as that is known.
  init(count: Int = 0, unknown: Value) {
    self.unknown = unknown
    values = Array(repeating: (0, unknown), count: count)
  }

  /// How many numbers there can be something for.
  var count: Int { values.count }

  subscript(number: Int) -> Value {
    get {
      guard number < values.count, values[number].losses == losses else { return unknown }
      return values[number].value
    }
    _modify {
      while values.count <= number { values.append((losses, unknown)) }
      if values[number].losses != losses { values[number] = (losses, unknown) }
      yield &values[number].value
    }
  }

  /// Makes everything unknown.
  ///
  /// - Complexity: O(1)
  mutating func forgetAll() { losses += 1 }
}
