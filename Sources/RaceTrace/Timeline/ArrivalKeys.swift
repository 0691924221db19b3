/// What arriving events are sorted by: the stamp, and for events without one, or with one before
/// that of an earlier event of their CPU, the stamp of that event.
struct ArrivalKeys: Sendable {
  /// CPUs from here on are told apart no more.
  private static let cpusMax = 8192

  private var lastOfCPU: [Int64] = []
  private var last: Int64 = .min

  /// Whether an event shows that the clock of its CPU began anew: its stamp lies more than `span`
  /// before the last one. What came before it cannot be sorted with it.
  mutating func isRestart(_ event: Event, span: Int64, clock: Clock) -> Bool {
    let cpu = index(event.cpu)
    guard let time = event.time, cpu < lastOfCPU.count, lastOfCPU[cpu] != .min else {
      return false
    }
    let limit = clock.unit == .nanoseconds ? span : 0
    let (distance, over) = lastOfCPU[cpu].subtractingReportingOverflow(time)
    guard over || distance > limit else { return false }
    lastOfCPU = []
    last = .min
    return true
  }

  /// The key of the next event that arrived.
  mutating func next(_ event: Event) -> Int64 {
    let cpu = index(event.cpu)
    while lastOfCPU.count <= cpu { lastOfCPU.append(.min) }
    let own = lastOfCPU[cpu] == .min ? last : lastOfCPU[cpu]
    let key = event.time.map { max($0, lastOfCPU[cpu]) } ?? own
    lastOfCPU[cpu] = key
    last = key
    return key
  }

  private func index(_ cpu: Int) -> Int { min(max(cpu, 0), Self.cpusMax - 1) }
}
