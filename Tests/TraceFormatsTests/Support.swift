import Foundation
import RaceTrace
import TestSupport
import Testing

@testable import TraceFormats

func text(of file: String) throws -> String {
  try String(contentsOf: Recordings.directory.appending(path: file), encoding: .utf8)
}

func shippedVocabularies() throws -> [Vocabulary] {
  try ["debian-6.1-kprobes", "guprace", "kernel-kprobes"].map {
    try Vocabulary.parse(yaml: try text(of: $0 + ".vocabulary.yaml"))
  }
}

/// A vocabulary of two events for lines that are written in a test.
let smallVocabulary = """
  racelanes: vocabulary
  version: 1
  name: small
  lanes:
    - {title: reader, anchors: [look]}
    - {title: writer, anchors: [change]}
  places:
    flag: {kind: flag, loud: true}
  events:
    look:
      text: READ_ONCE(flag)
      note: {by: value, 0: It was clear., 1: It was set.}
      do:
        - {load: flag, at: where, value: value}
        - {branch: value, words: {0: clear, 1: set}}
    change:
      text: WRITE_ONCE(flag, {value})
      about: {start: where}
      do: [{store: flag, at: where, new: value}]
    "copy_page_range()":
      text: "called by {parent}"
      do: [mark]
    tracing_mark_write:
      text: "{text}"
      do: [mark]
  """

/// Reads `input` in one piece.
func read(
  _ input: [UInt8], _ vocabularies: [Vocabulary], _ options: ReadOptions = ReadOptions()
) throws(TraceReadError) -> Trace {
  var reader = TraceReader(vocabularies: vocabularies, options: options, title: "test")
  try reader.push(input)
  return try reader.finish()
}

/// Reads `input` in pieces.
func read(
  _ input: [UInt8], cuts: [Int], _ vocabularies: [Vocabulary],
  _ options: ReadOptions = ReadOptions()
) throws(TraceReadError) -> Trace {
  var reader = TraceReader(vocabularies: vocabularies, options: options, title: "test")
  var start = 0
  for end in cuts + [input.count] {
    try reader.push(Array(input[start..<end]))
    start = end
  }
  return try reader.finish()
}

/// Reads lines of the small vocabulary.
func readSmall(_ text: String, _ options: ReadOptions = ReadOptions()) throws -> Trace {
  try read(Array(text.utf8), [try Vocabulary.parse(yaml: smallVocabulary)], options)
}

/// A few places to cut `count` bytes at, in order.
func randomCuts(_ count: Int, using rng: inout SplitMix64) -> [Int] {
  (0..<Int.random(in: 1...40, using: &rng)).map { _ in Int.random(in: 0...count, using: &rng) }
    .sorted()
}

/// The event of a line; a span cannot stand inside of a macro.
func eventPieces(_ line: [UInt8]) -> FtraceEvent? { FtraceEvent(line.span) }

/// The form of a line.
func form(_ line: String) -> FtraceLine? { FtraceLine(Array(line.utf8).span) }
