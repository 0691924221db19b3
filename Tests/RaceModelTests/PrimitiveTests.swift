import RaceTrace
import Testing

@testable import RaceModel

/// What each primitive does to its place when all accesses are of one memory.
struct PrimitiveTests {
  /// A call, what the word `x` held, what it holds then, and what the call gave (nil: nothing).
  typealias Row = (call: String, before: Int, after: UInt64, told: UInt64?)

  static let words: [Row] = [
    ("READ_ONCE(x)", 5, 5, 5),
    ("WRITE_ONCE(x, 7)", 5, 7, nil),
    ("smp_load_acquire(&x)", 5, 5, 5),
    ("smp_store_release(&x, 7)", 5, 7, nil),
    ("atomic_read(&x)", 5, 5, 5),
    ("atomic_read_acquire(&x)", 5, 5, 5),
    ("atomic_set(&x, 7)", 5, 7, nil),
    ("atomic_set_release(&x, 7)", 5, 7, nil),
    ("refcount_read(&x)", 5, 5, 5),
    ("refcount_set(&x, 7)", 5, 7, nil),
    ("atomic_add(3, &x)", 5, 8, nil),
    ("atomic_sub(3, &x)", 5, 2, nil),
    ("atomic_inc(&x)", 5, 6, nil),
    ("atomic_dec(&x)", 5, 4, nil),
    ("atomic_and(12, &x)", 10, 8, nil),
    ("atomic_andnot(12, &x)", 10, 2, nil),
    ("atomic_or(12, &x)", 10, 14, nil),
    ("atomic_xor(12, &x)", 10, 6, nil),
    ("refcount_inc(&x)", 1, 2, nil),
    ("test_bit(1, &x)", 2, 2, 1),
    ("test_bit(0, &x)", 2, 2, 0),
    ("test_bit(30, &x)", 1 << 30, 1 << 30, 1),
    ("set_bit(1, &x)", 5, 7, nil),
    ("set_bit(2, &x)", 5, 5, nil),
    ("clear_bit(2, &x)", 5, 1, nil),
    ("clear_bit(1, &x)", 5, 5, nil),
    // True when the new value is 0.
    ("atomic_add_and_test(3, &x)", -3, 0, 1),
    ("atomic_sub_and_test(3, &x)", 3, 0, 1),
    ("atomic_sub_and_test(3, &x)", 4, 1, 0),
    ("atomic_inc_and_test(&x)", -1, 0, 1),
    ("atomic_dec_and_test(&x)", 1, 0, 1),
    ("atomic_dec_and_test(&x)", 2, 1, 0),
    ("refcount_dec_and_test(&x)", 1, 0, 1),
    ("atomic_and_and_test(4, &x)", 3, 0, 1),
    ("atomic_andnot_and_test(4, &x)", 6, 2, 0),
    ("atomic_or_and_test(4, &x)", 0, 4, 0),
    ("atomic_xor_and_test(4, &x)", 4, 0, 1),
    // Only unless the place holds the last argument; tells whether it added.
    ("atomic_add_unless(&x, 3, 5)", 4, 7, 1),
    ("atomic_add_unless(&x, 3, 5)", 5, 5, 0),
    ("atomic_inc_not_zero(&x)", 1, 2, 1),
    ("atomic_inc_not_zero(&x)", 0, 0, 0),
    ("refcount_inc_not_zero(&x)", 3, 4, 1),
    ("refcount_inc_not_zero(&x)", 0, 0, 0),
  ]

  /// Those that exist with every ordering; `*` stands for the suffix.
  static let ordered: [Row] = [
    ("atomic_add_return*(3, &x)", 5, 8, 8), ("atomic_fetch_add*(3, &x)", 5, 8, 5),
    ("atomic_sub_return*(3, &x)", 5, 2, 2), ("atomic_fetch_sub*(3, &x)", 5, 2, 5),
    ("atomic_inc_return*(&x)", 5, 6, 6), ("atomic_fetch_inc*(&x)", 5, 6, 5),
    ("atomic_dec_return*(&x)", 5, 4, 4), ("atomic_fetch_dec*(&x)", 5, 4, 5),
    ("atomic_and_return*(12, &x)", 10, 8, 8), ("atomic_fetch_and*(12, &x)", 10, 8, 10),
    ("atomic_andnot_return*(12, &x)", 10, 2, 2), ("atomic_fetch_andnot*(12, &x)", 10, 2, 10),
    ("atomic_or_return*(12, &x)", 10, 14, 14), ("atomic_fetch_or*(12, &x)", 10, 14, 10),
    ("atomic_xor_return*(12, &x)", 10, 6, 6), ("atomic_fetch_xor*(12, &x)", 10, 6, 10),
    ("xchg*(&x, 7)", 5, 7, 5), ("atomic_xchg*(&x, 7)", 5, 7, 5),
    // The old value tells whether it was the expected one.
    ("cmpxchg*(&x, 5, 7)", 5, 7, 5), ("cmpxchg*(&x, 4, 7)", 5, 5, 5),
    ("atomic_cmpxchg*(&x, 5, 7)", 5, 7, 5), ("atomic_cmpxchg*(&x, 4, 7)", 5, 5, 5),
  ]

  static let suffixes: [(String, AccessOrdering)] = [
    ("", .full), ("_relaxed", .once), ("_acquire", .acquire), ("_release", .release),
  ]

  private static let allWords =
    words
    + ordered.flatMap { row in
      suffixes.map { suffix, _ in
        (row.call.replacing("*", with: suffix), row.before, row.after, row.told)
      }
    }

  @Test(arguments: allWords)
  func `a word`(_ row: Row) throws {
    let (body, told) =
      row.told == nil ? ("\(row.call);", nil) : ("int r = \(row.call); told = r;", row.told)
    let before = row.before < 0 ? "0 - \(-row.before)" : "\(row.before)"
    let text = """
      model m "t"; shared word x = \(before); shared word told = 77; lane "a" { \(body) }
      """
    let run = try run(text, "cpu0 to the end")
    #expect(run.end == .complete)
    #expect(run.finals("x", "told") == [row.after, told ?? 77])
    // One statement with an access is one step.
    #expect(run.schedule.count == (told == nil ? 1 : 2))
  }

  /// Entries of the PTE `p`, which begins as that of frame 1 (shown as 0xa): P W A D.
  @Test(
    arguments: [
      ("pte_t e = ptep_get(&p); x = pte_pfn(e);", 0x8000_0000_0000_a067, 1),
      ("pte_t e = ptep_get_lockless(&p); x = pte_write(e);", 0x8000_0000_0000_a067, 1),
      ("set_pte_at(&p, mk_pte(2));", 0x8000_0000_0000_b067, 99),
      ("set_pte_at(&p, 0);", 0, 99),
      // 0x067 without RW is 0x065.
      ("ptep_set_wrprotect(&p);", 0x8000_0000_0000_a065, 99),
      ("pte_t e = ptep_clear_flush(&p); x = pte_pfn(e);", 0, 1),
      ("p = pte_mkold(pte_wrprotect(mk_pte(1)));", 0x8000_0000_0000_a045, 99),
      ("p = pte_mkclean(mk_pte(3));", 0x8000_0000_0000_c027, 99),
      ("p = pte_mkyoung(pte_mkold(mk_pte(3)));", 0x8000_0000_0000_c067, 99),
      (
        "p = pte_mkdirty(pte_mkwrite(pte_wrprotect(pte_mkclean(mk_pte(3)))));",
        0x8000_0000_0000_c067, 99
      ),
      ("pte_t e = xchg(&p, mk_pte(2)); x = pte_pfn(e);", 0x8000_0000_0000_b067, 1),
      ("pte_t e = cmpxchg(&p, mk_pte(1), mk_pte(2)); x = pte_pfn(e);", 0x8000_0000_0000_b067, 1),
      ("pte_t e = cmpxchg(&p, mk_pte(3), mk_pte(2)); x = pte_pfn(e);", 0x8000_0000_0000_a067, 1),
      ("pte_t e = ptep_get(&p); x = pte_present(e) + pte_none(e);", 0x8000_0000_0000_a067, 1),
      ("pte_t e = ptep_get(&p); x = pte_young(pte_mkold(e));", 0x8000_0000_0000_a067, 0),
      ("pte_t e = ptep_get(&p); x = pte_dirty(e);", 0x8000_0000_0000_a067, 1),
      ("pte_t e = ptep_get(&p); x = pte_same(e, mk_pte(1));", 0x8000_0000_0000_a067, 1),
      ("pte_t e = ptep_get(&p); x = pte_access_permitted(e, 1);", 0x8000_0000_0000_a067, 1),
      (
        "pte_t e = ptep_get(&p); e = pte_wrprotect(e); x = pte_access_permitted(e, 1);",
        0x8000_0000_0000_a067, 0
      ),
      (
        "pte_t e = ptep_get(&p); e = pte_wrprotect(e); x = pte_access_permitted(e, 0);",
        0x8000_0000_0000_a067, 1
      ),
      (
        "pte_t e = ptep_get(&p); x = pte_val(e) != pte_val(pte_mkold(e));", 0x8000_0000_0000_a067, 1
      ),
    ] as [(String, UInt64, UInt64)])
  func `a page-table entry`(_ body: String, _ entry: UInt64, _ word: UInt64) throws {
    let text = """
      model m "t"; shared pte p = mk_pte(1); shared word x = 99; lane "a" { \(body) }
      """
    #expect(try run(text, "cpu0 to the end").finals("p", "x") == [entry, word])
  }

  /// What stands in the lock's word after lane 0's calls: see `LockWord`.
  @Test(
    arguments: [
      ("spin_lock(&l);", 0, 1), ("spin_lock(&l); spin_unlock(&l);", 0, 0),
      ("spin_lock_relaxed(&l);", 0, 1), ("spin_lock_relaxed(&l); spin_unlock_relaxed(&l);", 0, 0),
      ("down_write(&s);", 1, 0), ("down_write(&s); up_write(&s);", 0, 0),
      ("down_read(&s);", 0x100, 0), ("down_read(&s); up_read(&s);", 0, 0),
    ] as [(String, UInt64, UInt64)])
  func `a lock`(_ body: String, _ first: UInt64, _ second: UInt64) throws {
    let text = "model m \"t\"; shared spinlock l; shared rwsem s; lane \"a\" { \(body) }"
    let values = body.hasPrefix("spin") ? [0, second] : [first, 0]
    #expect(try run(text, "cpu0 to the end").finals("s", "l") == values)
  }

  @Test func `every primitive has a row`() {
    var seen: Set<String> = ["ptep_get", "ptep_get_lockless", "set_pte_at", "ptep_set_wrprotect"]
    seen.formUnion(["ptep_clear_flush", "spin_lock", "spin_unlock", "spin_lock_relaxed"])
    seen.formUnion(["spin_unlock_relaxed", "down_read", "up_read", "down_write", "up_write"])
    seen.formUnion(
      Self.allWords.compactMap { $0.call.split(separator: "(").first.map(String.init) })
    #expect(Set(Primitive.all.keys) == seen)
  }

  /// Documentation/atomic_t.txt: RMW operations without a return value are unordered, those with
  /// one are fully ordered unless the name says otherwise.
  @Test func `orderings are those of the kernel`() {
    for row in Self.ordered {
      let name = row.call.prefix { $0 != "*" }
      for (suffix, ordering) in Self.suffixes {
        #expect(Primitive.all[name + suffix]?.ordering == ordering, "\(name)\(suffix)")
      }
    }
    for row in Self.words {
      let name = String(row.call.prefix { $0 != "(" })
      let expected: AccessOrdering =
        name.hasSuffix("_acquire")
        ? .acquire
        : name.hasSuffix("_release")
          ? .release
          : name.contains("_test") && !name.hasPrefix("test") || name.contains("not_zero")
            || name.contains("unless") ? .full : .once
      #expect(Primitive.all[name]?.ordering == expected, "\(name)")
    }
    let others: [String: AccessOrdering] = [
      "ptep_get": .once, "ptep_get_lockless": .once, "set_pte_at": .once,
      // On x86-64 a locked instruction, on arm64 a relaxed cmpxchg loop: the weaker one.
      "ptep_set_wrprotect": .once, "ptep_clear_flush": .full, "spin_lock": .acquire,
      "spin_unlock": .release, "spin_lock_relaxed": .once, "spin_unlock_relaxed": .once,
      "down_read": .acquire, "up_read": .release, "down_write": .acquire, "up_write": .release,
    ]
    for (name, ordering) in others { #expect(Primitive.all[name]?.ordering == ordering, "\(name)") }
  }

  @Test(arguments: Primitive.fences.keys.sorted())
  func `a barrier touches nothing and makes no step`(_ name: String) throws {
    let run = try run(
      "model m \"t\"; shared word x = 0; lane \"a\" { x = 1; \(name)(); x = 2; }", "cpu0 2 steps")
    #expect(run.end == .complete)
    #expect(run.texts(0) == ["x = 1", "\(name)()", "x = 2"])
  }

  @Test func `two readers hold a semaphore, a writer waits for both`() throws {
    let text = """
      model m "t"; shared rwsem s; shared word x = 0;
      lane "a" { down_read(&s); x = 1; up_read(&s); }
      lane "b" { down_read(&s); up_read(&s); down_write(&s); x = 2; up_write(&s); }
      """
    let run = try run(text, "0, 1")
    #expect(run.finals("s") == [0x300])
    #expect(
      throws: Runner.ScheduleError(
        word: 1, message: "cpu1 cannot move: it waits for s, held by CPU 0")
    ) { try Runner.run(program(text), schedule("0, 111")) }
    #expect(
      try Runner.run(program(text), schedule("011, cpu0 to the end, cpu1 to the end")).end
        == .complete)
  }

  @Test func `wait_until waits, and join waits for the other's end`() throws {
    let text = """
      model m "t"; shared word x = 0; shared word y = 0;
      lane "a" { wait_until(READ_ONCE(x) == 2); y = 1; join; y = 2; }
      lane "b" { x = 1; x = 2; x = 3; }
      """
    let stopped = try run(text, "1")
    #expect(stopped.waiting.last == [0: "waits: wait_until(READ_ONCE(x) == 2)"])
    let run = try run(text, "cpu1 2 steps, cpu0 until blocked, cpu1 to the end, cpu0 to the end")
    #expect(run.scheduleText == "1100100")
    #expect(run.waiting[4] == [0: "waits for CPU 1 to end"])
    #expect(run.finals("y") == [2])
  }
}
