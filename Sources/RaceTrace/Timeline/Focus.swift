/// What a viewer looks at: one address of the address spaces in which it is contested. Events about
/// other addresses are folded away.
public struct Focus: Hashable, Sendable {
  /// The address.
  public var address: UInt64
  /// The address spaces; empty when the trace names none.
  public var spaces: Set<UInt64>

  /// Whether `subject` is about it. A subject without a space is taken to be of any.
  public func concerns(_ subject: Subject) -> Bool {
    subject.covers(address)
      && (subject.space == 0 || spaces.isEmpty || spaces.contains(subject.space))
  }
}

extension Timeline {
  /// An address that events are about, and how many events of each lane are.
  public struct Candidate: Hashable, Sendable {
    /// The address.
    public var address: UInt64
    /// How many events of each lane start at it.
    public var counts: [Int]

    /// How contested it is: as many events as its quieter lane has.
    public var contention: Int { counts.count < Trace.lanesMax ? 0 : counts.min() ?? 0 }
  }

  /// The addresses that the trace is about, the most contested first.
  ///
  /// - Complexity: O(*events*)
  public func candidates() -> [Candidate] {
    var counts: [UInt64: [Int]] = [:]
    let none = Array(repeating: 0, count: trace.lanes.count)
    for event in trace.events where !event.marks.contains(.harness) {
      guard let subject = event.subject, subject.end != .max else { continue }
      counts[subject.start, default: none][event.lane] += 1
    }
    return counts.map { Candidate(address: $0.key, counts: $0.value) }.sorted {
      let (left, right) = ($0.counts.reduce(0, +), $1.counts.reduce(0, +))
      if $0.contention != $1.contention { return $0.contention > $1.contention }
      return left == right ? $0.address < $1.address : left > right
    }
  }

  /// The focus on `address`: in the spaces in which both lanes touch it, or in all if there is no
  /// such space.
  public func focus(on address: UInt64) -> Focus {
    var lanesOfSpace: [UInt64: Set<Int>] = [:]
    for event in trace.events {
      guard let subject = event.subject, subject.space != 0, subject.covers(address) else {
        continue
      }
      lanesOfSpace[subject.space, default: []].insert(event.lane)
    }
    let contested = lanesOfSpace.filter { $0.value.count == trace.lanes.count }
    return Focus(
      address: address, spaces: Set((contested.isEmpty ? lanesOfSpace : contested).keys))
  }

  /// The address that both lanes touch most, found by itself; nil when no address is touched by
  /// both.
  public func contestedAddress() -> UInt64? {
    candidates().first.flatMap { $0.contention > 0 ? $0.address : nil }
  }
}
