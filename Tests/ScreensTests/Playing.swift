import Cells
import Foundation
import RaceTrace
import Synchronization
import TestSupport
import TraceFormats

@testable import Screens
@testable import racelanes

/// Players of what ships, for tests.
enum Playing {
  static func trace(_ name: String) throws -> Trace {
    let vocabularies = try Recordings.vocabularyTexts().map { try Vocabulary.parse(yaml: $0) }
    var reader = TraceReader(vocabularies: vocabularies, options: ReadOptions(), title: name)
    try reader.push(Recordings.bytes(name))
    return try reader.finish()
  }

  /// A shipped scenario, by the path of its file below the scenarios.
  static func scenario(_ path: String) throws -> ScenarioSource {
    try known.withLock { known in
      if let source = known[path] { return source }
      var models = ModelCache()
      let source = try ScenarioSource(
        path: Recordings.root.appending(path: "Scenarios/" + path).path, models: &models)
      known[path] = source
      return source
    }
  }

  /// Scenarios that were read before: a model takes a while.
  private static let known = Mutex<[String: ScenarioSource]>([:])

  /// The flagship, or another scenario, as the player shows it.
  static func lesson(
    _ path: String = "gup-fork/lost-pin.yaml", settings: [Variation.Setting] = [],
    width: Int = 80, height: Int = 24, look: Look = Look()
  ) throws -> AppState {
    let reading = try scenario(path).reading(.init(settings), exactly: true)
    return AppState(
      Timeline(reading.trace), source: AppState.Source(title: path),
      size: Size(width: width, height: height), look: look, lesson: reading.lesson)
  }

  /// What the player's host does with effects.
  static func answer(_ effects: [Effect], _ state: inout AppState, _ path: String) throws {
    for effect in effects {
      switch effect {
      case .rerun(let settings):
        let reading = try scenario(path).reading(.init(settings), exactly: false)
        _ = state.update(.replaced(Timeline(reading.trace), reading.lesson))
      case .perform(let plan):
        let reading = try scenario(path).reading(plan)
        guard let lesson = reading.lesson else { continue }
        _ = state.update(.performed(Timeline(reading.trace), lesson, plan))
      case .compare(let settings, var plan):
        plan?.settings = settings
        let source = try scenario(path)
        let reading =
          try plan.map(source.reading) ?? source.reading(.init(settings), exactly: false)
        guard let lesson = reading.lesson else { continue }
        _ = state.update(.compared(Timeline(reading.trace), lesson))
      case .mutate(let settings):
        _ = state.update(.mutations(try scenario(path).mutations(.init(settings))))
      case .map(let settings, let prefix, let columns):
        _ = state.update(.map(try scenario(path).map(.init(settings), prefix, columns)))
      default: break
      }
    }
  }

  /// Presses keys one after another, each answered before the next.
  static func press(_ keys: String, _ state: inout AppState, _ path: String) throws {
    for key in try Key.parse(keys) {
      try answer([state.update(.terminal(.key(key)))], &state, path)
    }
  }

  static func state(_ name: String, width: Int = 120, height: Int = 40, look: Look = Look())
    throws -> AppState
  {
    AppState(
      Timeline(try trace(name)), source: AppState.Source(title: name, detail: "Linux 5.10"),
      size: Size(width: width, height: height), look: look)
  }
}
