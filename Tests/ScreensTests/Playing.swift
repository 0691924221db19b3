import Cells
import RaceTrace
import TestSupport
import TraceFormats

@testable import Screens

/// Players of shipped recordings, for tests.
enum Playing {
  static func trace(_ name: String) throws -> Trace {
    let vocabularies = try Recordings.vocabularyTexts().map { try Vocabulary.parse(yaml: $0) }
    var reader = TraceReader(vocabularies: vocabularies, options: ReadOptions(), title: name)
    try reader.push(Recordings.bytes(name))
    return try reader.finish()
  }

  static func state(_ name: String, width: Int = 120, height: Int = 40, look: Look = Look())
    throws -> AppState
  {
    AppState(
      Timeline(try trace(name)), source: AppState.Source(title: name, detail: "Linux 5.10"),
      size: Size(width: width, height: height), look: look)
  }
}
