import Explorer
import RaceModel
import TestSupport
import Testing

/// How many workers there are, and who of them comes first, changes nothing that is reported.
struct WorkersTests {
  /// Compares searches of one worker and of more, each several times: threads never run alike.
  private func compare(
    _ program: Program, _ name: String, limits: Limits = Limits(), isReduced: Bool = false
  ) {
    var options = Explorer.Options()
    options.aloneStates = 0
    options.limits = limits
    options.isReduced = isReduced
    let alone = Explorer.explore(program, options).summary
    for (count, run) in zip([1, 2, 2, 2, 3, 3], 1...) {
      options.workers = threads(count)
      let found = Explorer.explore(program, options).summary
      #expect(found == alone, "\(name): \(count) workers, run \(run)")
    }
  }

  /// A model whose ranks are wide: a reader takes notes of a counter.
  private func sampling() throws -> Program {
    try program(
      """
      shared word x = 0; shared word seen[4] = 0; shared flag odd = 0;
      lane "a" { for (int i = 0; i < 10; i++) atomic_inc(&x); }
      lane "b" {
        for (int i = 0; i < 4; i++) { int v = READ_ONCE(x); WRITE_ONCE(seen[i], v); }
        for (int i = 0; i < 4; i++) { int v = xchg(&seen[i], 0); if (v == 3) WRITE_ONCE(odd, 1); }
      }
      always few "not two threes" = !(seen[0] == 3 && seen[1] == 3);
      finally even "no three was seen" = odd == 0;
      """)
  }

  @Test func `wide ranks`() throws {
    let program = try sampling()
    compare(program, "exact")
    compare(program, "reduced", isReduced: true)
  }

  @Test(arguments: [1_000, 5_000, 9_000])
  func `a search stops at the same place`(_ states: Int) throws {
    compare(try sampling(), "states", limits: Limits(states: states))
    compare(try sampling(), "bytes", limits: Limits(bytes: states * 30))
  }

  @Test(arguments: ReferenceTests.kernels, [1, 2, 3])
  func `the gup/fork model`(_ kernel: String, _ pages: Int) throws {
    compare(try GupFork.program(kernel, pages: pages), "\(kernel), \(pages)")
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `random programs`(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    compare(try program(RandomModel.text(&random)), "seed \(seed)")
  }
}
