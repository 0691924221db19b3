import Explorer
import RaceModel
import Testing

/// What each line of the fix is for.
struct MutationTests {
  @Test func `the fix of v5.11, line by line`() throws {
    let rows = try Mutation.table(
      GupFork.model, ModelChoice(kernel: "v5.11"), Explorer.Options()
    ) { _ in false }
    let verdicts = Dictionary(
      uniqueKeysWithValues: rows.map { ($0.name ?? "", $0.result.verdict) })
    #expect(verdicts[""] == .holds)
    // Without each of these, what fork() decides and what it does come apart again.
    for name in [
      "seqcount", "odd_check", "final_retry", "has_pinned_set", "has_pinned_first", "early_copy",
    ] {
      #expect(verdicts[name] == .violated, "\(name)")
    }
    // Barriers order nothing that sequential consistency does not; the re-check is for other races;
    // has_pinned only saves fork() a look at the page; and the locks keep out others than these two.
    for name in [
      "recheck", "has_pinned_used", "check_first", "begin_wmb", "end_wmb", "read_rmb", "retry_rmb",
      "page_table_locks", "ptl_ordering", "mmap_locks",
    ] {
      #expect(verdicts[name] == .holds, "\(name)")
    }
    #expect(rows.count == 17)
    for row in rows where row.result.verdict == .violated {
      let witness = try #require(row.result.shortest)
      let program = try GupFork.model.program(row.choice)
      #expect(!(try Runner.run(program, [.lanes(witness.lanes)])).violations.isEmpty)
    }
  }
}
