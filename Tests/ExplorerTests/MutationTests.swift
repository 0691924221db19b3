import Explorer
import RaceModel
import Testing

/// What each line of the fix is for.
struct MutationTests {
  private func rows(_ kernel: String) throws -> [String: Mutation] {
    let table = try MutationTable(
      GupFork.model, ModelChoice(kernel: kernel), Explorer.Options())
    return Dictionary(uniqueKeysWithValues: table.rows.map { ($0.name ?? "", $0) })
  }

  private func names(_ row: Mutation?, _ meaning: Mutation.Meaning) -> [String]? {
    row?.pairs?.filter { $0.meaning == meaning }.map(\.name)
  }

  @Test func `the fix of v5.11, line by line`() throws {
    let rows = try rows("v5.11")
    #expect(rows[""]?.result.verdict == .holds)
    // Without each of these, what fork() decides and what it does come apart again.
    for name in [
      "seqcount", "odd_check", "final_retry", "has_pinned_set", "has_pinned_first", "early_copy",
    ] {
      #expect(rows[name]?.result.verdict == .violated, "\(name)")
      #expect(rows[name]?.pairs == nil, "\(name)")
    }
    // Barriers order nothing that sequential consistency does not.
    for name in ["begin_wmb", "end_wmb", "read_rmb", "retry_rmb", "ptl_ordering"] {
      #expect(rows[name]?.difference == .order, "\(name)")
      #expect(rows[name]?.result.verdict == .holds, "\(name)")
    }
    // Each of the two sorts of locks keeps out what the other one does.
    #expect(names(rows["page_table_locks"], .covered) == ["mmap_locks"])
    #expect(names(rows["mmap_locks"], .covered) == ["page_table_locks"])
    // The re-check is no guard of its own, but without the seqcount it catches some.
    #expect(names(rows["recheck"], .covered) == [])
    #expect(names(rows["recheck"], .second)?.contains("seqcount") == true)
    // A look at the page would do; what sets the flag is only for those who read it.
    #expect(names(rows["has_pinned_used"], .covered) == [])
    #expect(names(rows["has_pinned_used"], .second) == [])
    #expect(names(rows["has_pinned_used"], .needless) == ["has_pinned_set", "has_pinned_first"])
    // fork() that write-protects first needs no seqcount, as in v5.9-rc8.
    #expect(names(rows["check_first"], .needless) == ["seqcount", "odd_check", "final_retry"])
    #expect(rows.count == 17)
    for row in rows.values where row.result.verdict == .violated {
      let witness = try #require(row.result.shortest)
      let program = try GupFork.model.program(row.choice)
      #expect(!(try Runner.run(program, [.lanes(witness.lanes)])).violations.isEmpty)
    }
  }

  @Test(arguments: ["v5.8", "v5.9-rc8", "v5.10"])
  func `where the seqcount is off, what belongs to it does nothing`(_ kernel: String) throws {
    let rows = try rows(kernel)
    for name in ["odd_check", "final_retry", "begin_wmb", "end_wmb", "read_rmb", "retry_rmb"] {
      #expect(rows[name]?.difference == Mutation.Difference.none, "\(name)")
    }
    #expect(rows["ptl_ordering"]?.difference == .order)
    #expect(rows["recheck"]?.difference == .steps)
  }

  @Test func `v6.12 reads the seqcount with an acquire, and has no barrier behind it`() throws {
    let rows = try rows("v6.12")
    #expect(rows["read_rmb"]?.difference == Mutation.Difference.none)
    #expect(rows["read_acquire"]?.difference == .order)
    #expect(rows["grab_mb"]?.difference == .order)
  }

  @Test func `what no lane comes to makes no difference`() throws {
    let text = """
      model m "t";
      switch early = on "returns before anything else";
      switch barrier = on "a barrier behind the return";
      shared word x = 0;
      void f() {
        if (early) return;
        if (barrier) smp_mb();
        WRITE_ONCE(x, 1);
      }
      lane "f()" { f(); WRITE_ONCE(x, 2); }
      lane "g()" { WRITE_ONCE(x, 3); }
      finally ends "somebody stored to x" = x > 0;
      """
    let model = try Model(SourceText(name: "test.race", text))
    let table = try MutationTable(model, ModelChoice(), Explorer.Options())
    #expect(table.rows.map(\.difference) == [.none, .steps, .none])
    let without = ModelChoice(switches: ["early": false])
    let reached = try MutationTable(model, without, Explorer.Options())
    #expect(reached.rows.map(\.difference) == [.none, .order])
  }

  @Test func `a model that is violated is not tried without two switches`() throws {
    let rows = try rows("v5.10")
    #expect(rows.values.allSatisfy { $0.pairs == nil })
    #expect(rows["check_first"]?.result.verdict == .holds)
  }
}
