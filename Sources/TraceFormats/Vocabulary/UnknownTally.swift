internal import RaceTrace

/// Counts events that nobody could interpret.
struct UnknownTally: Sendable {
  /// How many names are told apart; what comes after is counted together.
  static let namesMax = 1000
  /// How much of the first line of a name is kept, in characters.
  static let sampleMax = 200

  private(set) var entries: [UnknownEvents] = []
  private var indices: [String: Int] = [:]
  private var names = ByteTable()
  private var entryOfName: [Int] = []

  mutating func add(_ line: Bytes, _ event: FtraceEvent, _ number: Int) {
    // An endless supply of names must not become an endless table.
    let name = event.name.lowerBound..<min(event.name.upperBound, event.name.lowerBound + 200)
    if let id = names.id(of: line, name), !event.isFunction {
      entries[entryOfName[id]].count += 1
      return
    }
    let text = visibleText(line.extracting(name)) + (event.isFunction ? "()" : "")
    let entry = add(name: text, line, number)
    if !event.isFunction, names.count < Self.namesMax {
      _ = names.intern(line, name)
      entryOfName.append(entry)
    }
  }

  @discardableResult
  mutating func add(name: String, _ line: Bytes, _ number: Int) -> Int {
    let name = indices[name] != nil || entries.count < Self.namesMax ? name : "(other events)"
    if let index = indices[name] {
      entries[index].count += 1
      return index
    }
    indices[name] = entries.count
    let sample = visibleText(line, limit: Self.sampleMax)
    entries.append(UnknownEvents(name: name, count: 1, firstLine: number, sample: sample))
    return entries.count - 1
  }
}
