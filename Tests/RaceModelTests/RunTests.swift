import RaceTrace
import Testing

@testable import RaceModel

/// How runs end, and what their schedules may ask for.
struct RunTests {
  private static let head =
    "model m \"t\";\nshared word x = 0; shared word a[2];\nshared spinlock l;\n"

  @Test func `a deadlock is named`() throws {
    let text = """
      model m "t"; shared spinlock a; shared spinlock b[2];
      lane "a" { spin_lock(&a); spin_lock(&b[1]); }
      lane "b" { spin_lock(&b[1]); spin_lock(&a); }
      """
    let run = try run(text, "01")
    #expect(
      run.end
        == .deadlock([
          "CPU 0 waits for b[1], held by CPU 1", "CPU 1 waits for a, held by CPU 0",
        ]))
  }

  @Test func `whoever takes a lock twice waits for itself`() throws {
    let text = Self.head + "lane \"a\" { spin_lock(&l); spin_lock(&l); }"
    #expect(try run(text, "0").end == .deadlock(["CPU 0 waits for l, held by CPU 0"]))
  }

  @Test func `a lock that is never released is named`() throws {
    let text =
      Self.head + "shared rwsem s; lane \"a\" { spin_lock(&l); down_read(&s); } "
      + "lane \"b\" { down_read(&s); }"
    let run = try run(text, "001")
    #expect(run.end == .complete)
    #expect(run.heldLocks == ["l, held by CPU 0", "s, held by CPU 0 and CPU 1"])
  }

  @Test(arguments: [
    ("int i = READ_ONCE(x); a[i + 2] = 1;", Fault.index(array: "a", index: 2), 1),
    ("int i = READ_ONCE(x); a[i - 1] = 1;", .index(array: "a", index: -1), 1),
    ("int i = READ_ONCE(x); i = 1 / i;", .division, 1),
    ("int i = READ_ONCE(x); i = 1 % i;", .division, 1),
    ("x = 2147483647; atomic_inc(&x);", .overflow, 2),
    ("x = 2147483647; int i = READ_ONCE(x); i = i * 2;", .overflow, 2),
    ("x = 2147483647; x += 1;", .overflow, 3),
    ("spin_unlock(&l);", .notHeld(lock: "l"), 1),
    ("spin_lock(&l); spin_unlock(&l); spin_unlock(&l);", .notHeld(lock: "l"), 3),
  ])
  func `a fault ends the run where it is`(_ body: String, _ fault: Fault, _ steps: Int) throws {
    let text = Self.head + "lane \"a\" { \(body) }\nlane \"b\" { x = 1; }"
    let ended = try run(text, "cpu0 to the end")
    #expect(ended.end == .fault(fault, lane: 0))
    #expect(ended.schedule.count == steps)
    #expect(!fault.words.isEmpty)
    // No word of a schedule goes on behind it, and none of them waits for ever.
    for word in ["cpu0 until never", "cpu0 through never", "cpu0 until blocked", "cpu0 9 steps"] {
      #expect(try run(text, "\(word), cpu1 to the end").schedule.count == steps, "\(word)")
    }
    #expect(Runner.follow(try program(text), schedule("cpu0 through never")).end != .complete)
  }

  @Test func `a lock of the other lane cannot be let go`() throws {
    let text = Self.head + "lane \"a\" { spin_lock(&l); }\nlane \"b\" { spin_unlock(&l); }"
    #expect(try run(text, "01").end == .fault(.notHeld(lock: "l"), lane: 1))
  }

  @Test func `a fault before the first step ends the run, too`() throws {
    let text = "model m \"t\"; lane \"a\" { int i = 0; i = 1 / i; }"
    let followed = Runner.follow(
      try program(text), schedule("cpu0 until x, cpu0 through x, cpu0 to the end"))
    #expect(followed.end == .fault(.division, lane: 0))
    #expect(try run(text, "cpu0 until x, cpu0 to the end").end == .fault(.division, lane: 0))
  }

  // MARK: - Schedules

  private static let steps =
    head + """
      void third() { here: x = 3; }
      lane "a" { x = 1; READ_ONCE(x); third(); x = 4; }
      lane "b" { wait_until(READ_ONCE(x) == 4); x = 5; x = 6; }
      """

  @Test(arguments: [
    ("0000111", "0000111"), ("cpu0 2 steps", "00"), ("cpu0 1 step, 0", "00"),
    ("cpu0 until READ_ONCE(x)", "0"), ("cpu0 through READ_ONCE(x)", "00"),
    ("cpu0 until READ_ONCE", "0"), ("cpu0 until here", "00"), ("cpu0 until x = 3", "00"),
    ("cpu0 until third()", "00"), ("cpu0 through third", "000"), ("cpu0 through here", "000"),
    ("cpu0 to the end", "0000"), ("cpu0 to the end, cpu0 to the end", "0000"),
    ("cpu1 until blocked", ""), ("cpu0 to the end, cpu1 to the end", "0000111"),
    // Where it stands already, it need not move.
    ("cpu0 until x = 1", ""), ("cpu0 until x = 1, cpu0 until x = 1, 0", "0"),
  ])
  func `a schedule is carried out`(_ words: String, _ letters: String) throws {
    #expect(try run(Self.steps, words).scheduleText == letters)
  }

  @Test(arguments: [
    ("1", 0, "cpu1 cannot move: it waits: wait_until(READ_ONCE(x) == 4)"),
    ("0, cpu1 1 step", 1, "cpu1 cannot move: it waits: wait_until(READ_ONCE(x) == 4)"),
    ("cpu1 to the end", 0, "cpu1 cannot move: it waits: wait_until(READ_ONCE(x) == 4)"),
    ("cpu1 until x = 6", 0, "cpu1 cannot move: it waits: wait_until(READ_ONCE(x) == 4)"),
    ("00000", 0, "cpu0 has ended and cannot move"),
    ("cpu0 5 steps", 0, "cpu0 has ended and cannot move"),
    ("cpu0 until never", 0, "cpu0 reached its end without \"never\""),
    ("cpu0 through never", 0, "cpu0 reached its end without \"never\""),
    ("0, cpu0 through here, cpu0 through here", 2, "cpu0 reached its end without \"here\""),
    ("cpu0 until blocked", 0, "cpu0 ended without having to wait"),
  ])
  func `a schedule that cannot be is an error`(_ words: String, _ word: Int, _ message: String) {
    #expect(throws: Runner.ScheduleError(word: word, message: message)) {
      try run(Self.steps, words)
    }
  }

  @Test(arguments: ["1", "cpu1 to the end", "cpu1 until x", "cpu1 until blocked", "cpu1 2 steps"])
  func `a model of one lane has no other`(_ words: String) {
    #expect(throws: Runner.ScheduleError(word: 0, message: "there is no cpu1 in this model")) {
      try run("model m \"t\"; shared word x; lane \"a\" { x = 1; }", words)
    }
  }

  @Test(
    arguments: [
      ("01", .lanes([0, 1])), ("cpu0 until set_pte_at", .until(lane: 0, "set_pte_at")),
      ("cpu1 through *s += 1  (reads)", .through(lane: 1, "*s += 1 (reads)")),
      ("cpu0 3 steps", .steps(lane: 0, 3)), ("cpu0 1 step", .steps(lane: 0, 1)),
      ("cpu1 until blocked", .untilBlocked(lane: 1)), ("cpu1 to the end", .toTheEnd(lane: 1)),
    ] as [(String, ScheduleWord)])
  func `a word is read and written`(_ text: String, _ word: ScheduleWord) {
    #expect(ScheduleWord(text) == word)
    #expect(ScheduleWord(word.description) == word)
  }

  @Test(arguments: [
    "", "2", "0120", "cpu2 to the end", "cpu+0 to the end", "cpu00 1 step", "cpu0", "cpu0 until",
    "cpu0 to end", "cpu0 0 steps", "cpu0 -1 steps", "cpu0 10001 steps", "cpu0 3", "cpu0 3 times",
    "steps", "CPU0 to the end", String(repeating: "0", count: 10_001),
  ])
  func `what is no word is refused`(_ text: String) { #expect(ScheduleWord(text) == nil) }

  @Test func `following a schedule leaves out what cannot be`() throws {
    let run = Runner.follow(
      try program(Self.steps),
      schedule("1, cpu1 to the end, cpu0 through never, cpu0 until here, cpu1 until x = 6, 0"))
    #expect(run.scheduleText == "0000111")
    #expect(run.end == .complete)
  }

  private static let left = """
    model m "t"; switch careful = on "look first";
    shared word x = 0; shared word y = 0;
    lane "a" {
      x = 1;
      if (careful) look: READ_ONCE(y);
      x = 2;
      join;
      looked: x = 3;
    }
    lane "b" { y = 1; wait_until(READ_ONCE(x) == 3); y = 2; }
    """

  private func leaving(careful: Bool) throws -> Program {
    try model(Self.left).program(ModelChoice(switches: ["careful": careful]))
  }

  @Test(arguments: [
    // In front of what came only later, for whoever has the own run; left out for the others.
    ("cpu0 through look, cpu1 1 step, cpu0 1 step", "010", "100"),
    ("cpu0 until look, cpu1 1 step", "01", "1"),
    // A label means no part of a statement: `looked` is another one.
    ("cpu1 1 step, cpu0 through look", "10", "1"),
    // It waits in front of what it may still come to.
    ("cpu0 until looked, cpu1 1 step", "001", "001"),
    // Behind it already.
    ("cpu1 1 step, cpu0 3 steps, cpu0 through look", "100", "100"),
  ])
  func `a statement that is left out`(_ words: String, _ own: String, _ other: String) throws {
    let words = schedule(words)
    let written = Runner.follow(try leaving(careful: true), words)
    let rest = schedule("cpu0 until blocked")
    #expect(
      Runner.follow(try leaving(careful: false), words + rest, writtenFor: written).scheduleText
        .hasPrefix(own))
    #expect(
      Runner.follow(try leaving(careful: false), words + rest).scheduleText.hasPrefix(other))
  }

  // MARK: - What is shown

  @Test func `what is said of a test that the choice decides is said of what is left`() throws {
    let text = """
      model m "t"; switch s = on "h"; shared word x;
      lane "a" {
        /// Of the store.
        first: if (s) x = 1;
        /// Of the test.
        second: if (s) {
          /// Of the block.
          x = 2;
        }
        /// Of nothing.
        if (!s) x = 3; else x = 4;
      }
      """
    let run = try run(text, "000")
    let notes = run.trace.events.map { run.trace.strings[$0.note] }
    #expect(notes == ["Of the store.", "Of the block.", ""])
    let names = run.trace.events.map { run.trace.strings[$0.name] }
    #expect(names == ["first", "second", ""])
  }

  @Test func `a place has the names of its kernel, its elements their index`() throws {
    let text = """
      model m "t"; kernel "new" "h" { name mm->flag = "mm->flags"; name flag = "BIT"; }
      shared flag mm->flag; shared word v[2]; shared word frame[1 .. 2]; shared word one[1 .. 1];
      lane "a" { for (int i = 0; i < 2; i++) v[i] = 1 + i; mm->flag = 1; frame[2] = 1; one[1] = 1; }
      """
    let program = try model(text).program(ModelChoice(kernel: "new"))
    let run = try Runner.run(program, schedule("cpu0 to the end"))
    #expect(
      run.texts(0) == ["v[0] = 1 + i", "v[1] = 1 + i", "mm->flags = 1", "frame[2] = 1", "one = 1"])
    #expect(run.finals("flag", "v[1]") == [1, 2])
    let focused = FocusedTimeline(Timeline(run.trace), focus: nil)
    #expect(
      run.trace.places.indices.map(focused.label(of:))
        == ["BIT", "v[0]", "v[1]", "frame A", "frame B", "one A"])
  }

  @Test func `the trace holds what happened, in its order`() throws {
    let text = """
      model m "t";
      shared word x = 3; shared spinlock l;
      int get() { return READ_ONCE(x); }
      /// What it is about.
      void put(int v) "put(…)" { smp_wmb(); /// Now it is there.
        done_it: x = v; }
      lane "a" { spin_lock(&l); int v = get(); if (v == 3) put(v + 1); spin_unlock(&l); }
      """
    let run = try run(text, "cpu0 to the end")
    let texts = run.texts(0)
    #expect(
      texts == [
        "spin_lock(&l)", "get()", "return READ_ONCE(x)", "put(…)", "smp_wmb()", "x = v",
        "spin_unlock(&l)",
      ])
    let x = try #require(run.trace.places.firstIndex { $0.declaration == 0 })
    let read = try #require(texts.firstIndex(of: "return READ_ONCE(x)"))
    #expect(Array(run.trace.operations(of: read)) == [.load(x, 3), .ret(3)])
    let store = try #require(texts.firstIndex(of: "x = v"))
    #expect(Array(run.trace.operations(of: store)) == [.store(x, old: 3, new: 4), .ret(nil)])
    #expect(run.trace.strings[run.trace.events[store].note] == "Now it is there.")
    #expect(run.trace.strings[run.trace.events[store].name] == "done_it")
    #expect(run.trace.events[store].line == 6)
    #expect(run.trace.initialValues[x] == 3)
    #expect(run.eventsAfterStep == [0, 1, 3, 6, 7])
  }

  @Test func `a violated property says after how many steps`() throws {
    let text = """
      model m "t"; shared word x = 0;
      lane "a" { x = 1; x = 2; x = 1; }
      always small "x stays below 2" = x < 2;
      always never "x is not 9" = x != 9;
      finally zero "x ends as 0" = x == 0;
      """
    let run = try run(text, "cpu0 to the end")
    #expect(run.violations.map(\.property) == ["small", "zero"])
    #expect(run.violations.map(\.step) == [2, 3])
    #expect(run.violations.map(\.isFinal) == [false, true])
  }

  @Test func `formulas of properties`() throws {
    let table: [(String, Bool)] = [
      ("forall(i, 3, v[i] == i)", true), ("forall(i, 3, v[i] < 2)", false),
      ("forall(i, 0, 0)", true),
      ("exists(i, 3, v[i] == 2)", true), ("exists(i, 3, v[i] == 3)", false),
      ("exists(i, 0, 1)", false),
      ("count(i, 3, v[i] > 0) == 2", true), ("v[v[1] + 1] == 2", true), ("pte_pfn(p) == 1", true),
      ("done(0) == 1", true), ("v[0] == 1 || v[1] == 1", true), ("v[0] == 1 && v[1] == 1", false),
      ("v[2] == 2 ? v[1] == 1 : v[1] == 0", true), ("!(v[0] == 0)", false),
      ("-v[1] == 0 - 1", true),
    ]
    for (formula, holds) in table {
      let text = """
        model m "t"; shared word v[3] = i; shared pte p = mk_pte(1); shared word x;
        lane "a" { x = 1; }
        finally f "s" = \(formula);
        """
      #expect(try run(text, "0").violations.isEmpty == holds, "\(formula)")
    }
  }

  @Test func `elements for page frames go by their letters`() throws {
    let program = try program(
      """
      model pages "names";
      shared refcount page[1 .. 3] = 1;
      shared word slot[2] = 0;
      shared word one = 0;
      lane "a" { WRITE_ONCE(one, 1); }
      lane "b" { WRITE_ONCE(one, 1); }
      """)
    #expect(program.placeNames == ["page[1]", "page[2]", "page[3]", "slot[0]", "slot[1]", "one"])
    #expect(
      program.framedPlaceNames == ["page[A]", "page[B]", "page[C]", "slot[0]", "slot[1]", "one"])
  }
}
