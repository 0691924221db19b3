internal import RaceTrace

/// What reads the lines of one format while they are written.
protocol GrowingReader: Sendable {
  /// Takes a whole line, or makes a row of it that says it cannot be read.
  mutating func take(_ line: Bytes, _ number: Int, _ news: inout [WindowNews])
  /// The source rests: what waits for more lines in order to be sure is decided now.
  mutating func settle()
  /// Tells what was read since the last time; names that have become too many are forgotten.
  mutating func tell(_ news: inout [WindowNews])
  /// How many lines could not be read.
  var badLineCount: Int { get }
  /// Whether there is a trace already.
  var hasBegun: Bool { get }
  /// Where the trace comes from, as far as it says so.
  var provenance: [String] { get }
  /// The events that nobody could interpret.
  var unknown: [UnknownEvents] { get }
  /// Why there is no trace, once there is nothing more to come.
  var failure: TraceReadError? { get }
}

extension GrowingReader {
  /// Takes whole lines, each with its newline, from `start` on; counts them in `number`.
  mutating func take(
    lines: Bytes, from start: Int, _ number: inout Int, _ news: inout [WindowNews]
  ) {
    var start = start
    while let end = lines.firstNewline(from: start) {
      take(lines.extracting(start..<end), number, &news)
      number += 1
      start = end + 1
    }
  }
}

extension FtraceReader.Body: GrowingReader {
  mutating func take(_ line: Bytes, _ number: Int, _ news: inout [WindowNews]) {
    // With repair nothing is thrown here: bad lines are rows, and a vocabulary is waited for.
    try? add(line, number, isComplete: true)
  }

  mutating func settle() {
    try? chooseForNow()
  }

  mutating func tell(_ news: inout [WindowNews]) {
    if takeNewBeginning() { news.append(.begunAnew) }
    interpreter?.tell(&news)
  }

  var hasBegun: Bool { interpreter != nil }
  var unknown: [UnknownEvents] { interpreter?.unknownEvents ?? [] }

  var failure: TraceReadError? {
    hasBegun
      ? nil : TraceReadError(firstNames.isEmpty ? .noEvents : .noVocabulary(events: firstNames))
  }
}

extension Interpreter {
  /// With so many names the tables begin anew; few enough for them to stay in a cache.
  static let namesMax = 1 << 14

  mutating func tell(_ news: inout [WindowNews]) {
    if let events = taker.take(from: &trace) { news.append(.events(events)) }
    guard max(trace.strings.count, trace.placeCount, trace.taskCount) > Self.namesMax else {
      return
    }
    forgetNames(placesMax: Self.namesMax / 2)
  }
}

/// The native format numbers its texts, places and tasks itself, so they are all kept, up to a limit.
struct GrowingNative: GrowingReader {
  /// How many bytes the lines may have that bring them.
  static let namesBytesMax = 1 << 28

  private var body: NativeBody
  private var taker = NewsTaker()
  private(set) var badLineCount = 0

  init(namesBytesMax: Int = Self.namesBytesMax) {
    body = NativeBody(namesBytesMax: namesBytesMax)
  }

  mutating func take(_ line: Bytes, _ number: Int, _ news: inout [WindowNews]) {
    do throws(TraceReadError) {
      try body.add(line, number)
    } catch {
      badLineCount += 1
      // Not in its own trace: there the file numbers the texts.
      tell(&news)
      news.append(.unreadable(rowText(line), why: error.reason.plainWords, line: number))
    }
  }

  mutating func settle() {}

  mutating func tell(_ news: inout [WindowNews]) {
    guard hasBegun else { return }
    body.takenCount += body.storage.events.count
    if let events = taker.take(from: &body.storage) { news.append(.events(events)) }
  }

  var hasBegun: Bool { body.trace != nil }
  var provenance: [String] { body.storage.provenance }
  var unknown: [UnknownEvents] { body.storage.unknown }
  var failure: TraceReadError? { hasBegun ? nil : TraceReadError(.native(.noHeader)) }
}
