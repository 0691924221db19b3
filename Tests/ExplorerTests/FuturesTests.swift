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

  @Test func `classes of schedules are a partition`() throws {
    let futures = try #require(Futures(try program(Self.lossy)))
    let all = futures.classes(limit: 100)
    #expect(
      all.map { $0.prefix.map(String.init).joined() }
        == ["0011", "0101", "0110", "1001", "1010", "1100"])
    #expect(all.map(\.prospect.isLost) == [false, true, true, true, true, false])
    for limit in 1...6 {
      let some = futures.classes(limit: limit)
      #expect(some.count <= limit)
      #expect(some.reduce(0) { $0 + $1.prospect.total } == 6)
      #expect(some.reduce(0) { $0 + $1.prospect.bad } == 4)
    }
  }

  @Test(arguments: ["v5.8", "v5.10", "v5.11"], [1, 2])
  func `the numbers of the search`(_ kernel: String, _ pages: Int) throws {
    let program = try GupFork.program(kernel, pages: pages)
    let found = Explorer.explore(program)
    let futures = try #require(Futures(program))
    let first = try #require(futures.outlook([]).steps.first)
    #expect(first.total == found.schedules)
    #expect(first.bad == found.violating)
    let classes = futures.classes(limit: 500)
    #expect(classes.reduce(0) { $0 + $1.prospect.total } == found.schedules)
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
