/// Hears what a step does, in its order. The explorer hears nothing, and pays nothing for it.
protocol StepObserver {
  /// A shared access was made. `slot` is -1 for one that touches no place.
  mutating func access(_ access: Access, lane: Int, slot: Int, old: Int32, new: Int32)
  /// A row without an access was passed.
  mutating func row(_ row: Int, lane: Int, value: Int32?)
  /// A test was made.
  mutating func test(_ row: Int, lane: Int, holds: Bool)
}

struct NoObserver: StepObserver {
  mutating func access(_ access: Access, lane: Int, slot: Int, old: Int32, new: Int32) {}
  mutating func row(_ row: Int, lane: Int, value: Int32?) {}
  mutating func test(_ row: Int, lane: Int, holds: Bool) {}
}
