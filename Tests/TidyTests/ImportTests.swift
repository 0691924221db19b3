import Foundation
import Testing

/// Which target may import which: the table of the ARCHITECTURE article, pinned. A new arrow is a
/// change to this table, to be argued for.
struct ImportTests {
  static let standard: Set<String> = []
  static let allowed: [String: Set<String>] = [
    "RaceTrace": ["OrderedCollections"],
    "TraceFormats": ["RaceTrace", "Yams"],
    "RaceModel": ["RaceTrace"],
    "Explorer": ["RaceTrace", "RaceModel", "BigInt", "Synchronization"],
    "Scenarios": ["RaceTrace", "RaceModel", "TraceFormats"],
    "CCpu": [], "CExerciser": [],
    "LiveSources": [
      "RaceTrace", "TraceFormats", "RaceModel", "CCpu", "Glibc", "Synchronization",
    ],
    "Cells": [],
    "Screens": ["RaceTrace", "Cells"],
    "CNcurses": [],
    "CursesBackend": ["Cells", "CNcurses", "Glibc", "Synchronization"],
    "racelanes": [
      "RaceTrace", "RaceModel", "Explorer", "BigInt", "Scenarios", "TraceFormats", "Cells",
      "Screens", "CursesBackend", "LiveSources", "CExerciser",
      "ArgumentParser", "Glibc", "Synchronization",
    ],
  ]

  /// The root of the checkout.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func swiftFiles(under folder: String) -> [URL] {
    let files = FileManager.default.enumerator(
      at: root.appending(path: folder), includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
  }

  @Test func `every target has a row in the table`() throws {
    let targets = try FileManager.default.contentsOfDirectory(
      atPath: Self.root.appending(path: "Sources").path)
    #expect(Set(targets) == Set(Self.allowed.keys))
  }

  @Test(arguments: allowed.keys.sorted())
  func `imports stay inside the layer`(_ target: String) throws {
    let files = Self.swiftFiles(under: "Sources/\(target)")
    #expect(!files.isEmpty || ["CNcurses", "CCpu", "CExerciser"].contains(target))
    let pattern = /^\s*(?:@\w+\s+)*(?:public |package |internal |private )?import (\w+)/
    for file in files {
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        guard let match = line.firstMatch(of: pattern) else { continue }
        let module = String(match.1)
        let isAllowed = Self.allowed[target]?.contains(module) ?? false
        #expect(isAllowed, "\(file.lastPathComponent) imports \(module)")
      }
    }
  }

  @Test func `only few targets touch files, clocks, threads and the environment`() throws {
    let pure = [
      "RaceTrace", "RaceModel", "Explorer", "TraceFormats", "Scenarios", "Cells", "Screens",
    ]
    for target in pure {
      for file in Self.swiftFiles(under: "Sources/\(target)") {
        let text = try String(contentsOf: file, encoding: .utf8)
        for word in ["import Glibc", "import Foundation", "getenv(", "FileManager", "Date("] {
          #expect(!text.contains(word), "\(file.lastPathComponent): \(word)")
        }
      }
    }
  }
}
