/// Which vocabulary the events of a recording are meant in, and the lines that were read before that
/// was known.
struct VocabularyChoice: Sendable {
  /// How sure it is.
  enum Stage: Sendable {
    /// Nothing was chosen.
    case none
    /// A source that rests was given the vocabulary that suits best so far; the lines are kept, and
    /// are read anew should another one turn out to suit better.
    case tentative(Int)
    /// Chosen for good.
    case final
  }

  /// A line that was kept: where its bytes end, its number, and whether it was whole.
  typealias Line = (end: Int, number: Int, isComplete: Bool)

  /// How many event lines are looked at before a vocabulary must have been found.
  static let linesMax = 2000
  /// With so many event lines seen, the best vocabulary so far is taken.
  static let linesEnough = 256
  /// How many bytes are kept until then.
  static let bytesMax = 1 << 20

  var stage = Stage.none
  /// The kept lines, one behind the other.
  private(set) var bytes: [UInt8] = []
  private(set) var lines: [Line] = []
  /// The first names, for whoever has to be told that nobody knows them.
  private(set) var firstNames: [String] = []
  private let knownNames: [Set<String>]
  private var matches: [Int]
  private var eventCount = 0
  /// How many events there were when the choice was looked at last.
  private var lookedCount = 0

  init(_ vocabularies: [Vocabulary]) {
    knownNames = vocabularies.map { Set($0.eventNames) }
    matches = vocabularies.map { _ in 0 }
  }

  /// Whether names are still of interest.
  var isOpen: Bool {
    if case .final = stage { return false }
    return true
  }

  /// Takes in what an event is called.
  mutating func note(_ name: String) {
    eventCount += 1
    for index in knownNames.indices where knownNames[index].contains(name) { matches[index] += 1 }
    if firstNames.count < 5, !firstNames.contains(name) { firstNames.append(name) }
  }

  /// Keeps a line, once.
  mutating func keep(_ line: Bytes, _ number: Int, isComplete: Bool) {
    guard lines.last?.number != number else { return }
    line.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    lines.append((bytes.count, number, isComplete))
  }

  /// Forgets the lines, which somebody has read or nobody can.
  mutating func forgetLines() { (bytes, lines, eventCount) = ([], [], 0) }

  /// The vocabularies that name any of the events, those that name most of them first.
  var candidates: [Int] {
    matches.indices.filter { matches[$0] > 0 }.sorted { (-matches[$0], $0) < (-matches[$1], $1) }
  }

  /// Whether another vocabulary names more events than the one chosen for now.
  var isOvertaken: Bool {
    guard case .tentative(let chosen) = stage, let best = candidates.first else { return false }
    return matches[best] > matches[chosen]
  }

  /// Whether there are more events than when the choice was looked at last.
  var hasGrown: Bool { eventCount > lookedCount }

  /// Whether there are twice as many.
  var hasDoubled: Bool { hasGrown && eventCount >= 2 * lookedCount }

  /// The choice is looked at now.
  mutating func noteLook() { lookedCount = eventCount }

  /// Whether it is time to choose for good, as far as there is anything to choose.
  var isDue: Bool {
    eventCount >= Self.linesMax || bytes.count >= Self.bytesMax
      || eventCount >= Self.linesEnough && !candidates.isEmpty
  }
}
