public import RaceModel
public import RaceTrace

extension ThreadOutcome {
  /// The first of these rounds in the order of its stamps, which is all that there is to go by when
  /// no interleaving explains it. nil when nothing was recorded.
  ///
  /// Stamps are in ticks of the time-stamp counter, from the first one on. Only accesses are shown.
  public func stampTrace(_ program: Program) -> Trace? {
    guard let first, var trace = try? Runner.run(program, []).trace else { return nil }
    trace.clock = Clock(unit: .ticks)
    trace.provenance = [
      "recorded by two threads, in the order of their time stamps",
      explanation == .impossible
        ? "no order of these accesses, one after another, explains what they saw"
        : "not checked against an interleaving",
    ]
    let begin = first.joined().map(\.stamp).min() ?? 0
    for (lane, access) in merged(first) {
      guard case .access(let made) = program.instructions[Int(access.instruction)] else { continue }
      let row = program.rows[made.row]
      let event = Event(
        lane: lane, cpu: lane, time: Int64(clamping: access.stamp &- begin),
        name: trace.intern(row.label.isEmpty ? row.function : row.label),
        text: trace.intern(row.text), note: trace.intern(row.remark), task: lane, line: row.line)
      trace.append(event, [operation(made, access, program)])
    }
    return trace
  }

  private func merged(_ lanes: [[RecordedAccess]]) -> [(lane: Int, access: RecordedAccess)] {
    var result: [(lane: Int, access: RecordedAccess)] = []
    var (left, right) = (lanes[0][...], lanes[1][...])
    while !left.isEmpty || !right.isEmpty {
      let isLeft =
        right.isEmpty
        || !left.isEmpty && left[left.startIndex].stamp <= right[right.startIndex].stamp
      result.append(isLeft ? (0, left.removeFirst()) : (1, right.removeFirst()))
    }
    return result
  }

  /// What the access did, as a trace tells it. The places of a program's trace are numbered like its
  /// slots.
  private func operation(
    _ made: Access, _ access: RecordedAccess, _ program: Program
  ) -> RaceTrace.Operation {
    let slot = Int(access.slot)
    guard slot >= 0, let kind = program.kind(ofSlot: slot) else { return .mark }
    let (seen, written) = (kind.raw(access.seen), kind.raw(access.written))
    switch made.kind {
    case .load, .waitUntil: return .load(slot, seen)
    case .store: return .store(slot, old: nil, new: written)
    case .modify, .compareExchange, .addUnless:
      return seen == written ? .load(slot, seen) : .rmw(slot, old: seen, new: written)
    case .lock(let isExclusive): return .lock(slot, isExclusive ? .exclusive : .shared)
    case .unlock(let isExclusive): return .unlock(slot, isExclusive ? .exclusive : .shared)
    case .join: return .mark
    }
  }
}
