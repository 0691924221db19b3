import Cells
import Explorer
import Glibc
import RaceModel
import RaceTrace
import Screens
import TraceFormats

/// The timeline as text on standard output.
enum TextOutput {
  static func write(_ source: Source, _ arguments: SourceArguments, everything: Bool) throws {
    let width = max(Surroundings.textWidth, TextTimeline.widthMin)
    var state = try state(source, arguments, size: Size(width: width, height: 40))
    if everything { _ = try state.press("O") }
    var bytes: [UInt8] = []
    try TextTimeline(state, width: width).write { line in
      bytes.append(contentsOf: line.utf8)
      bytes.append(10)
      if bytes.count > 1 << 16 {
        try Output.write(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    try Output.write(bytes)
  }

  /// The state of a player that has the whole source.
  static func state(_ source: Source, _ arguments: SourceArguments, size: Size) throws -> AppState {
    let reading = try source.read()
    return AppState(
      Timeline(reading.trace), source: source.description, size: size, look: arguments.look,
      address: arguments.page, lesson: reading.lesson)
  }
}

/// One frame of the player on standard output.
enum Frame {
  static let defaultSize = Size(width: 118, height: 32)

  static func write(_ source: Source, _ arguments: SourceArguments, at step: Int, size: Size) throws
  {
    var state = try TextOutput.state(source, arguments, size: size)
    guard step <= state.timeline.stepCount else {
      throw Failure("step \(step) is behind the last one, \(state.timeline.stepCount)")
    }
    _ = try state.press(":\(step)<ret>")
    let depth = arguments.depth
    let frame = state.frame()
    try Output.write(
      Array((depth == .none ? frame.plainText : frame.ansi(depth: depth)).utf8))
  }
}

/// A file that is written, or standard output.
enum FileWriting {
  /// Opens `path`, or standard output for '-', gives the descriptor to `body` and closes it again.
  static func open(_ path: String, _ body: (Int32) throws -> Void) throws {
    var descriptor = STDOUT_FILENO
    if path != "-" {
      descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw Failure("\(path): \(SystemError.last)") }
    }
    defer { if path != "-" { close(descriptor) } }
    try body(descriptor)
  }
}

/// A trace in racelanes' own format.
enum TraceOutput {
  static func write(_ trace: Trace, to path: String) throws {
    try FileWriting.open(path) { descriptor in
      var writer = NativeWriter()
      var bytes: [UInt8] = []
      writer.writeHeader(of: trace, into: &bytes)
      for index in trace.events.indices {
        writer.write(event: index, of: trace, into: &bytes)
        if bytes.count > 1 << 16 {
          try Output.write(bytes, to: descriptor)
          bytes.removeAll(keepingCapacity: true)
        }
      }
      writer.writeEnd(of: trace, into: &bytes)
      try Output.write(bytes, to: descriptor)
    }
  }
}

/// A model as Promela.
enum PromelaOutput {
  /// How many states are looked at to find out how small the variables can be.
  private static let statesMax = 2_000_000

  static func write(_ source: Source, to path: String) throws {
    guard let program = try source.program() else {
      throw Failure("a recording has no model: --to promela takes a model or a scenario")
    }
    var options = Explorer.Options()
    options.limits.states = statesMax
    let text: String
    do throws(Fault) {
      let values = Explorer.explore(program, options).values
      text = try PromelaWriter(program, values: values).text
    } catch { throw Failure("the model's first state cannot be made: \(error.words)") }
    try FileWriting.open(path) { try Output.write(Array(text.utf8), to: $0) }
  }
}
