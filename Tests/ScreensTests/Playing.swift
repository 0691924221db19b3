import Cells
import Foundation
import RaceTrace
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
    var models = ModelCache()
    return try ScenarioSource(
      path: Recordings.root.appending(path: "Scenarios/" + path).path, models: &models)
  }

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

  static func state(_ name: String, width: Int = 120, height: Int = 40, look: Look = Look())
    throws -> AppState
  {
    AppState(
      Timeline(try trace(name)), source: AppState.Source(title: name, detail: "Linux 5.10"),
      size: Size(width: width, height: height), look: look)
  }
}
