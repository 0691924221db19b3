import Testing

@testable import RaceModel

/// What the compiler refuses: the text, and each error as `line:column: message`.
struct CompileErrorTests {
  private static let head = """
    model m "t";
    shared word x = 0; shared word a[2] = 0; shared pte p = mk_pte(1); shared refcount r = 1;
    shared spinlock l; shared rwsem sem;
    const ONE = 1; switch s = on "h"; int seen() { return READ_ONCE(x); } void none() { x = 1; }

    """

  /// A lane's body on line 5, from column 12 on.
  private static func lane(_ body: String) -> String { head + "lane \"a\" { \(body) }" }

  @Test(arguments: [
    // Names.
    ("y = 1;", ["12: \"y\" is not declared"]),
    ("int value = 1; x = valeu;", ["31: \"valeu\" is not declared"]),
    ("int counter = 1; x = countr;", ["33: \"countr\" is not declared; did you mean \"counter\"?"]),
    ("sean();", ["12: there is no function \"sean\""]),
    (
      "x = seen();",
      ["16: a shared access or a call cannot stand here: read it into a variable first"]
    ),
    ("SEEN();", ["12: there is no function \"SEEN\"; did you mean \"seen\"?"]),
    ("ONE = 2;", ["12: \"ONE\" has a value that is fixed here"]),
    ("s = 2;", ["12: \"s\" has a value that is fixed here"]),
    ("READ_ONCE(ONE);", ["22: \"ONE\" is no shared place"]),
    ("for (int i = 0; i < 2; i++) i = 3;", ["40: \"i\" has a value that is fixed here"]),
    ("int v = 1; int v = 2;", ["27: \"v\" is declared twice in this block"]),
    ("int v = 1; int v[2];", ["27: \"v\" is declared twice in this block"]),
    ("again: x = 1; again: x = 2;", ["26: there is a label \"again\" in this block already"]),
    // Types.
    ("x = mk_pte(1);", ["16: x holds a number, and this is a page-table entry"]),
    ("p = 5;", ["16: p holds a page-table entry, and this is a number"]),
    ("int v = ptep_get(&p);", ["20: v holds a number, and this is a page-table entry"]),
    ("pte_t e = READ_ONCE(x);", ["22: e holds a page-table entry, and this is a number"]),
    (
      "pte_t e = ptep_get(&p); x = e + 1;",
      ["40: the operand of + must be a number, not a page-table entry"]
    ),
    (
      "pte_t e = ptep_get(&p); int v = 3; if (e == v) x = 1;",
      [
        "56: cannot compare a page-table entry with a number"
      ]
    ),
    (
      "if (ptep_get(&p)) x = 1;",
      ["16: a condition must be a number, and this is a page-table entry"]
    ),
    ("x = pte_pfn(5);", ["16: pte_pfn() takes a page-table entry, not a number"]),
    ("p = mk_pte(mk_pte(1));", ["16: mk_pte() takes a number, not a page-table entry"]),
    (
      "pte_t e = ptep_get(&p); int v = 1; x = v ? 1 : e;",
      ["59: expected a number, as before the colon"]
    ),
    ("set_pte_at(&p, 5);", ["27: p holds a page-table entry, and this is a number"]),
    ("set_pte_at(&x, mk_pte(1));", ["12: set_pte_at() takes a page-table entry, and x is a word"]),
    ("atomic_inc(&p);", ["12: atomic_inc() counts, and p is a page-table entry"]),
    ("set_bit(1, &p);", ["12: set_bit() counts, and p is a page-table entry"]),
    ("p += 1;", ["17: += counts, and p is a page-table entry"]),
    (
      "WRITE_ONCE(x, ptep_get(&p));",
      [
        "26: a shared access or a call cannot stand here: read it into a variable first"
      ]
    ),
    // Arguments.
    ("atomic_inc();", ["12: atomic_inc() takes 1 argument, not 0"]),
    ("atomic_add(1);", ["12: atomic_add() takes 2 arguments, not 1"]),
    ("none(1);", ["12: none() takes 0 arguments, not 1"]),
    (
      "x = pte_same(ptep_get(&p));",
      [
        "25: a shared access or a call cannot stand here: read it into a variable first"
      ]
    ),
    ("pte_t e = ptep_get(&p); x = pte_same(e);", ["40: pte_same() takes 2 arguments, not 1"]),
    (
      "pte_t e = ptep_get(&p); int v = 1; x = pte_access_permitted(e, v);",
      ["51: pte_access_permitted() must know whether to write when the model is read"]
    ),
    (
      "pte_t e = ptep_get(&p); x = pte_access_permitted(e, e);",
      ["40: pte_access_permitted() takes a number, not a page-table entry"]
    ),
    ("atomic_inc(x);", ["23: atomic_inc() takes a place: &x"]),
    ("atomic_inc(3);", ["23: atomic_inc() takes a place: &…"]),
    ("READ_ONCE(&x);", ["22: expected a shared place"]),
    ("set_bit(31, &x);", ["20: a bit is 0 to 30, not 31"]),
    ("int v = READ_ONCE(x); set_bit(v, &x);", ["42: the bit must be known when the model is read"]),
    ("smp_mb(1);", ["12: smp_mb() takes nothing"]),
    ("int v = smp_mb();", ["20: smp_mb() is a statement of its own"]),
    ("x = &r;", ["16: a place (&…) can only be given to a function"]),
    ("wait_until();", ["12: expected wait_until(CONDITION)"]),
    ("wait_until(1);", ["23: the condition must read one shared place"]),
    ("wait_until(seen());", ["23: the condition must read one shared place"]),
    // Places and locks.
    ("a = 1;", ["12: expected one element of this array: […]"]),
    ("atomic_inc(&a);", ["24: expected one element of this array: […]"]),
    ("a[2] = 1;", ["12: a has the elements 0 to 1, not 2"]),
    ("x[0] = 1;", ["12: x is no array"]),
    ("int v[2]; v[2] = 1;", ["24: v has the elements 0 to 1, not 2"]),
    (
      "int v[2]; int i = READ_ONCE(x); v[i] = 1;",
      [
        "46: the index of a local array must be known when the model is read"
      ]
    ),
    ("int v[0];", ["16: an array has 1 to 256 elements, this one 0"]),
    ("l = 1;", ["12: l is a lock: it is only taken and let go"]),
    ("READ_ONCE(l);", ["12: l is a lock: it is only taken and let go"]),
    ("spin_lock(&x);", ["12: spin_lock() takes a spinlock, and x is a word"]),
    ("spin_lock(&sem);", ["12: spin_lock() takes a spinlock, and sem is a rwsem"]),
    ("down_read(&l);", ["12: down_read() takes a rwsem, and l is a spinlock"]),
    // One access for each statement.
    (
      "x = READ_ONCE(x);",
      [
        "16: a shared access or a call cannot stand here: read it into a variable first"
      ]
    ),
    (
      "int v = READ_ONCE(x) + READ_ONCE(x);",
      [
        "35: a statement makes one shared access or one call; this is its second: split it"
      ]
    ),
    (
      "int v = 1; v = v && READ_ONCE(x);",
      [
        "32: a shared access or a call cannot stand here: read it into a variable first"
      ]
    ),
    (
      "a[READ_ONCE(x)] = 1;",
      [
        "14: a shared access or a call cannot stand here: read it into a variable first"
      ]
    ),
    ("1;", ["12: this statement does nothing: expected an access or a call"]),
    ("pte_pfn(mk_pte(1));", ["12: this statement does nothing: expected an access or a call"]),
    // Control.
    ("break;", ["12: break and continue stand in a loop"]),
    ("continue;", ["12: break and continue stand in a loop"]),
    ("for (int i = 0; i >= 0; i++) x = i;", ["28: this loop has no end within 64 rounds"]),
    (
      "int n = READ_ONCE(x); for (int i = 0; i < n; i++) x = i;",
      [
        "50: the condition of a loop must be known when the model is read"
      ]
    ),
    (
      "int n = READ_ONCE(x); for (int i = n; i < 2; i++) x = i;",
      [
        "47: the first value of a loop's variable must be known when the model is read"
      ]
    ),
    ("return 1;", ["19: this function returns nothing"]),
    // Bounds.
    (
      "for (int i = 0; i < 64; i++) for (int j = 0; j < 64; j++) for (int k = 0; k < 4; k++) x = k;",
      ["98: the model unrolls to more than 20000 instructions"]
    ),
    (
      String(repeating: "for (int i = 0; i < 64; i++) ", count: 20) + ";",
      ["592: the model unrolls to more than 200000 statements and values"]
    ),
  ])
  func `a wrong statement is told at its place`(_ body: String, _ expected: [String]) {
    #expect(errors(of: Self.lane(body)) == expected.map { "5:" + $0 })
  }

  @Test(arguments: [
    ("shared word x = 1;", ["5:13: \"x\" is declared twice"]),
    ("const ONE = 2;", ["5:7: \"ONE\" is declared twice"]),
    (
      "shared long y = 1;",
      [
        "5:8: there is no type \"long\"; expected flag, page, pte, refcount, rwsem, seqcount, "
          + "spinlock, word"
      ]
    ),
    ("shared word y[0];", ["5:13: an array has 1 to 256 elements, this one 0"]),
    ("shared word y[257];", ["5:13: an array has 1 to 256 elements, this one 257"]),
    ("shared word y[2 .. 3];", ["5:13: an array begins at 0 or 1"]),
    (
      "shared word y = x;",
      [
        "5:17: a shared access or a call cannot stand here: read it into a variable first"
      ]
    ),
    ("shared pte y = 3;", ["5:16: expected a page-table entry, found a number"]),
    ("shared spinlock y = 1;", ["5:21: a lock begins free"]),
    (
      "const TWO = x;",
      [
        "5:13: \"x\" is not declared"
      ]
    ),
    (
      "const TWO = THREE; const THREE = 3;",
      ["5:13: \"THREE\" is not declared"]
    ),
    ("param n = 3 in 0..2 \"h\";", ["5:7: n is 3, outside 0..2"]),
    ("void none() {}", ["5:6: there is a function \"none\" already"]),
    ("void atomic_inc() {}", ["5:6: there is a function \"atomic_inc\" already"]),
    ("void smp_mb() {}", ["5:6: there is a function \"smp_mb\" already"]),
    ("void pte_pfn() {}", ["5:6: there is a function \"pte_pfn\" already"]),
    ("void f(int v, int v) {}", ["5:19: there is a parameter \"v\" already"]),
    ("kernel \"k\" \"h\" {} kernel \"k\" \"h\" {}", ["5:26: there is a kernel \"k\" already"]),
    ("kernel \"k\" \"h\" { t = on; }", ["5:18: there is no switch \"t\""]),
    ("kernel \"k\" \"h\" { s = on; s = off; }", ["5:26: \"s\" is set twice"]),
    ("kernel \"k\" \"h\" { name f = \"g\"; }", ["5:23: there is no function and no place \"f\""]),
    ("always q \"s\" = y == 0;", ["5:16: \"y\" is not declared"]),
    ("always q \"s\" = p == 3;", ["5:21: cannot compare a page-table entry with a number"]),
    ("always q \"s\" = a[2] == 0;", ["5:16: a has no element 2"]),
    ("always q \"s\" = done(2);", ["5:16: there is no lane 2"]),
    ("always q \"s\" = forall(i, 300, x == i);", ["5:26: a count of 0 to 256, not 300"]),
    ("always q \"s\" = forall(3, 2, x == 0);", ["5:16: expected forall(NAME, COUNT, FORMULA)"]),
    ("always q \"s\" = seen();", ["5:16: \"seen\" cannot be called here"]),
    (
      "always q \"s\" = x == 0; finally q \"s\" = x == 0;",
      [
        "5:32: there is a property \"q\" already"
      ]
    ),
    (
      "always q \"s\" = forall(i, 256, forall(j, 256, forall(k, 256, x == i)));",
      [
        "5:61: the model unrolls to more than 200000 statements and values"
      ]
    ),
    (
      (1...14).map { "finally p\($0) \"s\" = x == 0;" }.joined(separator: "\n"),
      ["18:9: a model has at most 13 properties; this one has 14"]
    ),
    ((1...13).map { "finally p\($0) \"s\" = x == 0;" }.joined(), []),
    ("lane \"b\" {} lane \"c\" {}", ["6:1: a model has one or two lanes; this one has 3"]),
  ])
  func `a wrong declaration is told at its place`(_ item: String, _ expected: [String]) {
    #expect(errors(of: Self.head + item + "\nlane \"a\" { x = 1; none(); }") == expected)
  }

  @Test(arguments: [
    ("void f(word *q) { *q = 1; }", "f(&r);", "6:14: expected a word, found a refcount"),
    ("void f(word *q) { *q = 1; }", "f(x);", "6:14: f() takes a place: &x"),
    ("void f(long q) { x = q; }", "f(1);", "5:8: a value is an int, a bool or a pte_t, no long"),
    (
      "void f(int q) { x = q; }", "f(mk_pte(1));",
      "6:14: expected a number, found a page-table entry"
    ),
    ("void f(int q) { int q = 1; }", "f(1);", "5:21: \"q\" is declared twice in this block"),
    (
      "void f(mm_struct *mm) { x = mm; }", "f(mm);",
      "5:29: \"mm\" is only a name here, without a value"
    ),
    ("void f() { f(); }", "f();", "5:12: f() calls itself: a model has no recursion"),
    (
      "void g() { f(); } void f() { g(); }", "f();",
      "5:12: f() calls itself: a model has no recursion"
    ),
    ("int f() { return; }", "f();", "5:11: this function returns a value"),
    ("void f() { return 1; }", "f();", "5:19: this function returns nothing"),
    (
      "pte_t f() { return 1; }", "f();",
      "5:20: the function's value holds a page-table entry, and this is a number"
    ),
  ])
  func `a wrong function is told at its place`(_ function: String, _ call: String, _ error: String)
  {
    #expect(errors(of: Self.head + function + "\nlane \"a\" { \(call) }") == [error])
  }

  @Test func `calls nest only so deep`() {
    var text = Self.head + "void f0() { x = 1; }\n"
    for depth in 1...24 { text += "void f\(depth)() { f\(depth - 1)(); }\n" }
    #expect(errors(of: text + "lane \"a\" { f23(); }") == [])
    #expect(errors(of: text + "lane \"a\" { f24(); }") == ["6:13: calls nest more than 24 deep"])
  }

  @Test func `calls that multiply are stopped`() {
    var text = Self.head + "inline void f0() { ; }\n"
    for depth in 1...20 {
      text += "inline void f\(depth)() { f\(depth - 1)(); f\(depth - 1)(); f\(depth - 1)(); }\n"
    }
    let found = errors(of: text + "lane \"a\" { f20(); }")
    #expect(found.count == 1)
    #expect(found.first?.contains("more than 200000 statements and values") == true)
  }

  @Test func `places and variables are bounded`() {
    let places = (0..<3).map { "shared word y\($0)[200];\n" }.joined()
    #expect(
      errors(of: Self.head + places + "lane \"a\" { x = 1; }")
        == ["7:13: the model has more than 512 places"])
    let variables = (0..<300).map { "int v\($0)[256];" }.joined()
    #expect(
      errors(of: Self.lane(variables)) == [
        "1:1: the model needs 514 places and variables; at most 512"
      ])
  }

  @Test func `what is wrong only for some choice is found, too`() {
    let text = """
      model m "t";
      param n = 2 in 0..4 "how many";
      switch s = on "h";
      kernel "off" "h" { s = off; }
      shared word x[4];
      lane "a" { if (s) x[0] = 1; else x[n + 2] = 1; }
      """
    #expect(errors(of: text) == ["6:34: x has the elements 0 to 3, not 4"])
    let low = text.replacing("x[4]", with: "x[n]").replacing("x[n + 2]", with: "x[0]")
    #expect(errors(of: low) == ["5:13: an array has 1 to 256 elements, this one 0"])
  }

  @Test func `a choice that is not there is told with what there is`() throws {
    let model = try model(
      "model m \"t\"; param n = 1 in 1..2 \"h\"; kernel \"k\" \"h\" {} lane \"a\" {}")
    let table: [(ModelChoice, ChoiceError.Subject, String)] = [
      (ModelChoice(kernel: "v9"), .kernel, "the model m has no kernel \"v9\"; it has k"),
      (
        ModelChoice(switches: ["s": true]), .switch("s"),
        "the model m has no switch \"s\"; it has none"
      ),
      (
        ModelChoice(parameters: ["k": 1]), .parameter("k"),
        "the model m has no parameter \"k\"; it has n"
      ),
      (ModelChoice(parameters: ["n": 3]), .parameter("n"), "n is 3, but it goes from 1 to 2"),
    ]
    for (choice, subject, message) in table {
      #expect(throws: ChoiceError(subject: subject, message: message)) {
        try model.program(choice)
      }
    }
  }
}
