import RaceModel
import RaceTrace
import Testing

@testable import LiveSources

/// The compiled lanes, one after the other on one thread, against the machine.
struct ThreadsLaneTests {
  /// What the places hold when `first` runs as far as it can, then the other lane, and so on; and what
  /// both recorded.
  private func alone(_ program: Program, first: Int) -> (places: [Int32], [[RecordedAccess]]) {
    let memory = SharedMemory(program)
    var runners = (0...1).map { LaneRunner(program, lane: $0, memory, records: true) }
    defer { for runner in runners { runner.free() } }
    for lane in [first, 1 - first, first, 1 - first] {
      if runners[lane].run() == .ended { memory.ended(lane).pointee.store(1, .release) }
    }
    var places = [Int32](repeating: 0, count: memory.placeCount)
    for slot in places.indices { places[slot] = memory.place(slot).pointee.load(.once) }
    return (places, runners.map { $0.ring.entries(from: 0) })
  }

  private func expectSame(_ program: Program) throws {
    for first in 0...1 {
      let run = Runner.follow(program, [.toTheEnd(lane: first)])
      let (places, recorded) = alone(program, first: first)
      #expect(run.states.last.map { Array($0.prefix(program.placeSlots)) } == places)
      #expect(recorded.map(\.count).reduce(0, +) == run.schedule.count)
      let explanation = Interleaving.explain(program, recorded, final: places)
      #expect(explanation == .interleaving(run.schedule))
    }
  }

  @Test(arguments: ["v5.8", "v5.9-rc8", "v5.10", "v5.11", "v5.15", "v6.1", "v6.12"], [1, 2])
  func `gup and fork do what they do in the model`(_ kernel: String, _ pages: Int) throws {
    try expectSame(
      shippedProgram(
        "gup-fork/gup-fork.race",
        ModelChoice(kernel: kernel, parameters: ["pages": pages])))
  }

  @Test(arguments: [
    "classics/lost-wakeup.race", "classics/refcount.race", "classics/seqlock.race",
    "litmus/store-buffering.race",
  ])
  func `other models do what they do in the model`(_ path: String) throws {
    try expectSame(shippedProgram(path))
  }

  @Test(arguments: [
    "int v = y; x = v + 2;", "x += 2;", "x--;", "WRITE_ONCE(x, 9);", "smp_store_release(&x, 9);",
    "int v = smp_load_acquire(&y); WRITE_ONCE(x, v);", "atomic_add(3, &x);", "atomic_sub(3, &x);",
    "atomic_and(6, &x);", "atomic_andnot(6, &x);", "atomic_or(8, &x);", "atomic_xor(7, &x);",
    "int v = atomic_inc_return(&x); WRITE_ONCE(y, v);",
    "int v = atomic_fetch_add_relaxed(2, &x); WRITE_ONCE(y, v);",
    "int v = atomic_fetch_xor_acquire(2, &x); WRITE_ONCE(y, v);",
    "if (atomic_dec_and_test(&one)) WRITE_ONCE(y, 77);",
    "int v = xchg(&x, 12); WRITE_ONCE(y, v);", "int v = xchg_relaxed(&x, 12); WRITE_ONCE(y, v);",
    "int v = cmpxchg(&x, 5, 6); WRITE_ONCE(y, v);", "int v = cmpxchg(&x, 4, 6); WRITE_ONCE(y, v);",
    "if (atomic_add_unless(&x, 2, 5)) WRITE_ONCE(y, 1);",
    "if (atomic_add_unless(&x, 2, 4)) WRITE_ONCE(y, 1);", "atomic_inc_not_zero(&zero);",
    "set_bit(4, &x); clear_bit(0, &x);", "int v = test_bit(2, &x); WRITE_ONCE(y, v);",
    "spin_lock(&l); x = 1; spin_unlock(&l);", "down_read(&s); x = 1; up_read(&s);",
    "down_write(&s); x = 1; up_write(&s);", "wait_until(READ_ONCE(x) == 5); x = 2;",
    "smp_mb(); smp_rmb(); smp_wmb(); x = 2;", "int i = READ_ONCE(one); WRITE_ONCE(a[i], 3);",
    "for (int i = 0; i < 3; i++) { if (READ_ONCE(x) > 3 && i != 1) a[i] = i; else break; }",
    "int v = READ_ONCE(x); if (v > 4 || v / 2 == 1) y = v << 3 | v % 3; else y = ~v; join;",
  ])
  func `every kind of statement does what it does in the model`(_ statement: String) throws {
    try expectSame(
      program(
        """
        shared word x = 5;
        shared word y = 3;
        shared word one = 1;
        shared word zero = 0;
        shared word a[3] = 0;
        shared spinlock l;
        shared rwsem s;
        lane "this" { \(statement) }
        lane "other" { int v = READ_ONCE(x); spin_lock(&l); WRITE_ONCE(zero, v); spin_unlock(&l); }
        """))
  }
}
