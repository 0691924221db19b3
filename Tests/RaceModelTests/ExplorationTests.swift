import TestSupport
import Testing

@testable import RaceModel

/// Numbers of states and schedules that arithmetic gives, found by search.
struct ExplorationTests {
  private static func explore(_ text: String) throws -> ReferenceSearch {
    ReferenceSearch(try program("model m \"t\";\n" + text))
  }

  /// `(n + m)! / (n! m!)`
  private static func choose(_ n: Int, _ m: Int) -> Int {
    (0..<m).reduce(1) { $0 * (n + m - $1) / ($1 + 1) }
  }

  @Test(arguments: 1...5, 1...5)
  func `independent accesses interleave in every way`(_ n: Int, _ m: Int) throws {
    // Lane a stands behind 0 to n of its stores, lane b behind 0 to m of its own, and no two of
    // these states are the same: (n + 1)(m + 1). A schedule says which n of the n + m steps are
    // those of lane a.
    let found = try Self.explore(
      """
      shared word x = 0; shared word y = 0;
      lane "a" { for (int i = 0; i < \(n); i++) x = i + 1; }
      lane "b" { for (int i = 0; i < \(m); i++) y = i + 1; }
      """)
    #expect(found.stateCount == (n + 1) * (m + 1))
    #expect(found.stepCount == n * (m + 1) + m * (n + 1))
    #expect(found.scheduleCount == Self.choose(n, m))
    #expect(found.ends.count == 1)
    #expect(found.deadlocks.isEmpty)
  }

  @Test func `an increment that is not atomic loses one`() throws {
    // Two steps each: 4!/(2! 2!) = 6 schedules. Both increments count only when one lane is done
    // before the other begins: 2 of the 6.
    let text = """
      shared word x = 0;
      lane "a" { x += 1; }
      lane "b" { x += 1; }
      finally both "both count" = x == 2;
      """
    let found = try Self.explore(text)
    #expect(found.scheduleCount == 6)
    #expect(found.ends.count == 2)
    #expect(found.violations == ["both": 4])
    // With one access each there are 2 schedules, and both of them are right.
    let atomic = try Self.explore(text.replacing("x += 1", with: "atomic_inc(&x)"))
    #expect(atomic.scheduleCount == 2)
    #expect(atomic.ends.count == 1)
    #expect(atomic.violations.isEmpty)
  }

  @Test func `sections of one lock exclude each other`() throws {
    // Whoever takes the lock first runs its 3 steps; the other's private store may stand in front
    // of any of the first one's 4 steps or behind them, its section only behind: 5 + 5 schedules.
    let text = """
      shared spinlock l; shared word x = 0; shared word own[2];
      lane "a" { own[0] = 1; spin_lock(&l); x += 0; spin_unlock(&l); }
      lane "b" { own[1] = 1; spin_lock(&l); x += 0; spin_unlock(&l); }
      """
    // A section is 4 steps with the plain increment's two, so 6 places for the private store.
    let found = try Self.explore(text)
    #expect(found.scheduleCount == 6 + 6)
    let short = try Self.explore(text.replacing("x += 0", with: "x = 1"))
    #expect(short.scheduleCount == 5 + 5)
    #expect(short.deadlocks.isEmpty)
  }

  @Test func `locks taken in different orders can deadlock`() throws {
    // If lane a takes both, lane b's first lock comes behind a's unlock of it: before a's last step
    // or behind that. 2 schedules; as many the other way round. The deadlock is one state, reached
    // when each has taken one.
    let found = try Self.explore(
      """
      shared spinlock l; shared spinlock k;
      lane "a" { spin_lock(&l); spin_lock(&k); spin_unlock(&k); spin_unlock(&l); }
      lane "b" { spin_lock(&k); spin_lock(&l); spin_unlock(&l); spin_unlock(&k); }
      """)
    #expect(found.scheduleCount == 2 + 2)
    #expect(found.deadlocks.count == 1)
    #expect(found.ends.count == 1)
  }

  @Test func `readers overlap, a writer does not`() throws {
    // Readers: 2 steps each that exclude nothing: 4!/(2! 2!).
    let text = """
      shared rwsem s;
      lane "a" { down_read(&s); up_read(&s); }
      lane "b" { down_read(&s); up_read(&s); }
      """
    #expect(try Self.explore(text).scheduleCount == 6)
    // A writer and a reader: one before the other.
    let other = text.replacing(
      "\"b\" { down_read(&s); up_read", with: "\"b\" { down_write(&s); up_write")
    #expect(try Self.explore(other).scheduleCount == 2)
  }

  @Test func `waiting leaves only the schedules behind the condition`() throws {
    // b begins behind a's first store: a's second one may stand at 3 places among b's two steps.
    // States: (0, 0), then a at 1 or 2 and b at 0 to 2.
    let found = try Self.explore(
      """
      shared word x = 0; shared word y = 0; shared word z = 0;
      lane "a" { x = 1; y = 1; }
      lane "b" { wait_until(READ_ONCE(x) == 1); z = 1; }
      """)
    #expect(found.scheduleCount == 3)
    #expect(found.stateCount == 1 + 2 * 3)
  }

  @Test(arguments: 1...4)
  func `join puts all of the other lane in front`(_ k: Int) throws {
    // a's 2 steps among the k of b in any order, then the join and one more, alone. The states in
    // front of the join are a grid of 3 by k + 1.
    let found = try Self.explore(
      """
      shared word x = 0; shared word y = 0;
      lane "a" { x = 1; x = 2; join; x = 3; }
      lane "b" { for (int i = 0; i < \(k); i++) y = i + 1; }
      """)
    #expect(found.scheduleCount == Self.choose(2, k))
    #expect(found.stateCount == 3 * (k + 1) + 2)
  }

  @Test func `dead values do not tell states apart`() throws {
    // What a read, and which way it went, is forgotten behind the if: lane a stands at one of 3
    // points, x is one of 2 values of b. Without that there would be two states at a's end.
    let found = try Self.explore(
      """
      shared word x = 0; shared word y = 0;
      lane "a" { { int v = READ_ONCE(x); if (v == 1) { int w = v + 1; y = w - 1; } else y = 1; } y = 2; }
      lane "b" { x = 1; }
      """)
    // At a's first access: 2. In the if: v is 0 with x 0 or 1, or v is 1 with x 1: 3. In front of
    // y = 2: 2. At its end: 2.
    #expect(found.stateCount == 2 + 3 + 2 + 2)
    // b stands before any of a's 3 steps or behind them.
    #expect(found.scheduleCount == 4)
    #expect(found.ends.count == 1)
  }

  @Test func `a round that is left early forgets its variables, too`() throws {
    let rest = "y = 9; } lane \"b\" { x = 1; }"
    for body in [
      "for (int i = 0; i < 3; i++) { int v = READ_ONCE(x); if (v) break; int w = v + 1; y = w; }",
      "for (int i = 0; i < 2; i++) { int v = READ_ONCE(x); if (v) continue; int w = v + 1; y = 1; }",
      "f();",
    ] {
      let found = try Self.explore(
        """
        shared word x = 0; shared word y = 0;
        void f() { int v = READ_ONCE(x); if (v) return; int w = v + 1; y = w; }
        lane "a" { \(body) \(rest)
        """)
      // The ends differ in nothing: x is 1, y is 9, all variables are zero.
      #expect(found.ends.count == 1, "\(body)")
    }
  }

  @Test func `the search finds what a run finds`() throws {
    let program = try GupFork.program("v5.10")
    let found = ReferenceSearch(program)
    #expect(found.violations["pin_keeps_its_page"] == 18)
    #expect(found.fault == nil)
    #expect(found.deadlocks.isEmpty)
  }
}
