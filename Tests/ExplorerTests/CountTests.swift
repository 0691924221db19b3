import BigInt
import Explorer
import RaceModel
import Testing

/// Exact numbers, each with its arithmetic.
struct CountTests {
  @Test(arguments: [(1, 1), (3, 2), (40, 40), (70, 70)])
  func `independent accesses interleave in every way`(_ n: Int, _ m: Int) throws {
    // Lane a stands behind 0 to n of its stores, lane b behind 0 to m: (n + 1)(m + 1) states, of
    // which each but those at an end of its lane has a step of that lane. A schedule says which n
    // of the n + m steps are those of lane a: with 70 of each more than 2^128.
    let found = Explorer.explore(
      try program(
        """
        shared word x = 0; shared word y = 0;
        lane "a" { for (int i = 0; i < \(min(n, 35)); i++) x = i + 1; \
        for (int i = 0; i < \(n - min(n, 35)); i++) x = i + 36; }
        lane "b" { for (int i = 0; i < \(min(m, 35)); i++) y = i + 1; \
        for (int i = 0; i < \(m - min(m, 35)); i++) y = i + 36; }
        """))
    #expect(found.states == (n + 1) * (m + 1))
    #expect(found.transitions == n * (m + 1) + m * (n + 1))
    #expect(found.schedules == choose(n + m, n))
    #expect(found.violating == 0)
    #expect(found.verdict == .holds)
    #expect(found.outcomes.map(\.schedules) == [choose(n + m, n)])
  }

  @Test func `an increment that is not atomic loses one`() throws {
    // Load and store in each lane: 4!/(2! 2!) = 6 schedules. Both count only when one lane is done
    // before the other begins: 2 of the 6. A loss takes all 4 steps, and one that needs no more
    // than 2 changes of the lane: a, b b, a.
    let found = Explorer.explore(
      try program(
        """
        shared word x = 0;
        lane "a" { x += 1; }
        lane "b" { x += 1; }
        finally both "both count" = x == 2;
        """))
    #expect(found.schedules == 6)
    #expect(found.violating == 4)
    #expect(found.outcomes.map { "\($0.values) \($0.schedules)" } == ["[1] 4", "[2] 2"])
    #expect(found.shortest?.lanes.count == 4)
    #expect(found.fewestSwitches?.schedule == "0110")
    #expect(found.fewestSwitches?.switches == 2)
    #expect(found.verdict == .violated)
  }

  @Test func `two locks in two orders can block each other`() throws {
    // Each lane: take, take, drop, drop. Both took one: nobody moves any more. Otherwise one lane
    // takes both: then the other is behind none of its steps until the first of the two locks that
    // it wants is free.
    let found = Explorer.explore(
      try program(
        """
        shared spinlock l; shared spinlock k;
        lane "a" { spin_lock(&l); spin_lock(&k); spin_unlock(&k); spin_unlock(&l); }
        lane "b" { spin_lock(&k); spin_lock(&l); spin_unlock(&l); spin_unlock(&k); }
        """))
    #expect(found.broken == ["deadlock"])
    #expect(found.deadlocks == 1)
    #expect(
      found.outcomes.map { "\($0.ending) \($0.schedules) \($0.violating)" }
        == ["complete 4 0", "deadlock 2 2"])
    // "01" and "10" end in the deadlock. A lane that has taken both drops k, the inner lock, first;
    // only then can the other take it, and wait for l: for each lane that is first, the other's
    // first step stands before or behind the first one's last. 2 × 2 good schedules.
    #expect(found.violating == 2)
    #expect(found.schedules == 6)
    #expect(found.shortest?.lanes.count == 2)
  }

  @Test func `a lock that is never released is wrong at the end`() throws {
    let found = Explorer.explore(
      try program(
        "shared spinlock l; shared word x = 0; lane \"a\" { spin_lock(&l); } lane \"b\" { x = 1; }")
    )
    #expect(found.broken == ["held_lock"])
    #expect(found.violating == found.schedules)
  }

  @Test func `a step that cannot be made ends its schedules`() throws {
    // The index is 1 when b's store came first, and the array has one element.
    let found = Explorer.explore(
      try program(
        """
        shared word x = 0; shared word y[1] = 0;
        lane "a" { int i = x; WRITE_ONCE(y[i], 1); }
        lane "b" { x = 1; }
        """))
    #expect(found.broken == ["fault"])
    // 3 schedules: b first faults at a's second step; a b a and a a b are fine.
    #expect(found.schedules == 3)
    #expect(found.violating == 1)
    #expect(found.shortest?.schedule == "100")
    #expect(found.outcomes.map(\.ending) == [.complete, .fault])
    #expect(found.outcomes.map(\.schedules) == [2, 1])
  }

  @Test func `statements that no schedule comes to are named`() throws {
    let found = Explorer.explore(
      try program(
        """
        shared word x = 0; shared word y = 0;
        lane "a" { if (READ_ONCE(x) == 2) WRITE_ONCE(y, 7); }
        lane "b" { WRITE_ONCE(x, 1); }
        """))
    #expect(found.neverRan.map(\.text) == ["WRITE_ONCE(y, 7)"])
  }

  @Test func `a property of every state is counted by schedule, not by state`() throws {
    // x is 1 for a moment between a's two stores; b can come at any time. All 3 schedules see it.
    let found = Explorer.explore(
      try program(
        """
        shared word x = 0; shared word y = 0;
        lane "a" { x = 1; x = 2; }
        lane "b" { y = 1; }
        always never_one "x is never 1" = x != 1;
        """))
    #expect(found.violating == 3)
    #expect(found.schedules == 3)
    #expect(found.shortest?.schedule == "0")
  }

  @Test func `an outcome counts what is violated on the way to it`() throws {
    // Both flags are up together in the 4 of 6 schedules in which neither lane ends first.
    let found = Explorer.explore(
      try program(
        """
        shared word f = 0; shared word g = 0;
        lane "a" { f = 1; f = 0; }
        lane "b" { g = 1; g = 0; }
        always apart "never both" = f == 0 || g == 0;
        """))
    #expect(found.outcomes.map(\.schedules) == [6])
    #expect(found.outcomes.map(\.violating) == [4])
    #expect(found.outcomes.map(\.broken) == [[]])
  }

  @Test func `a model that fails before its first step has one schedule`() throws {
    let found = Explorer.explore(
      try program(
        """
        shared word x[2] = 0;
        lane "a" { int i = 0; int j = 1 / i; WRITE_ONCE(x[j], 1); }
        lane "b" { WRITE_ONCE(x[1], 1); }
        """))
    #expect(found.verdict == .violated)
    #expect(found.schedules == 1)
    #expect(found.violating == 1)
    #expect(found.outcomes.map(\.ending) == [.fault])
  }

  @Test func `a statement of a loop that never runs is named once`() throws {
    let found = Explorer.explore(
      try program(
        """
        shared word x = 0; shared word y[3] = 0;
        lane "a" { for (int i = 0; i < 3; i++) { if (READ_ONCE(x) == 2) WRITE_ONCE(y[i], 7); } }
        lane "b" { WRITE_ONCE(x, 1); }
        """))
    #expect(found.neverRan.map(\.text) == ["WRITE_ONCE(y[0], 7)"])
  }

  @Test func `a search that stops early proves nothing`() throws {
    var options = Explorer.Options()
    options.limits.states = 50
    let safe = Explorer.explore(try GupFork.program("v5.11"), options)
    // The limit is looked at after a rank, and ranks of this model are small.
    #expect(safe.verdict == .stopped)
    #expect(safe.stopReason == .states)
    #expect(safe.schedules == nil)
    #expect(safe.outcomes.isEmpty)
    #expect(safe.properties.allSatisfy { $0.verdict == .stopped })
    // What was found before is found.
    options.limits.states = 220
    let bad = Explorer.explore(try GupFork.program("v5.10"), options)
    #expect(bad.stopReason == .states)
    #expect(bad.verdict == .violated)
    #expect(!bad.isShortestKnown)
    let asked = Explorer.explore(try GupFork.program("v5.11")) { _ in true }
    #expect(asked.stopReason == .asked)
  }
}
