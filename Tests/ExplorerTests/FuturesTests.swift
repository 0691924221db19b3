import BigInt
import Explorer
import RaceModel
import TestSupport
import Testing

/// What can still happen, against all schedules written out.
struct FuturesTests {
  private static let lossy = """
    shared word x = 0;
    lane "a" { x += 1; }
    lane "b" { x += 1; }
    finally both "both count" = x == 2;
    """

  @Test func `a small race, step by step`() throws {
    // Schedules: 0011 0101 0110 1001 1010 1100; the first and the last are right. After 0 there are
    // 3 ways, one of them right; after 01 two, both wrong.
    let futures = try #require(Futures(try program(Self.lossy)))
    let outlook = futures.outlook([0, 1, 1, 0])
    #expect(outlook.steps.map { "\($0.bad)/\($0.total)" } == ["4/6", "2/3", "2/2", "1/1", "1/1"])
    #expect(outlook.pointOfNoReturn == 2)
    #expect(outlook.choices[1].map { $0?.bad } == [0, 2])
    #expect(outlook.choices[4] == [nil, nil])
    #expect(futures.outlook([0, 0, 1, 1]).pointOfNoReturn == nil)
  }

  @Test func `rows of classes, by when the lanes change`() throws {
    let futures = try #require(Futures(try program(Self.lossy)))
    // 0011 is right, 0101 and 0110 are not; the same with the lanes exchanged. Each is a cell.
    let all = futures.rows(columns: 4, rowsMax: 10)
    func text(_ one: Futures.Class) -> String { one.prefix.map(String.init).joined() }
    #expect(
      all.map { $0.classes.map(text) } == [
        ["0101", "0110"], ["0011"], ["1001", "1010"], ["1100"],
      ])
    #expect(all.map(\.lane) == [0, 0, 1, 1])
    #expect(all.map(\.length) == [1, 2, 1, 2])
    // Behind 0: two ways to go on wrongly, and one that is right.
    let behind = futures.rows(beginning: [0], columns: 4, rowsMax: 10)
    #expect(behind.map { $0.classes.map(text) } == [["0101", "0110"], ["0011"]])
    #expect(behind.map(\.length) == [0, 1])
    #expect(futures.rows(beginning: [0, 0, 0], columns: 4, rowsMax: 10).isEmpty)
    #expect(futures.outcomes.map { "\($0.values) \($0.schedules)" } == ["[1] 4", "[2] 2"])
  }

  /// Whatever there is room for, each schedule is in one class; its numbers are those of the search,
  /// and its example does what it claims.
  private func checkRows(_ program: Program, _ name: String) throws {
    guard let futures = Futures(program) else { return }
    let found = Explorer.explore(program)
    #expect(futures.outcomes == found.outcomes, "\(name)")
    for (columns, rowsMax) in [(2, 4), (5, 8), (60, 400)] {
      let classes = futures.rows(columns: columns, rowsMax: rowsMax).flatMap(\.classes)
      let sum = { (number: (Futures.Class) -> BigUInt) in classes.reduce(0) { $0 + number($1) } }
      #expect(sum(\.prospect.total) == found.schedules, "\(name)")
      #expect(sum(\.prospect.bad) == found.violating, "\(name)")
      #expect(Set(classes.map(\.prefix)).count == classes.count, "\(name)")
      for (index, outcome) in found.outcomes.enumerated() where index < Futures.outcomesMax - 1 {
        #expect(sum { $0.byOutcome[index] } == outcome.schedules, "\(name)")
      }
      for one in classes {
        #expect(one.example.starts(with: one.prefix), "\(name)")
        let run = try Runner.run(program, [.lanes(one.example)])
        #expect(run.end != .stopped, "\(name): \(one.example)")
        var isBad = !run.violations.isEmpty || !run.heldLocks.isEmpty
        if run.end != .complete { isBad = true }
        #expect(isBad == (one.prospect.bad > 0), "\(name): \(one.example)")
      }
    }
  }

  @Test(arguments: 0..<150 as Range<UInt64>)
  func `classes of random programs are a partition`(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    try checkRows(try program(RandomModel.text(&random)), "seed \(seed)")
  }

  @Test func `schedules that end at a step that cannot be made are not lost`() throws {
    let faulty = try program(
      """
      shared word x = 0; shared word y[2] = 0; shared spinlock l;
      lane "a" { int i = x; WRITE_ONCE(y[i], 1); }
      lane "b" { WRITE_ONCE(x, 2); spin_unlock(&l); }
      """)
    try checkRows(faulty, "a fault")
    let futures = try #require(Futures(faulty))
    // Behind b's store b's next step fails, and behind a's load of 2 a's, too: one way each.
    let outlook = futures.outlook([1])
    #expect(outlook.choices[1].map { $0?.bad } == [2, 1])
    #expect(futures.outlook([1, 1]).steps.count == 2)
  }

  @Test(arguments: ["v5.8", "v5.10", "v5.11"], [1, 2])
  func `the numbers of the search`(_ kernel: String, _ pages: Int) throws {
    let program = try GupFork.program(kernel, pages: pages)
    let found = Explorer.explore(program)
    let futures = try #require(Futures(program))
    let first = try #require(futures.outlook([]).steps.first)
    #expect(first.total == found.schedules)
    #expect(first.bad == found.violating)
    try checkRows(program, "\(kernel), \(pages)")
    // Every step splits what is ahead among the lanes.
    guard let witness = found.shortest else { return }
    let outlook = futures.outlook(witness.lanes)
    #expect(outlook.steps.count == witness.lanes.count + 1)
    #expect(outlook.pointOfNoReturn != nil)
    for (step, choices) in zip(outlook.steps, outlook.choices)
    where choices.contains(where: { $0 != nil }) {
      #expect(choices.reduce(0) { $0 + ($1?.total ?? 0) } == step.total)
    }
  }

  @Test func `a model with too many states is not looked at`() throws {
    #expect(Futures(try GupFork.program("v5.11"), statesMax: 100) == nil)
  }
}
