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
}
