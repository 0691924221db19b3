public import RaceTrace

/// Reads ftrace's text (`trace`, `trace_pipe`, `trace-cmd report`) with the vocabulary that fits it.
///
/// Bytes may be pushed in any cut. The article <doc:FtraceText> says what is accepted.
public struct FtraceReader: Sendable {
  private let vocabularies: [Vocabulary]
  private let options: ReadOptions
  private let title: String
  private var splitter: LineSplitter
  private var body: Body

  /// A reader; of `vocabularies`, the one that can read most of the first events is used.
  public init(vocabularies: [Vocabulary], options: ReadOptions = ReadOptions(), title: String) {
    self.vocabularies = vocabularies
    self.options = options
    self.title = title
    splitter = LineSplitter(lineBytesMax: options.lineBytesMax)
    body = Body(vocabularies: vocabularies, options: options, title: title)
  }

  /// Takes the next bytes of the recording.
  ///
  /// Throws at the first line that cannot be read, unless the options say to repair.
  public mutating func push(_ bytes: UnsafeRawBufferPointer) throws(TraceReadError) {
    try push(bytes.bindMemory(to: UInt8.self).span)
  }

  mutating func push(_ bytes: Span<UInt8>) throws(TraceReadError) {
    try splitter.push(bytes) { line, number throws(TraceReadError) in
      try body.add(line, number, isComplete: true)
    }
  }

  /// What has been read so far; nil until a vocabulary has been chosen.
  public var snapshot: Trace? { body.snapshot }

  /// Ends the reading and returns the trace.
  ///
  /// Throws if the recording ends in the middle of a line, holds no event, or none that a
  /// vocabulary knows.
  public mutating func finish() throws(TraceReadError) -> Trace {
    try splitter.finish { line, number throws(TraceReadError) in
      try body.add(line, number, isComplete: false)
    }
    return try body.finish()
  }
}

extension FtraceReader {
  /// Everything behind the cutting into lines.
  struct Body: Sendable {
    private let vocabularies: [Vocabulary]
    private let options: ReadOptions
    private let title: String
    var interpreter: Interpreter?
    private var sources = FtraceProvenance()
    private var stampForm: StampForm?

    private var choice: VocabularyChoice
    private var hasBegunAnew = false
    /// How many events the chosen vocabulary could not read.
    private var refusedCount = 0
    /// How many lines became rows because they could not be read.
    private(set) var badLineCount = 0

    /// - Parameter kind: what the recording is called.
    init(
      vocabularies: [Vocabulary], options: ReadOptions, title: String, kind: String = "ftrace text"
    ) {
      sources.kind = kind
      self.vocabularies = vocabularies
      self.options = options
      self.title = title
      choice = VocabularyChoice(vocabularies)
    }

    /// Where the recording comes from, a line each.
    var provenance: [String] { sources.lines }

    var snapshot: Trace? { interpreter?.finished(provenance: sources.lines) }

    /// Takes one line. Only the last line of the input can be incomplete.
    mutating func add(
      _ line: Bytes, _ number: Int, isComplete: Bool
    ) throws(TraceReadError) {
      if line.isPlain {
        try addClean(line, number, isComplete: isComplete)
      } else if let bad = line.firstBadText() {
        guard options.repair else { throw Self.error(bad, line, number) }
        let repaired = Array(visibleText(line).utf8)
        try addClean(repaired.span, number, isComplete: isComplete)
      } else {
        try addClean(line, number, isComplete: isComplete)
      }
    }

    private static func error(_ bad: BadText, _ line: Bytes, _ number: Int) -> TraceReadError {
      let reason: TraceReadError.Reason =
        if let scalar = bad.scalar {
          .controlCharacter(scalar: scalar)
        } else {
          .invalidUTF8(byte: line[bad.offset])
        }
      return TraceReadError(reason, line: number, column: bad.offset + 1)
    }

    private mutating func addClean(
      _ line: Bytes, _ number: Int, isComplete: Bool
    ) throws(TraceReadError) {
      do throws(TraceReadError) {
        try interpret(line, number, isComplete: isComplete)
      } catch {
        guard options.repair else { throw error }
        try repair(line, error.reason, number)
      }
      try reconsider()
    }

    private mutating func repair(
      _ line: Bytes, _ error: TraceReadError.Reason, _ number: Int
    ) throws(TraceReadError) {
      if options.isLive {
        guard try keep(line, number, true) else { return }
        badLineCount += 1
        interpreter?.addBadLine(line, error, number)
        return
      }
      if interpreter == nil { try choose() }
      interpreter?.tallyBadLine(line, number)
    }

    private mutating func interpret(
      _ line: Bytes, _ number: Int, isComplete: Bool
    ) throws(TraceReadError) {
      guard let form = FtraceLine(line) else {
        let sample = visibleText(line, limit: 60)
        throw TraceReadError(
          isComplete ? .unknownLine(sample: sample) : .cutShort(sample: sample), line: number)
      }
      switch form {
      case .aside: break
      case .tracer(let name):
        guard line.text(name) != "function_graph" else {
          throw TraceReadError(.functionGraph, line: number)
        }
        sources.tracer = line.text(name)
      case .entries(let kept, let written): sources.entries = (kept, written)
      case .started(let cpu): sources.addStart(cpu: cpu, line: number)
      case .lost(let cpu, let count):
        guard try keep(line, number, isComplete) else { return }
        interpreter?.addLoss(cpu: cpu, count: count, number)
      case .event(let event):
        try checkStamp(event.stamp, number)
        if choice.isOpen { choice.note(line.text(event.name) + (event.isFunction ? "()" : "")) }
        guard try keep(line, number, isComplete) else { return }
        try addEvent(event, line, number, isComplete)
      }
    }

    private mutating func addEvent(
      _ event: FtraceEvent, _ line: Bytes, _ number: Int, _ isComplete: Bool
    ) throws(TraceReadError) {
      do throws(TraceReadError) {
        try interpreter?.add(event, line, number)
      } catch {
        refusedCount += 1
        // A number that was cut off, or a field that is not there any more.
        throw isComplete
          ? error : TraceReadError(.cutShort(sample: visibleText(line, limit: 60)), line: number)
      }
    }

    private mutating func checkStamp(_ stamp: Stamp, _ number: Int) throws(TraceReadError) {
      guard let stampForm else {
        stampForm = stamp.form
        return
      }
      guard stampForm == stamp.form else { throw TraceReadError(.mixedStamps, line: number) }
    }

    private var clock: Clock {
      switch stampForm {
      case .seconds(let decimals):
        Clock(
          resolution: [
            1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1,
          ][decimals])
      case .ticks: Clock(unit: .ticks)
      case .microseconds: Clock(resolution: 1000)
      case .none: Clock()
      }
    }

    // MARK: The choice of a vocabulary

    /// The first names, for whoever has to be told that nobody knows them.
    var firstNames: [String] { choice.firstNames }

    /// Keeps a line for as long as the choice is open. Returns whether there is a vocabulary to read
    /// it with now.
    private mutating func keep(
      _ line: Bytes, _ number: Int, _ isComplete: Bool
    ) throws(TraceReadError) -> Bool {
      guard choice.isOpen else { return true }
      choice.keep(line, number, isComplete: isComplete)
      guard interpreter == nil else { return true }
      guard choice.isDue else { return false }
      if options.isLive, choice.candidates.isEmpty {
        // What nobody knows is not kept for ever: the next lines may be of another kind.
        choice.forgetLines()
      } else {
        try choose()
      }
      return false
    }

    /// The source rests: what is there is shown, with the vocabulary that suits best so far.
    mutating func chooseForNow() throws(TraceReadError) {
      if case .tentative(let chosen) = choice.stage, choice.hasGrown { return try look(chosen) }
      guard case .none = choice.stage, let best = bestVocabulary else { return }
      choice.noteLook()
      try read(with: best)
      choice.stage = .tentative(best)
    }

    /// Looks whether the choice still holds, ever more rarely: each look is at all kept lines.
    private mutating func reconsider() throws(TraceReadError) {
      guard case .tentative(let chosen) = choice.stage else { return }
      if choice.hasDoubled || choice.isDue { try look(chosen) }
      guard choice.isDue else { return }
      choice.stage = .final
      choice.forgetLines()
    }

    /// Takes another vocabulary when the lines since the choice say so.
    private mutating func look(_ chosen: Int) throws(TraceReadError) {
      choice.noteLook()
      guard choice.isOvertaken || refusedCount > 0 else { return }
      guard let best = bestVocabulary, best != chosen else { return }
      (hasBegunAnew, badLineCount) = (true, 0)
      try read(with: best)
      choice.stage = .tentative(best)
    }

    /// The vocabulary that can read most of the kept event lines; of equals the one that names most.
    private var bestVocabulary: Int? {
      let candidates = choice.candidates
      guard candidates.count > 1 else { return candidates.first }
      let counts = candidates.map(readableCount)
      return zip(candidates, counts).first { $0.1 == counts.max() }?.0
    }

    /// How many of the kept event lines a vocabulary can read.
    private func readableCount(_ vocabulary: Int) -> Int {
      var trial = Interpreter(vocabularies[vocabulary], title: "", clock: clock)
      var start = 0
      for kept in choice.lines {
        let line = choice.bytes.span.extracting(start..<kept.end)
        start = kept.end
        guard case .event(let event)? = FtraceLine(line) else { continue }
        // A line that cannot be read adds no event.
        try? trial.add(event, line, kept.number)
      }
      return trial.trace.events.count
    }

    private mutating func choose() throws(TraceReadError) {
      guard let best = bestVocabulary else {
        throw TraceReadError(firstNames.isEmpty ? .noEvents : .noVocabulary(events: firstNames))
      }
      try read(with: best)
      choice.forgetLines()
    }

    /// Reads all kept lines with a vocabulary.
    private mutating func read(with vocabulary: Int) throws(TraceReadError) {
      choice.stage = .final
      refusedCount = 0
      sources.vocabulary = vocabularies[vocabulary].name
      interpreter = Interpreter(vocabularies[vocabulary], title: title, clock: clock)
      let (bytes, lines) = (choice.bytes, choice.lines)
      var start = 0
      for line in lines {
        try addClean(
          bytes.span.extracting(start..<line.end), line.number, isComplete: line.isComplete)
        start = line.end
      }
    }

    /// Whether the lines were read anew since this was asked last: what was made of them before is
    /// void.
    mutating func takeNewBeginning() -> Bool {
      defer { hasBegunAnew = false }
      return hasBegunAnew
    }

    mutating func finish() throws(TraceReadError) -> Trace {
      if interpreter == nil { try choose() }
      guard let interpreter else { throw TraceReadError(.noEvents) }
      return interpreter.finished(provenance: sources.lines)
    }
  }
}
