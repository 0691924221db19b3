import RaceModel
import Testing

@testable import Scenarios

/// Shipped scenarios with another choice: what their words promise of it must come out, and notes may
/// only stand where they belong.
struct VariationTests {
  private static func changed(
    _ name: String, _ change: (inout ModelChoice) -> Void
  ) throws -> (scenario: Scenario, performance: Performance) {
    let scenario = try Scenario.parse(yaml: try Shipped.text("gup-fork/\(name).yaml"))
    let path = "gup-fork/" + scenario.model.value
    let model = try Model(SourceText(name: path, try Shipped.text(path)), checksAll: false)
    var choice = scenario.choice.value
    change(&choice)
    return (scenario, try Performance(scenario, model, changed: choice))
  }

  private static func change(_ choice: inout ModelChoice, _ word: String) {
    if word.hasPrefix("v") {
      choice.kernel = word
    } else {
      choice.switches["seqcount"] = word == "on"
    }
  }

  @Test(
    arguments: [
      "the-fix", "odd-at-start", "names-change", "retry-removed", "odd-check-removed",
      "has-pinned-too-late",
    ], ["off", "v5.10"])
  func `without the seqcount the pin is lost`(_ name: String, _ word: String) throws {
    let (_, performance) = try Self.changed(name) { Self.change(&$0, word) }
    #expect(performance.run.end == .complete)
    #expect(
      performance.run.violations.map(\.property) == ["pin_keeps_its_page", "nothing_lost"])
  }

  @Test(
    arguments: ["lost-pin", "two-pages", "child-sees-device"],
    ["on", "v5.9-rc8", "v5.11", "v5.15", "v6.1", "v6.12"])
  func `with it nothing is`(_ name: String, _ word: String) throws {
    let (_, performance) = try Self.changed(name) { Self.change(&$0, word) }
    #expect(performance.run.end == .complete)
    #expect(performance.run.violations.isEmpty)
  }

  /// Where the lane stops whose statement the choice leaves out: in front of what it did later.
  @Test func `the fast path of the fix stops between has_pinned and the walk`() throws {
    let (_, performance) = try Self.changed("the-fix") { $0.switches["seqcount"] = false }
    #expect(performance.run.scheduleText.hasPrefix("01"))
    let own = try Self.changed("the-fix") { _ in }.performance
    // The reads and writes of the seqcount are all that is missing before fork() has asked.
    #expect(own.run.scheduleText.hasPrefix("00" + "11" + "111111"))
    #expect(performance.run.scheduleText.hasPrefix("0" + "111111" + "0"))
  }

  /// Labels name the same statement on every kernel, or nothing.
  @Test(arguments: Shipped.scenarios.filter { $0.hasPrefix("gup-fork/") })
  func `a note on a label stands at that label`(_ name: String) throws {
    let name = String(name.dropFirst("gup-fork/".count).dropLast(".yaml".count))
    for kernel in ["v5.8", "v5.9-rc8", "v5.10", "v5.11", "v5.15", "v6.1", "v6.12"] {
      let (scenario, performance) = try Self.changed(name) { choice in
        choice.kernel = kernel
        choice.switches = [:]
      }
      let run = performance.run
      #expect(run.end == .complete)
      for (note, step) in zip(scenario.notes, performance.noteSteps) {
        guard let step, step > 0, case .statement(_, let text) = note.anchor.value,
          try Self.labels.contains(text)
        else { continue }
        let row = run.program.rows[run.rowOfEvent[step - 1]]
        #expect(row.label == text, "\(name) on \(kernel): \(text) at \(row.text)")
      }
    }
  }

  /// Every label of the model.
  private static var labels: Set<String> {
    get throws {
      let text = try Shipped.text("gup-fork/gup-fork.race")
      return Set(text.matches(of: /\b([a-z_]+): [a-zA-Z*]/).map { String($0.1) })
    }
  }
}
