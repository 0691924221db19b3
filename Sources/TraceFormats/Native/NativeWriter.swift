public import RaceTrace

/// Writes racelanes' own format, a piece at a time: texts, tasks and places stand in front of the
/// first event that needs them. The article <doc:NativeFormat> specifies it.
///
/// What is written is read back equal, but for characters in texts that could steer a terminal:
/// those are spelled out.
public struct NativeWriter: Sendable {
  private var textsWritten = 1
  private var tasksWritten = 0
  private var placesWritten = 0
  private var eventsWritten = 0

  /// A writer of one trace.
  public init() {}

  /// All of `trace`.
  public static func bytes(of trace: Trace) -> [UInt8] {
    var writer = NativeWriter()
    var bytes: [UInt8] = []
    writer.writeHeader(of: trace, into: &bytes)
    for index in trace.events.indices { writer.write(event: index, of: trace, into: &bytes) }
    writer.writeEnd(of: trace, into: &bytes)
    return bytes
  }

  /// The first line.
  public func writeHeader(of trace: Trace, into bytes: inout [UInt8]) {
    var json = JSONBytes()
    json.raw("{\"racelanes\":")
    json.integer(NativeFormat.version)
    json.raw(",\"type\":\"trace\",\"title\":")
    json.string(trace.title)
    json.raw(",\"provenance\":")
    json.list(trace.provenance) { $0.string($1) }
    json.raw(",\"clock\":{\"unit\":")
    json.string(trace.clock.unit.rawValue)
    json.raw(",\"resolution\":")
    json.integer(trace.clock.resolution)
    json.raw("},\"lanes\":")
    json.list(trace.lanes) { json, lane in
      json.raw("{\"name\":")
      json.string(lane.name)
      json.raw(",\"title\":")
      json.string(lane.title)
      json.raw("}")
    }
    json.raw(",\"declarations\":")
    json.list(trace.declarations) { json, declaration in
      json.raw("{\"name\":")
      json.string(declaration.name)
      json.raw(",\"kind\":")
      json.string(declaration.kind.description)
      if declaration.isLoud { json.raw(",\"loud\":true") }
      if !declaration.isFullyRecorded { json.raw(",\"fully_recorded\":false") }
      json.raw("}")
    }
    if let fold = trace.fold {
      json.raw(",\"fold\":{\"one\":")
      json.string(fold.one)
      json.raw(",\"many\":")
      json.string(fold.many)
      json.raw("}")
    }
    json.raw(",\"rules\":")
    json.list(trace.rules) { $0.rule($1) }
    json.raw("}\n")
    bytes.append(contentsOf: json.bytes)
  }

  /// Event `index`, with what it needs in front of it. Events are written in their order.
  public mutating func write(event index: Int, of trace: Trace, into bytes: inout [UInt8]) {
    precondition(index == eventsWritten, "event \(index) after \(eventsWritten)")
    let event = trace.events[index]
    let operations = trace.operations(of: index)
    var text = max(event.name, event.text, event.note)
    var place = -1
    for operation in operations {
      if case .branch(_, let words) = operation { text = max(text, words) }
      place = max(place, operation.place ?? -1)
    }
    var json = JSONBytes()
    writeTables(
      of: trace, texts: text + 1, tasks: min(event.task + 1, trace.taskCount), places: place + 1,
      &json)
    json.event(event, operations)
    eventsWritten += 1
    bytes.append(contentsOf: json.bytes)
  }

  /// What is left of the tables, the tally of unknown events, and the line that ends the trace.
  public mutating func writeEnd(of trace: Trace, into bytes: inout [UInt8]) {
    var json = JSONBytes()
    writeTables(
      of: trace, texts: trace.strings.count, tasks: trace.taskCount, places: trace.placeCount,
      &json)
    for events in trace.unknown {
      json.raw("{\"unknown\":{\"name\":")
      json.string(events.name)
      json.raw(",\"count\":")
      json.integer(events.count)
      json.raw(",\"line\":")
      json.integer(events.firstLine)
      json.raw(",\"sample\":")
      json.string(events.sample)
      json.raw("}}\n")
    }
    json.raw("{\"end\":{\"events\":")
    json.integer(eventsWritten)
    json.raw("}}\n")
    bytes.append(contentsOf: json.bytes)
  }

  private mutating func writeTables(
    of trace: Trace, texts: Int, tasks: Int, places: Int, _ json: inout JSONBytes
  ) {
    while textsWritten < texts {
      json.raw("{\"text\":")
      json.string(trace.strings[textsWritten])
      json.raw("}\n")
      textsWritten += 1
    }
    while tasksWritten < tasks {
      let task = trace.task(tasksWritten)
      json.raw("{\"task\":{\"name\":")
      json.string(task.name)
      json.raw(",\"pid\":")
      json.integer(task.pid)
      json.raw("}}\n")
      tasksWritten += 1
    }
    while placesWritten < places {
      let place = trace.place(placesWritten)
      json.raw("{\"place\":{\"of\":")
      json.integer(place.declaration)
      if place.space != 0 {
        json.raw(",\"space\":")
        json.word(place.space)
      }
      if place.address != 0 {
        json.raw(",\"at\":")
        json.word(place.address)
      }
      if let value = trace.initialValues[placesWritten] {
        json.raw(",\"begins\":")
        json.word(value)
      }
      json.raw("}}\n")
      placesWritten += 1
    }
  }
}
