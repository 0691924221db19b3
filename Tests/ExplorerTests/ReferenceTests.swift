import BigInt
import Explorer
import RaceModel
import TestSupport
import Testing

/// The explorer against a search that is too plain to be wrong.
struct ReferenceTests {
  static let kernels = GupFork.model.kernels.map(\.name)

  private func compare(_ program: Program, _ name: String) throws {
    let reference = ReferenceSearch(program)
    let found = Explorer.explore(program)
    #expect(found.states == reference.stateCount, "\(name)")
    #expect(found.transitions == reference.stepCount, "\(name)")
    if reference.scheduleCount > 0, reference.deadlocks.isEmpty {
      #expect(found.schedules == BigUInt(reference.scheduleCount), "\(name)")
    }
    let stated = found.properties.filter { $0.isStated && $0.verdict == .violated }
    #expect(Set(stated.map(\.name)) == Set(reference.violations.keys), "\(name)")
    for property in stated {
      #expect(property.shortest?.lanes.count == reference.violations[property.name], "\(name)")
    }
    #expect((found.deadlocks > 0) == !reference.deadlocks.isEmpty, "\(name)")
    #expect(found.outcomes.reduce(0) { $0 + $1.schedules } == found.schedules, "\(name)")
    #expect(found.outcomes.reduce(0) { $0 + $1.violating } == found.violating, "\(name)")
    try replay(found, name)
    var options = Explorer.Options()
    options.isReduced = true
    let reduced = Explorer.explore(program, options)
    #expect(reduced.broken == found.broken, "\(name): reduced")
    #expect(reduced.states <= found.states, "\(name): reduced")
    #expect(reduced.schedules == nil)
    try replay(reduced, name + ": reduced")
    options.isReduced = false
    options.workers = twoWorkers
    options.aloneStates = 0
    #expect(Explorer.explore(program, options).summary == found.summary, "\(name): two workers")
  }

  /// Every witness breaks just what it claims, at its last step.
  private func replay(_ found: Exploration, _ name: String) throws {
    for property in found.properties where property.verdict == .violated {
      let witness = try #require(property.shortest, "\(name)")
      let run = try Runner.run(found.program, [.lanes(witness.lanes)])
      switch property.name {
      case "deadlock":
        guard case .deadlock = run.end else {
          Issue.record("\(name): \(run.end)")
          continue
        }
      case "held_lock": #expect(!run.heldLocks.isEmpty, "\(name)")
      case "fault":
        guard case .fault = run.end else {
          Issue.record("\(name): \(run.end)")
          continue
        }
      default:
        let violation = run.violations.first { $0.property == property.name }
        if !found.isReduced { #expect(violation?.step == witness.lanes.count, "\(name)") }
        #expect(violation != nil, "\(name)")
      }
    }
    if let fewest = found.fewestSwitches, let shortest = found.shortest {
      #expect(fewest.switches <= shortest.switches, "\(name)")
      #expect(fewest.lanes.count >= shortest.lanes.count, "\(name)")
    }
  }

  @Test(arguments: kernels, [1, 2])
  func `every kernel of the gup/fork model`(_ kernel: String, _ pages: Int) throws {
    try compare(try GupFork.program(kernel, pages: pages), "\(kernel), \(pages)")
  }

  @Test(arguments: GupFork.model.switches.map(\.name))
  func `every switch of the gup/fork model`(_ name: String) throws {
    let isOn = GupFork.model.complete(ModelChoice(kernel: "v5.11")).switches[name] ?? false
    try compare(try GupFork.program("v5.11", [name: !isOn]), "\(name) turned")
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `random programs`(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    try compare(try program(RandomModel.text(&random)), "seed \(seed)")
  }

  @Test(arguments: kernels, [1, 2, 3])
  func `the verdict of every kernel, up to three pages`(_ kernel: String, _ pages: Int) throws {
    let found = Explorer.explore(try GupFork.program(kernel, pages: pages))
    let isVulnerable = ["v5.8", "v5.10"].contains(kernel)
    #expect(found.verdict == (isVulnerable ? .violated : .holds))
    #expect(
      found.broken == (isVulnerable ? ["nothing_lost", "pin_keeps_its_page"] : []))
  }
}
