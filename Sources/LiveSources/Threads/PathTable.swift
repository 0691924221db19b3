/// Which outcome each path has, found without an allocation.
struct PathTable: Sendable {
  private struct Entry {
    var path: RoundPath
    /// -1 for a free entry.
    var outcome: Int32
  }

  private var entries: [Entry]
  private(set) var count = 0

  /// Room for `pathsMax` paths, with half of the entries free.
  init(pathsMax: Int) {
    var capacity = 1024
    while capacity < 2 * pathsMax { capacity *= 2 }
    entries = Array(repeating: Entry(path: RoundPath(end: 0), outcome: -1), count: capacity)
  }

  /// - Complexity: O(1), on average
  func outcome(of path: RoundPath) -> Int? {
    let outcome = entries[index(of: path)].outcome
    return outcome < 0 ? nil : Int(outcome)
  }

  mutating func add(_ path: RoundPath, outcome: Int) {
    precondition(2 * count < entries.count, "\(count) paths in \(entries.count) entries")
    entries[index(of: path)] = Entry(path: path, outcome: Int32(outcome))
    count += 1
  }

  /// The entry of a path, or the free one where it would lie.
  private func index(of path: RoundPath) -> Int {
    let mask = entries.count - 1
    let hash = RoundPath.fold(RoundPath.fold(path.end, path.first), path.second)
    var index = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
    while entries[index].outcome >= 0, entries[index].path != path { index = (index + 1) & mask }
    return index
  }
}
