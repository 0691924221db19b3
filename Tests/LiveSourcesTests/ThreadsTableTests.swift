import Testing

@testable import LiveSources

/// Paths, and the outcomes that they lead to.
struct ThreadsTableTests {
  private func outcome(_ value: Int32, _ violated: [String] = []) -> ThreadOutcome {
    ThreadOutcome(
      values: [value], end: .complete, count: 0, firstRound: 1, violated: violated, undecided: [],
      first: nil, explanation: nil, isSerial: false)
  }

  private func path(_ number: Int, end: UInt64 = 1) -> RoundPath {
    RoundPath(first: UInt64(number) + 1, second: 7, end: end)
  }

  @Test func `paths of one meaning are one outcome, those of two are two`() {
    var table = OutcomeTable()
    for (number, violated) in [[], ["p"], [], ["p"]].enumerated() {
      #expect(table.count(path(number)) == path(number))
      #expect(table.add(outcome(5, violated), for: path(number)) == violated.count)
    }
    for number in 0..<4 { #expect(table.count(path(number)) == nil) }
    #expect(table.outcomes.map(\.count) == [4, 4])
    #expect(table.rounds == 8)
  }

  @Test func `when it is full, rounds are judged by their end, and then no more`() {
    var table = OutcomeTable()
    for number in 0..<OutcomeTable.pathsMax {
      guard let new = table.count(path(number)) else { continue }
      _ = table.add(outcome(1), for: new)
    }
    #expect(table.rounds == OutcomeTable.pathsMax)
    let further = path(OutcomeTable.pathsMax)
    #expect(table.count(further) == further.ofEnd)
    _ = table.add(outcome(2), for: further.ofEnd)
    // Another path to the same end is known by that end; a known path is still known.
    #expect(table.count(path(OutcomeTable.pathsMax + 1)) == nil)
    #expect(table.count(path(0)) == nil)
    #expect(table.outcomes.map(\.count) == [OutcomeTable.pathsMax + 1, 2])
    for end in 0..<OutcomeTable.endsMax {
      guard let new = table.count(path(OutcomeTable.pathsMax, end: UInt64(end + 2))) else {
        continue
      }
      _ = table.add(outcome(2), for: new)
    }
    #expect(table.others == 1)
    #expect(table.outcomes.map(\.count).reduce(0, +) + table.others == table.rounds)
  }

  @Test func `a lane's number knows what it did and not when`() {
    func number(_ accesses: [(Int32, Int32, Int32)], stamp: UInt64 = 0) -> UInt64 {
      var ring = AccessRing(roundMax: 8)
      defer { ring.free() }
      for (instruction, seen, written) in accesses {
        ring.put(
          RecordedAccess(
            stamp: stamp, instruction: instruction, slot: 0, seen: seen, written: written))
      }
      return ring.fingerprint(from: 0)
    }
    let all = [
      number([]), number([(0, 0, 0)]), number([(0, 0, 1)]), number([(0, 1, 0)]),
      number([(1, 0, 0)]), number([(0, 0, 0), (1, 0, 0)]), number([(1, 0, 0), (0, 0, 0)]),
    ]
    #expect(Set(all).count == all.count)
    #expect(number([(3, 1, 2)], stamp: 1) == number([(3, 1, 2)], stamp: 9))
  }
}
