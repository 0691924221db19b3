/// One access of a recorded round: what the thread saw, what it left, and when.
public struct RecordedAccess: Hashable, Sendable {
  /// The time-stamp counter of its CPU just after the access, in ticks.
  public var stamp: UInt64
  /// The instruction of the program.
  package var instruction: Int32
  /// The place, as a slot of the program's state; -1 for none.
  package var slot: Int32
  /// What it read; means nothing for a mere store.
  package var seen: Int32
  /// What the place held behind it.
  package var written: Int32

  package init(stamp: UInt64, instruction: Int32, slot: Int32, seen: Int32, written: Int32) {
    self.stamp = stamp
    self.instruction = instruction
    self.slot = slot
    self.seen = seen
    self.written = written
  }
}
