import RaceTrace
import TraceFormats

/// What a reader knows of its source besides what happened there.
struct ReaderFacts: Sendable {
  var provenance: [String] = []
  var badLineCount = 0
  var leftOutCount = 0
  var unknown: [UnknownEvents] = []

  init() {}

  /// What `reader` knows by now.
  init(_ reader: LiveReader) {
    provenance = reader.provenance
    badLineCount = reader.badLineCount
    leftOutCount = reader.leftOutCount
    unknown = reader.unknown
  }
}
