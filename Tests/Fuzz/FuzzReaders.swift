import Foundation
import RaceTrace
import TraceFormats

/// The shipped vocabularies, from the folder that the script names.
private let vocabularies: [Vocabulary] = {
  guard
    let folder = ProcessInfo.processInfo.environment["RACELANES_SCENARIOS"].map({
      $0 + "/recorded"
    })
  else { return [] }
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  return names.filter { $0.hasSuffix(".vocabulary.yaml") }.sorted().compactMap {
    guard let yaml = try? String(contentsOfFile: folder + "/" + $0, encoding: .utf8) else {
      return nil
    }
    return try? Vocabulary.parse(yaml: yaml)
  }
}()

/// Gives the bytes to every reader. Each may throw; none may crash, and what could be read must
/// come through the native format unchanged.
func fuzzReaders(_ bytes: UnsafeRawBufferPointer) {
  for repair in [false, true] {
    let options = ReadOptions(repair: repair, lineBytesMax: 4096)
    var reader = TraceReader(vocabularies: vocabularies, options: options, title: "fuzz")
    do throws(TraceReadError) {
      try reader.push(bytes)
      let trace = try reader.finish()
      var again = TraceReader()
      try again.push(NativeWriter.bytes(of: trace))
      guard try again.finish() == trace else { fatalError("the native format changed a trace") }
    } catch {
      precondition(!error.message.isEmpty, "an error without words")
    }
  }
  fuzzLive(bytes)
  let yaml = String(decoding: bytes, as: UTF8.self)
  _ = try? Vocabulary.parse(yaml: yaml)
  _ = try? RecordingCard.parse(yaml: yaml)
}

/// The same bytes as a live source, one to three lines at a time, with a rest now and then.
private func fuzzLive(_ bytes: UnsafeRawBufferPointer) {
  var reader = LiveReader(vocabularies: vocabularies)
  var window = TraceWindow(limits: .init(keep: 50, newest: 8, sorted: 8, names: 64))
  var news: [WindowNews] = []
  var start = 0
  var number = 0
  while var end = bytes[start...].firstIndex(of: 10) {
    for _ in 0..<number % 3 { end = bytes[(end + 1)...].firstIndex(of: 10) ?? end }
    let lines = UnsafeRawBufferPointer(rebasing: bytes[start...end])
    guard (try? reader.push(lines, into: &news)) != nil else { return }
    start = end + 1
    number += 1
    if number % 4 == 0 { reader.rest(&news) }
    if number % 16 == 0 { reader.beginAnew(&news) }
  }
  reader.addCutLine(UnsafeRawBufferPointer(rebasing: bytes[start...]), into: &news)
  reader.rest(&news)
  for one in news { window.take(one) }
  let shown = window.shownCount
  guard shown == window.totalCount else { fatalError("events are held back at the end") }
  _ = window.news()
  if let trace = window.everything() { _ = Timeline(trace) }
}
