import Foundation
import Testing

/// What the repository may hold.
struct HouseTests {
  private static var files: [URL] {
    let tops = ["Sources", "Tests", "Scenarios", "README.md", "Package.swift", ".ci"]
    return tops.flatMap { top -> [URL] in
      let url = ImportTests.root.appending(path: top)
      guard let walker = FileManager.default.enumerator(at: url, includingPropertiesForKeys: nil)
      else { return [url] }
      let found = walker.compactMap { $0 as? URL }
      return (found.isEmpty ? [url] : found).filter { !$0.path.contains("/.build") }
    }
  }

  @Test func `top level holds what it may`() throws {
    let allowed: Set<String> = [
      "Package.swift", "Sources", "Tests", "Scenarios", "README.md", "LICENSE", "Package.resolved",
    ]
    let found = try FileManager.default.contentsOfDirectory(atPath: ImportTests.root.path)
    #expect(Set(found.filter { !$0.hasPrefix(".") }).isSubset(of: allowed))
  }

  @Test func `no marks of unfinished work and no machine's own paths`() throws {
    let words = [
      "TO" + "DO", "FIX" + "ME", "X" + "XX", "/wo" + "rk/", "/ho" + "me/", "/ro" + "ot/",
    ]
    for file in Self.files
    where ["swift", "md", "yaml", "py", "h", ""].contains(file.pathExtension) {
      guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
      for word in words { #expect(!text.contains(word), "\(file.lastPathComponent): \(word)") }
    }
  }

  @Test func `source files stay short enough to be read in one go`() throws {
    for target in ImportTests.allowed.keys {
      for file in ImportTests.swiftFiles(under: "Sources/\(target)") {
        let lines = try String(contentsOf: file, encoding: .utf8).split(
          separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 400, "\(file.lastPathComponent)")
      }
    }
  }
}
