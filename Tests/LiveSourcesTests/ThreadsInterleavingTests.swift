import LiveSources
import RaceModel
import Testing

/// Sequences written by hand: what an interleaving explains, and what none does.
struct ThreadsInterleavingTests {
  /// The accesses of a lane, in the order of its text, each with what it saw.
  private func lane(
    _ program: Program, _ lane: Int, _ steps: [(stamp: UInt64, seen: Int32, written: Int32)]
  ) -> [RecordedAccess] {
    let end = lane == 0 ? program.entries[1] : program.instructions.count
    let accesses = (program.entries[lane]..<end).compactMap { index -> (Int32, Int32)? in
      guard case .access(let access) = program.instructions[index] else { return nil }
      let slot = access.array < 0 ? -1 : program.arrays[access.array].bounds.slot
      return (Int32(index), slot)
    }
    precondition(accesses.count == steps.count, "\(accesses.count) accesses")
    return zip(accesses, steps).map { access, step in
      RecordedAccess(
        stamp: step.stamp, instruction: access.0, slot: access.1, seen: step.seen,
        written: step.written)
    }
  }

  private let storeBuffering = """
    shared word x = 0;
    shared word y = 0;
    shared word r0 = -1;
    shared word r1 = -1;
    lane "a" { WRITE_ONCE(x, 1); int v = READ_ONCE(y); WRITE_ONCE(r0, v); }
    lane "b" { WRITE_ONCE(y, 1); int v = READ_ONCE(x); WRITE_ONCE(r1, v); }
    """

  @Test func `one side sees the other's store`() throws {
    let program = try program(storeBuffering)
    let lanes = [
      lane(program, 0, [(1, 0, 1), (2, 0, 0), (3, 0, 0)]),
      lane(program, 1, [(1, 0, 1), (2, 1, 1), (3, 0, 1)]),
    ]
    let explanation = Interleaving.explain(program, lanes, final: [1, 1, 0, 1])
    let schedule = try #require(explanation.schedule)
    let run = try Runner.run(program, [#require(ScheduleWord(schedule))])
    #expect(run.end == .complete)
    #expect(run.states.last?.prefix(4) == [1, 1, 0, 1])
  }

  @Test func `both read too early, and no interleaving explains it`() throws {
    let program = try program(storeBuffering)
    let lanes = [
      lane(program, 0, [(1, 0, 1), (2, 0, 0), (3, 0, 0)]),
      lane(program, 1, [(1, 0, 1), (2, 0, 0), (3, 0, 0)]),
    ]
    #expect(Interleaving.explain(program, lanes, final: [1, 1, 0, 0]) == .impossible)
    #expect(Interleaving.explain(program, lanes, final: nil) == .impossible)
  }

  @Test func `the stamps may be wrong; what was seen decides`() throws {
    let program = try program(
      """
      shared word x = 0;
      shared word r = -1;
      lane "writes" { WRITE_ONCE(x, 1); }
      lane "reads" { int v = READ_ONCE(x); WRITE_ONCE(r, v); }
      """)
    // By the clock the read came behind the store, and yet it saw what was there before.
    let late = [
      lane(program, 0, [(10, 0, 1)]), lane(program, 1, [(20, 0, 0), (30, 0, 0)]),
    ]
    let explanation = Interleaving.explain(program, late, final: [1, 0])
    guard case .interleaving(let order) = explanation else {
      Issue.record("\(explanation)")
      return
    }
    #expect(order.first == 1)
    // Where nothing contradicts the clock its order is taken.
    let fits = [
      lane(program, 0, [(10, 0, 1)]), lane(program, 1, [(20, 1, 1), (30, 0, 1)]),
    ]
    #expect(Interleaving.explain(program, fits, final: [1, 1]) == .interleaving([0, 1, 1]))
  }

  @Test func `the last of two stores is the one that stays`() throws {
    let program = try program(
      """
      shared word x = 0;
      lane "one" { WRITE_ONCE(x, 1); }
      lane "two" { WRITE_ONCE(x, 2); }
      """)
    let lanes = [lane(program, 0, [(2, 0, 1)]), lane(program, 1, [(1, 0, 2)])]
    #expect(Interleaving.explain(program, lanes, final: [1]) == .interleaving([1, 0]))
    #expect(Interleaving.explain(program, lanes, final: [2]) == .interleaving([0, 1]))
    #expect(Interleaving.explain(program, lanes, final: [3]) == .impossible)
  }

  @Test func `a lock is taken only behind its release, a join behind everything`() throws {
    let program = try program(
      """
      shared word x = 0;
      shared spinlock l;
      lane "a" { spin_lock(&l); WRITE_ONCE(x, 1); spin_unlock(&l); join; }
      lane "b" { spin_lock(&l); WRITE_ONCE(x, 2); spin_unlock(&l); }
      """)
    // The stamps say that both held it at the same time.
    let lanes = [
      lane(program, 0, [(1, 0, 1), (3, 0, 1), (5, 1, 0), (6, 0, 0)]),
      lane(program, 1, [(2, 0, 2), (4, 0, 2), (9, 2, 0)]),
    ]
    #expect(
      Interleaving.explain(program, lanes, final: [1, 0]) == .interleaving([1, 1, 1, 0, 0, 0, 0]))
    #expect(
      Interleaving.explain(program, lanes, final: [2, 0]) == .interleaving([0, 0, 0, 1, 1, 1, 0]))
    let held = [
      lane(program, 0, [(1, 0, 1), (3, 0, 1), (5, 1, 0), (6, 0, 0)]),
      lane(program, 1, [(2, 1, 2), (4, 0, 2), (9, 2, 0)]),
    ]
    #expect(Interleaving.explain(program, held, final: nil) == .impossible)
  }

  @Test func `two increments that lost one are explained, two atomic ones are not`() throws {
    func explain(_ statement: String, _ steps: [(stamp: UInt64, seen: Int32, written: Int32)])
      throws -> Explanation
    {
      let program = try program(
        """
        shared word x = 0;
        lane "a" { \(statement) }
        lane "b" { \(statement) }
        """)
      return Interleaving.explain(
        program, [lane(program, 0, steps), lane(program, 1, steps)], final: [1])
    }
    let plain = try explain("x += 1;", [(1, 0, 0), (2, 0, 1)])
    #expect(plain.schedule != nil)
    #expect(try explain("atomic_inc(&x);", [(1, 0, 1)]) == .impossible)
  }

  /// Whether an order of the round exists in which `property` fails somewhere, and one in which it
  /// never does.
  private func orders(
    _ program: Program, _ lanes: [[RecordedAccess]], _ final: [Int32]
  ) -> (breaks: Bool, holds: Bool) {
    let stands = [program.entries[1] - 1, program.instructions.count - 1].map(Int32.init)
    let found = [true, false].map { breaks in
      Interleaving.explain(
        program, lanes, final: final,
        wish: .init(property: program.properties[0], breaks: breaks, stands: stands))
    }
    return (found[0].schedule != nil, found[1].schedule != nil)
  }

  @Test func `orders that break a property on the way are told from those that do not`() throws {
    let text = """
      shared word x = 0;
      shared word y = 0;
      shared word r = 0;
      lane "a" { WRITE_ONCE(x, 1); WRITE_ONCE(x, 0); }
      lane "b" { WRITE_ONCE(y, 1); int v = READ_ONCE(x); WRITE_ONCE(y, 0); WRITE_ONCE(r, v); }
      always never_both "never both" = x == 0 || y == 0;
      """
    let program = try program(text)
    let a = lane(program, 0, [(1, 0, 1), (2, 0, 0)])
    // It saw x set while y was: there is no way around.
    let saw = lane(program, 1, [(1, 0, 1), (2, 1, 1), (3, 0, 0), (4, 0, 1)])
    #expect(orders(program, [a, saw], [0, 0, 1]) == (true, false))
    // It saw nothing, which proves nothing.
    let missed = lane(program, 1, [(1, 0, 1), (2, 0, 0), (3, 0, 0), (4, 0, 0)])
    #expect(orders(program, [a, missed], [0, 0, 0]) == (true, true))
    // A place that is never set cannot break it.
    let harmless = try self.program(text.replacing("x == 0 || y == 0", with: "r < 2"))
    #expect(orders(harmless, [a, saw], [0, 0, 1]) == (false, true))
    // Nor can the ends of lanes, of which a property may ask as well.
    let ends = try self.program(text.replacing("x == 0 || y == 0", with: "!done(1) || r == 1"))
    #expect(orders(ends, [a, saw], [0, 0, 1]) == (false, true))
    #expect(orders(ends, [a, missed], [0, 0, 0]) == (true, false))
    // What begins broken has no order that holds.
    let broken = try self.program(text.replacing("x == 0 || y == 0", with: "r == 1"))
    #expect(orders(broken, [a, saw], [0, 0, 1]) == (true, false))
  }

  private func program(_ text: String) throws -> Program {
    try LiveSourcesTests.program(text, ModelChoice())
  }
}
