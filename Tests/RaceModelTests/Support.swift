import Foundation
import RaceTrace
import TestSupport
import Testing

@testable import RaceModel

/// A model from its text.
func model(_ text: String) throws -> Model { try Model(SourceText(name: "test.race", text)) }

/// The program of a text with nothing chosen.
func program(_ text: String) throws -> Program { try model(text).program() }

/// A schedule as it is written, one word on each line or after each comma.
func schedule(_ text: String) -> [ScheduleWord] {
  text.split { $0 == "," || $0 == "\n" }.map { piece in
    let piece = piece.trimmingCharacters(in: .whitespaces)
    guard let word = ScheduleWord(piece) else { fatalError("no schedule: \(piece)") }
    return word
  }
}

/// The run of a text under a schedule.
func run(_ text: String, _ words: String) throws -> Run {
  try Runner.run(try program(text), schedule(words))
}

/// The shipped model of pin_user_pages_fast() against fork().
enum GupFork {
  static let url = Recordings.root.appending(path: "Scenarios/gup-fork/gup-fork.race")

  static let model: Model = {
    do {
      let text = try String(contentsOf: url, encoding: .utf8)
      return try Model(SourceText(name: "gup-fork.race", text))
    } catch { fatalError("\(error)") }
  }()

  static func program(
    _ kernel: String?, _ switches: [String: Bool] = [:], pages: Int = 1, extraRefs: Int = 0
  ) throws -> Program {
    try model.program(
      ModelChoice(
        kernel: kernel, switches: switches,
        parameters: ["pages": pages, "extra_refs": extraRefs]))
  }
}

extension Run {
  /// The names of what does not hold, in the order of the steps.
  var violated: [String] { violations.map(\.property) }

  /// The raw values of some places at the end.
  func finals(_ names: String...) -> [UInt64?] { names.map { finalValue($0)?.raw } }

  /// The texts of a lane's events.
  func texts(_ lane: Int) -> [String] {
    trace.events.filter { $0.lane == lane }.map { trace.strings[$0.text] }
  }
}

/// The place of that name and address in a trace, or of several the one with that number.
func place(
  _ trace: Trace, _ name: String, _ address: UInt64 = 0, nth: Int = 0
) throws -> Place.ID {
  let found = trace.places.indices.filter {
    let place = trace.place($0)
    return trace.declarations[place.declaration].name == name && place.address == address
  }
  return try #require(found.dropFirst(nth).first, "\(name)")
}

/// The values of a place up to an event, each once in a row.
func values(_ trace: Trace, _ place: Place.ID, upTo last: Int = .max) -> [UInt64] {
  var found: [UInt64] = []
  func note(_ value: UInt64?) { if let value, found.last != value { found.append(value) } }
  note(trace.initialValues[place])
  for index in trace.events.indices where index <= last {
    for operation in trace.operations(of: index) where operation.place == place {
      switch operation {
      case .load(_, let value), .observe(_, let value): note(value)
      case .store(_, let old, let new), .rmw(_, let old, let new):
        note(old)
        note(new)
      default: break
      }
    }
  }
  return found
}
