import Foundation
import RaceModel
import RaceTrace
import Testing

@testable import Scenarios

struct PerformanceTests {
  private static func texts(_ performance: Performance) -> [String] {
    performance.run.trace.events.map { performance.run.trace.strings[$0.text] }
  }

  @Test func `chapters begin in front of their event, notes stand behind it`() throws {
    let performance = try Performance(try Scenario.parse(yaml: smallScenario), try small())
    let texts = Self.texts(performance)
    #expect(
      texts == [
        "add()", "v = READ_ONCE(x)", "add()", "v = READ_ONCE(x)", "WRITE_ONCE(x, v + 1)",
        "WRITE_ONCE(x, v + 1)", "f = 1",
      ])
    #expect(performance.chapterSteps == [0, 4])
    #expect(performance.noteSteps == [2])
  }

  @Test(arguments: [
    ("start", 0, 0), ("end", 7, 7), ("read", 1, 2), ("cpu1 read", 3, 4), ("cpu0 write", 5, 6),
    ("last", 6, 7), ("cpu1 add", 2, 3), ("cpu0 WRITE_ONCE", 5, 6), ("f = 1", 6, 7),
  ])
  func `an anchor names an event`(_ anchor: String, _ chapter: Int, _ note: Int) throws {
    let yaml = changed("at: cpu1 write", "at: \(anchor)").replacing(
      "at: cpu0 read", with: "at: \(anchor)")
    let performance = try Performance(try Scenario.parse(yaml: yaml), try small())
    #expect(performance.chapterSteps.last == chapter)
    #expect(performance.noteSteps == [note])
  }

  @Test func `another choice leaves out what is not there`() throws {
    let yaml = changed("at: cpu0 read", "at: cpu0 spin_lock").replacing(
      "kernel: old\nswitches: {careful: off}\n", with: "kernel: new\n"
    ).replacing("cpu1 to the end", with: "cpu1 until blocked")
      .replacing("  - cpu0 to the end\n", with: "  - cpu0 to the end\n  - cpu1 to the end\n")
      .replacing("violated: [sum]", with: "violated: []").replacing("x: 1,", with: "x: 2,")
    #expect(try errors(yaml) == [])
    let scenario = try Scenario.parse(yaml: yaml)
    let model = try small()
    let performance = try Performance(scenario, model, changed: ModelChoice(kernel: "old"))
    #expect(performance.noteSteps == [nil])
    #expect(performance.chapterSteps.compactMap { $0 }.count == 2)
    #expect(performance.run.end == .complete)
    // The lock was what made it right.
    #expect(performance.run.violations.map(\.property) == ["sum"])
  }

  @Test func `there are scenarios`() {
    #expect(Shipped.scenarios.contains("gup-fork/lost-pin.yaml"))
  }

  @Test(arguments: Shipped.scenarios)
  func `the claims of a shipped scenario are true`(_ name: String) throws {
    let scenario = try Scenario.parse(yaml: try Shipped.text(name))
    let folder = name.split(separator: "/").dropLast().joined(separator: "/")
    let path = folder + "/" + scenario.model.value
    let model = try Model(SourceText(name: path, try Shipped.text(path)))
    let performance = try Performance(scenario, model)
    #expect(performance.falseClaims() == [])
    #expect(!performance.chapterSteps.contains(nil))
    // Something must be claimed, and chapters go forward.
    #expect(scenario.expectation.end != nil)
    #expect(scenario.expectation.violated != nil)
    let steps = performance.chapterSteps.compactMap { $0 }
    #expect(steps == steps.sorted())
  }

  @Test func `shipped scenarios stand in one order`() throws {
    let orders = try Shipped.scenarios.map { try Scenario.parse(yaml: try Shipped.text($0)).order }
    #expect(Set(orders).count == orders.count)
  }
}
