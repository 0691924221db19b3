import Cells
import Foundation
import RaceTrace
import Screens
import TraceFormats

/// What is measured on: the shipped recordings, and long ones that are made of them.
enum Samples {
  /// The size of the screen.
  static let size = Size(width: 200, height: 60)
  /// How long the long recordings are, in events.
  static let million = 1_000_000
  /// How much a reader is given at once: as much as the player reads at once.
  static let chunkBytes = 1 << 20

  private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Scenarios/recorded")

  private static func files(_ suffix: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: directory, includingPropertiesForKeys: [.fileSizeKey]
    ).filter { $0.path.hasSuffix(suffix) }.sorted { $0.path < $1.path }
  }

  /// The shipped vocabularies.
  static func vocabularies() throws -> [Vocabulary] {
    try files(".vocabulary.yaml").map {
      try Vocabulary.parse(yaml: String(contentsOf: $0, encoding: .utf8))
    }
  }

  /// The bytes of a shipped recording.
  static func recording(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: directory.appending(path: name + ".ftrace.txt")))
  }

  /// The bytes of the largest shipped recording.
  static func largestRecording() throws -> [UInt8] {
    let all = try files(".ftrace.txt").map { try Array(Data(contentsOf: $0)) }
    return all.max { $0.count < $1.count } ?? []
  }

  /// A recording of so many events, in ftrace's text: real attempts, one after the other.
  static func longRecording(events: Int = million) throws -> [UInt8] {
    let attempt = try recording("both-guards")
    return TraceTemplate(String(decoding: attempt, as: UTF8.self)).bytes(events: events)
  }

  /// The trace in `bytes`, read in pieces as the player does.
  static func read(_ bytes: [UInt8], _ vocabularies: [Vocabulary]) throws -> Trace {
    var reader = TraceReader(vocabularies: vocabularies)
    try bytes.withUnsafeBytes { whole in
      for start in stride(from: 0, to: whole.count, by: chunkBytes) {
        let end = min(start + chunkBytes, whole.count)
        try reader.push(UnsafeRawBufferPointer(rebasing: whole[start..<end]))
      }
    }
    return try reader.finish()
  }

  /// The long recording, read.
  static func longTrace(events: Int = million) throws -> Trace {
    try read(longRecording(events: events), vocabularies())
  }

  /// A player of `trace`, at step 0.
  static func player(_ trace: Trace) -> AppState {
    AppState(Timeline(trace), source: .init(title: "benchmark"), size: size)
  }
}
