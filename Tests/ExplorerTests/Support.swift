import BigInt
import Dispatch
import Explorer
import Foundation
import RaceModel
import TestSupport

/// The program of a text.
func program(_ text: String, _ choice: ModelChoice = ModelChoice()) throws -> Program {
  try Model(SourceText(name: "test.race", "model m \"t\";\n" + text)).program(choice)
}

/// The shipped model.
enum GupFork {
  static let model: Model = {
    let url = Recordings.root.appending(path: "Scenarios/gup-fork/gup-fork.race")
    do {
      return try Model(
        SourceText(name: "gup-fork.race", String(contentsOf: url, encoding: .utf8)))
    } catch { fatalError("\(error)") }
  }()

  static func program(
    _ kernel: String, pages: Int = 1, _ switches: [String: Bool] = [:]
  ) throws -> Program {
    try model.program(
      ModelChoice(kernel: kernel, switches: switches, parameters: ["pages": pages]))
  }
}

/// `n! / (k! (n - k)!)`
func choose(_ n: Int, _ k: Int) -> BigUInt {
  (0..<k).reduce(BigUInt(1)) { $0 * BigUInt(n - $1) / BigUInt($1 + 1) }
}

extension Exploration {
  /// The names of what is violated.
  var broken: [String] { properties.filter { $0.verdict == .violated }.map(\.name).sorted() }

  /// Everything that is reported, as text: to be the same for each run.
  var summary: String {
    let outcomes = outcomes.map {
      "\($0.ending) \($0.values) \($0.schedules) \($0.violating) \($0.broken)"
    }
    let properties = properties.map {
      "\($0.name) \($0.verdict) \(String(describing: $0.violating)) \(String(describing: $0.shortest))"
    }
    return """
      \(verdict) \(states) \(transitions) \(String(describing: schedules)) \
      \(String(describing: violating)) \(properties) \(String(describing: shortest)) \
      \(String(describing: fewestSwitches)) \(outcomes) \(neverRan.map(\.text)) \(deadlocks) \
      \(String(describing: values)) \(String(describing: stopReason)) \(bytes)
      """
  }
}

/// Workers on threads.
func threads(_ count: Int) -> Workers {
  Workers(count: count) { body in
    DispatchQueue.concurrentPerform(iterations: count) { body($0) }
  }
}

/// Workers that take turns, which shows what sharing the work does without a second CPU.
let twoWorkers = Workers(count: 2) { body in
  body(1)
  body(0)
}
