public import Foundation

/// Where the shipped recordings are.
public enum Recordings {
  /// The root of the checkout.
  public static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The directory of the recordings.
  public static let directory = root.appending(path: "Scenarios/recorded")

  /// The names of all recordings, sorted.
  public static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
    let suffix = ".ftrace.txt"
    return files.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
  }()

  /// The bytes of a recording.
  public static func bytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: directory.appending(path: name + ".ftrace.txt")))
  }

  /// The texts of the shipped vocabularies, by file name.
  public static func vocabularyTexts() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.path)
      .filter { $0.hasSuffix(".vocabulary.yaml") }.sorted()
      .map { try String(contentsOf: directory.appending(path: $0), encoding: .utf8) }
  }
}
