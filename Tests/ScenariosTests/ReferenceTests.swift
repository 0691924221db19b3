import Foundation
import RaceModel
import TestSupport
import Testing

@testable import Scenarios

/// The reference page, so that it cannot rot.
struct ReferenceTests {
  private static func page() throws -> String {
    let url = Recordings.root.appending(path: "Sources/Scenarios/Scenarios.docc/Scenarios.md")
    return try String(contentsOf: url, encoding: .utf8)
  }

  @Test func `the example is a scenario and its claims are true`() throws {
    let yaml = try #require(
      try Self.page().components(separatedBy: "```yaml\n").dropFirst().first?
        .components(separatedBy: "\n```").first)
    #expect(try errors(yaml) == [])
    let scenario = try Scenario.parse(yaml: yaml)
    // Each key of the format stands in the example.
    for key in Scenario.keys { #expect(yaml.contains("\(key):"), "\(key)") }
    #expect(scenario.chapters.count == 2)
  }

  @Test func `every key, end and limit is there`() throws {
    let page = try Self.page()
    for key in Scenario.keys { #expect(page.contains("`\(key)`"), "\(key)") }
    for end in Scenario.ExpectedEnd.allCases { #expect(page.contains("`end: \(end.rawValue)`")) }
    #expect(page.contains("at most \(Scenario.titleMax) characters"))
    for word in [
      "0110", "cpu0 until TEXT", "cpu0 3 steps", "cpu0 until blocked", "cpu0 to the end",
    ] {
      #expect(page.contains("`\(word)`"))
      #expect(ScheduleWord(word) != nil)
    }
  }
}
