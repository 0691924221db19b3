import Foundation
public import Testing

/// Compares `text` with the file `name` in the folder `Goldens` beside the test.
///
/// With `RECORD_GOLDENS=1` in the environment the file is written instead, and the test fails: a
/// run that records proves nothing.
public func expectGolden(
  _ text: String, _ name: String, file: String = #filePath,
  at place: SourceLocation = #_sourceLocation
) throws {
  let folder = URL(filePath: file).deletingLastPathComponent().appending(path: "Goldens")
  let url = folder.appending(path: name)
  if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    Issue.record("recorded \(name)", sourceLocation: place)
    return
  }
  guard let data = try? Data(contentsOf: url) else {
    Issue.record(
      "no golden file \(url.path(percentEncoded: false)): record it with RECORD_GOLDENS=1",
      sourceLocation: place)
    return
  }
  let want = String(decoding: data, as: UTF8.self)
  if text == want { return }
  Attachment.record(text, named: name, sourceLocation: place)
  Issue.record(
    "\(name) differs: \(firstDifference(text, want))\n\(text)", sourceLocation: place)
}

/// The first line in which the two texts differ, in words.
private func firstDifference(_ text: String, _ want: String) -> String {
  let got = text.split(separator: "\n", omittingEmptySubsequences: false)
  let expected = want.split(separator: "\n", omittingEmptySubsequences: false)
  let same = zip(got, expected).prefix { $0 == $1 }.count
  func line(_ lines: [Substring]) -> String { same < lines.count ? "“\(lines[same])”" : "no line" }
  return "line \(same + 1) is \(line(got)), not \(line(expected))"
}
