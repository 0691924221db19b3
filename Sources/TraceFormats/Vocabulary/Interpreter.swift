internal import RaceTrace

/// Turns event lines into events of a trace, with one vocabulary.
struct Interpreter: Sendable {
  let vocabulary: Vocabulary
  var trace: Trace
  /// What of it was told to whoever reads along.
  var taker = NewsTaker()
  private var ruleNames = ByteTable()
  private var compiled: [CompiledEvent] = []
  private var scanners: [FieldScanner] = []
  /// The fields of the line that is being read.
  var fields = FoundFields()
  private var tasks = TaskLanes()
  private var cache = TextCache()
  private var scratch: [UInt8] = []
  var operations: [Operation] = []
  private var unknown = UnknownTally()
  /// The place of each declaration that a task touched last, or -1: a row for each pid.
  var lastPlaces: [Place.ID] = []
  /// How many declarations there are, and so how long a row of ``lastPlaces`` is.
  let placeKinds: Int
  /// What steps of the event that is being read wrote over there: it may still be refused.
  var overwritten: [(index: Int, place: Place.ID)] = []
  private let laneCount: Int
  /// Where a row stands that tells of no event.
  private var lastPosition = (lane: 0, cpu: 0)
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
    var filledCount: UInt32 = 0
    for rule in vocabulary.events {
      let name = Array(rule.name.utf8)
      _ = ruleNames.intern(name.span, 0..<name.count)
      compiled.append(CompiledEvent(rule, of: vocabulary, in: &trace, &filledCount))
      scanners.append(FieldScanner(fields: rule.fields))
    }
  }

  private func declare(in trace: inout Trace) {
    for place in vocabulary.places { _ = trace.declare(place) }
    trace.fold = vocabulary.fold
    trace.rules = vocabulary.rules
  }

  /// Forgets texts, places and tasks, with the events that name them; a later event names them
  /// anew. What the vocabulary itself names keeps its numbers. Of the pids, those that were seen
  /// longest ago are forgotten, with their lanes and last places, until at most `placesMax` of these
  /// are left.
  ///
  /// - Complexity: O(*names* + *pids* log *pids*)
  mutating func forgetNames(placesMax: Int) {
    makeRows()
    let (old, rows) = (trace, lastPlaces)
    trace = Trace(title: old.title, lanes: old.lanes, clock: old.clock)
    declare(in: &trace)
    var filledCount: UInt32 = 0
    for rule in vocabulary.events {
      _ = trace.intern(rule.name)
      _ = CompiledEvent(rule, of: vocabulary, in: &trace, &filledCount)
    }
    taker = NewsTaker()
    cache = TextCache()
    var left = placesMax
    let kept = tasks.forgetNames { pid in
      let row = rows[pid * placeKinds..<(pid + 1) * placeKinds]
      // A pid itself takes some memory, too.
      left -= 1 + row.count { $0 >= 0 }
      return left >= 0
    }
    lastPlaces = []
    for pid in kept {
      for place in rows[pid * placeKinds..<(pid + 1) * placeKinds] {
        lastPlaces.append(place < 0 ? -1 : trace.intern(old.place(place)))
      }
    }
  }

  /// Makes a row of last places for each pid.
  private mutating func makeRows() {
    while lastPlaces.count < tasks.pidCount * placeKinds { lastPlaces.append(-1) }
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
    let rule = compiled[index]
    fields.begin(rule, line: number)
    scanners[index].scan(line, event, into: &fields)
    let task = tasks.intern(line, event, into: &trace)
    makeRows()
    let lane = tasks.lane(of: task, cpu: event.cpu, anchor: rule.lane, lanes: laneCount)
    let text = try text(rule.text, line) ?? 0
    var note: StringTable.ID = 0
    if let texts = rule.note { note = try self.text(texts, line) ?? 0 }
    var subject: Subject?
    if let about = rule.subject { subject = try fields.subject(about, line) }
    try readSteps(rule, pid: task.pidIndex, line)
    lastPosition = (lane, event.cpu)
    if let anchor = rule.lane { name(lane: anchor, cpu: event.cpu) }
    trace.append(
      Event(
        lane: lane, cpu: event.cpu, time: event.stamp.time, name: rule.name,
        text: text, note: note, task: task.id, subject: subject, line: number,
        marks: rule.marks), operations)
  }

  /// What the event did goes into ``operations``. An event that is refused leaves no last places.
  private mutating func readSteps(
    _ rule: CompiledEvent, pid: Int, _ line: Bytes
  ) throws(TraceReadError) {
    operations.removeAll(keepingCapacity: true)
    overwritten.removeAll(keepingCapacity: true)
    do throws(TraceReadError) {
      for step in rule.steps { try append(step, pid: pid, line) }
    } catch {
      for (index, place) in overwritten.reversed() { lastPlaces[index] = place }
      throw error
    }
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
    lastPosition = (tasks.lane(cpu: cpu, lanes: laneCount), cpu)
    trace.append(
      Event(
        lane: lastPosition.lane, cpu: cpu,
        name: trace.intern("lost_events"), text: trace.intern(words), task: task, line: number),
      CollectionOfOne(Operation.lost(count)))
  }

  /// Adds a line that cannot be read as a row of its own, which nothing is concluded from: in the lane
  /// of its task where it names one.
  mutating func addBadLine(_ line: Bytes, _ error: TraceReadError.Reason, _ number: Int) {
    var why: String? = error.plainWords
    if case .unknownLine = error { why = nil }
    if case .event(let event)? = FtraceLine(line) {
      let task = tasks.intern(line, event, into: &trace)
      let lane = tasks.lane(of: task, cpu: event.cpu, anchor: nil, lanes: laneCount)
      lastPosition = (lane, event.cpu)
    }
    let event = trace.unreadable(
      rowText(line), why: why, lane: lastPosition.lane, cpu: lastPosition.cpu, line: number)
    trace.append(event, [.mark])
  }

  private mutating func name(lane: Int, cpu: Int) {
    guard !isNamed[lane] else { return }
    isNamed[lane] = true
    trace.rename(lane: lane, to: "CPU \(cpu)")
  }

  private mutating func ruleIndex(_ event: FtraceEvent, _ line: Bytes) -> Int? {
    guard event.isFunction else { return ruleNames.id(of: line, event.name) }
    scratch.removeAll(keepingCapacity: true)
    append(line, event.name)
    scratch.append(contentsOf: [.openParen, .closeParen])
    return ruleNames.id(of: scratch.span, 0..<scratch.count)
  }
}

// MARK: Texts

extension Interpreter {
  private mutating func text(
    _ texts: CompiledEvent.Texts, _ line: Bytes
  ) throws(TraceReadError) -> StringTable.ID? {
    var chosen = texts.otherwise
    if let slot = texts.slot { chosen = texts.text(for: try fields.number(slot, line)) }
    switch chosen {
    case .none: return nil
    case .constant(let id): return id
    case .filled(let text): return try self.text(text, line)
    }
  }

  private mutating func text(
    _ text: CompiledEvent.FilledText, _ line: Bytes
  ) throws(TraceReadError) -> StringTable.ID {
    scratch.removeAll(keepingCapacity: true)
    withUnsafeBytes(of: text.number) { scratch.append(contentsOf: $0) }
    for slot in text.slots {
      append(line, try fields.range(slot))
      // No field holds one.
      scratch.append(.newline)
    }
    if let id = cache.id(of: scratch) { return id }
    scratch.removeAll(keepingCapacity: true)
    for piece in text.pieces {
      switch piece {
      case .bytes(let bytes): scratch.append(contentsOf: bytes)
      case .field(let slot): append(line, try fields.range(slot))
      }
    }
    let id = trace.intern(String(decoding: scratch, as: UTF8.self))
    cache.add(id)
    return id
  }

  private mutating func append(_ line: Bytes, _ range: Range<Int>) {
    line.extracting(range).withUnsafeBufferPointer { scratch.append(contentsOf: $0) }
  }
}
