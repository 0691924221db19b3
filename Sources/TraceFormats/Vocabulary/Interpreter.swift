internal import RaceTrace

/// Turns event lines into events of a trace, with one vocabulary.
struct Interpreter: Sendable {
  let vocabulary: Vocabulary
  var trace: Trace
  private var ruleNames = ByteTable()
  private var compiled: [CompiledEvent] = []
  var scanners: [FieldScanner] = []
  private var tasks = TaskLanes()
  private var cache = TextCache()
  private var scratch: [UInt8] = []
  var operations: [Operation] = []
  private var unknown = UnknownTally()
  /// The place of each declaration that a task touched last, or -1: a row for each pid.
  var lastPlaces: [Place.ID] = []
  /// How many declarations there are, and so how long a row of ``lastPlaces`` is.
  let placeKinds: Int
  private let laneCount: Int
  /// Whether a lane has got its name from its first anchored event.
  private var isNamed: [Bool]

  init(_ vocabulary: Vocabulary, title: String, clock: Clock) {
    self.vocabulary = vocabulary
    let lanes = vocabulary.lanes.enumerated().map {
      Lane(name: "CPU \($0.offset)", title: $0.element.title)
    }
    trace = Trace(title: title, lanes: lanes, clock: clock)
    isNamed = lanes.map { _ in false }
    placeKinds = vocabulary.places.count
    laneCount = lanes.count
    declare(in: &trace)
    for rule in vocabulary.events {
      let name = Array(rule.name.utf8)
      _ = ruleNames.intern(name.span, 0..<name.count)
      compiled.append(CompiledEvent(rule, in: &trace))
      scanners.append(FieldScanner(fields: rule.fields))
    }
  }

  private func declare(in trace: inout Trace) {
    for place in vocabulary.places { _ = trace.declare(place) }
    trace.fold = vocabulary.fold
    trace.rules = vocabulary.rules
  }

  /// Forgets texts, places and tasks, with the events that name them; a later event names them
  /// anew. What the vocabulary itself names keeps its numbers.
  mutating func forgetNames() {
    let old = trace
    trace = Trace(title: old.title, lanes: old.lanes, clock: old.clock)
    declare(in: &trace)
    for rule in vocabulary.events {
      _ = trace.intern(rule.name)
      _ = CompiledEvent(rule, in: &trace)
    }
    cache = TextCache()
    tasks.forgetNames()
    for index in lastPlaces.indices where lastPlaces[index] >= 0 {
      lastPlaces[index] = trace.intern(old.place(lastPlaces[index]))
    }
  }

  /// The tally of unknown events.
  var unknownEvents: [UnknownEvents] { unknown.entries }

  /// The trace, with the tally of unknown events.
  func finished(provenance: [String]) -> Trace {
    var trace = trace
    trace.provenance = provenance
    trace.unknown = unknown.entries
    return trace
  }

  /// Whether any event was understood.
  var hasKnownEvents: Bool { isNamed.contains(true) || knownCount > 0 }
  private var knownCount = 0

  /// The names of the first unknown events.
  var unknownNames: [String] { unknown.entries.map(\.name) }

  /// Counts a line that cannot be read.
  mutating func tallyBadLine(_ line: Bytes, _ number: Int) {
    unknown.add(name: "(unreadable line)", line, number)
  }

  /// Adds what `event` did to the trace, or counts it as unknown.
  mutating func add(
    _ event: FtraceEvent, _ line: Bytes, _ number: Int
  ) throws(TraceReadError) {
    guard let index = ruleIndex(event, line) else {
      unknown.add(line, event, number)
      return
    }
    scanners[index].scan(line, event)
    let source = FieldSource(event: index, number: number)
    let task = tasks.intern(line, event, into: &trace)
    while lastPlaces.count < tasks.pidCount * placeKinds { lastPlaces.append(-1) }
    let rule = compiled[index]
    let lane = tasks.lane(of: task, cpu: event.cpu, anchor: rule.lane, lanes: laneCount)
    let text = try text(rule.text, line, source) ?? 0
    var note: StringTable.ID = 0
    if let texts = rule.note { note = try self.text(texts, line, source) ?? 0 }
    let subject = try subject(rule.subject, line, source)
    operations.removeAll(keepingCapacity: true)
    for step in rule.steps {
      try append(step, pid: task.pidIndex, line, source)
    }
    if let anchor = rule.lane { name(lane: anchor, cpu: event.cpu) }
    knownCount += 1
    trace.append(
      Event(
        lane: lane, cpu: event.cpu, time: event.stamp.time, name: rule.name,
        text: text, note: note, task: task.id, subject: subject, line: number,
        marks: rule.marks), operations)
  }

  /// Adds the loss of events on `cpu`.
  mutating func addLoss(cpu: Int, count: UInt64?, _ number: Int) {
    let words =
      switch count {
      case .none: "events lost"
      case .some(1): "1 event lost"
      case .some(let count): "\(count) events lost"
      }
    // Nobody's event: the marker names a CPU and no task.
    let task = trace.intern(KernelTask(name: "", pid: 0))
    trace.append(
      Event(
        lane: tasks.lane(cpu: cpu, lanes: laneCount), cpu: cpu,
        name: trace.intern("lost_events"), text: trace.intern(words), task: task, line: number),
      CollectionOfOne(Operation.lost(count)))
  }

  /// Adds a line that cannot be read as a row of its own, which nothing is concluded from.
  mutating func addBadLine(_ line: Bytes, _ number: Int) {
    let task = trace.intern(KernelTask(name: "", pid: 0))
    let last = trace.events.last
    let text = trace.intern(rowText(line))
    trace.append(
      Event(
        lane: last?.lane ?? 0, cpu: last?.cpu ?? 0, name: trace.intern("unreadable_line"),
        text: text, note: trace.intern("A line that cannot be read."), task: task, line: number,
        marks: .harness), CollectionOfOne(Operation.mark))
  }

  private mutating func name(lane: Int, cpu: Int) {
    guard !isNamed[lane] else { return }
    isNamed[lane] = true
    trace.rename(lane: lane, to: "CPU \(cpu)")
  }

  private mutating func ruleIndex(_ event: FtraceEvent, _ line: Bytes) -> Int? {
    guard event.isFunction else { return ruleNames.id(of: line, event.name) }
    scratch.removeAll(keepingCapacity: true)
    for index in event.name { scratch.append(line[index]) }
    scratch.append(contentsOf: [.openParen, .closeParen])
    return ruleNames.id(of: scratch.span, 0..<scratch.count)
  }
}

/// Which event of which line a field is looked for in.
struct FieldSource {
  /// The index of its rule.
  var event: Int
  /// The line's number.
  var number: Int
}

// MARK: Texts and values

extension Interpreter {
  private mutating func text(
    _ texts: CompiledEvent.Texts, _ line: Bytes, _ source: FieldSource
  ) throws(TraceReadError) -> StringTable.ID? {
    var chosen = texts.otherwise
    if let slot = texts.slot {
      let value = try number(slot, line, source).value
      for one in texts.cases where one.value.value == value { chosen = one.text }
    }
    switch chosen {
    case .none: return nil
    case .constant(let id): return id
    case .pieces(let pieces):
      scratch.removeAll(keepingCapacity: true)
      for piece in pieces {
        switch piece {
        case .bytes(let bytes): scratch.append(contentsOf: bytes)
        case .field(let slot):
          let range = try range(slot, line, source)
          line.extracting(range).withUnsafeBufferPointer { scratch.append(contentsOf: $0) }
        }
      }
      return cache.intern(scratch, into: &trace)
    }
  }

  private func range(
    _ slot: Int, _ line: Bytes, _ source: FieldSource
  ) throws(TraceReadError) -> Range<Int> {
    guard scanners[source.event].isPresent[slot] else {
      let rule = compiled[source.event].rule
      throw TraceReadError(
        .missingField(event: rule.name, field: rule.fields[slot], vocabulary: vocabulary.name),
        line: source.number)
    }
    return scanners[source.event].ranges[slot]
  }

  func number(
    _ slot: Int, _ line: Bytes, _ source: FieldSource
  ) throws(TraceReadError) -> FieldNumber {
    let range = try range(slot, line, source)
    if let number = FieldNumber(line, range) { return number }
    let rule = compiled[source.event].rule
    throw TraceReadError(
      .notANumber(
        event: rule.name, field: rule.fields[slot],
        value: visibleText(line.extracting(range), limit: 40)),
      line: source.number, column: range.lowerBound + 1)
  }

  func value(
    _ operand: Operand, _ line: Bytes, _ source: FieldSource
  ) throws(TraceReadError) -> FieldNumber {
    switch operand {
    case .field(let slot): return try number(slot, line, source)
    case .literal(let number): return number
    case .pageFrame(let slot):
      return FieldNumber(bits: PteLayout.x86_64.frame(try number(slot, line, source).bits))
    case .last: preconditionFailure("a value is never taken from a place")
    }
  }

  private func subject(
    _ rule: SubjectRule?, _ line: Bytes, _ source: FieldSource
  ) throws(TraceReadError) -> Subject? {
    guard let rule else { return nil }
    var space: UInt64 = 0
    if let operand = rule.space { space = try value(operand, line, source).bits }
    let start = try value(rule.start, line, source).bits
    let length: UInt64
    switch rule.extent {
    case .end(let operand):
      return Subject(space: space, start: start, end: try value(operand, line, source).bits)
    case .onePage: length = SubjectRule.pageBytes
    case .pages(let operand):
      let pages = try value(operand, line, source).bits
      let (bytes, over) = pages.multipliedReportingOverflow(by: SubjectRule.pageBytes)
      length = over ? .max : bytes
    }
    let (end, over) = start.addingReportingOverflow(length)
    return Subject(space: space, start: start, end: over ? .max : end)
  }
}
