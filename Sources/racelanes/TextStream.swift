import Cells
import LiveSources
import RaceTrace
import Screens
import TraceFormats

/// A live source as text on standard output, row by row as it comes.
enum TextStream {
  /// At least so many events are kept, so that few are gone before they are written.
  private static let keepMin = 1 << 17

  /// Writes until the source ends; then what the kept events prove. Nobody knows yet which page will
  /// matter, nor which places: rows of other pages are not folded, and there is no column of values,
  /// which would be other ones from piece to piece.
  static func write(
    _ source: Source, _ arguments: SourceArguments, _ live: LiveArguments
  ) throws {
    var live = live
    live.keep = max(live.limits.keep, Self.keepMin)
    let following = try Following(source, live)
    let feed = following.feed
    defer { feed.stop() }
    let width = max(Surroundings.textWidth, TextTimeline.widthMin)
    var isFirst = true
    // How many events were written, or told to be left out.
    var writtenCount = 0
    func state(_ trace: Trace) throws -> AppState {
      var state = AppState(
        Timeline(trace), source: source.description, size: Size(width: width, height: 40),
        look: arguments.look, address: arguments.page)
      _ = try state.press("O")
      return state
    }
    var (didComplain, wasGone) = (false, false)
    try feed.run {
      if feed.status.isGone, !wasGone {
        let name = FileReading.name(source.path)
        Output.complain("racelanes: \(name) is gone: waiting for a new one")
      }
      wasGone = feed.status.isGone
      if case .stopped(let number) = feed.status.recording, !didComplain {
        didComplain = true
        Output.complain("racelanes: not recorded any more: \(SystemError.words(number))")
      }
      guard let trace = feed.news() else { return }
      let text = TextTimeline(
        try state(trace), width: width, showsState: false)
      var bytes: [UInt8] = []
      let emit = { (line: String) in bytes.append(contentsOf: Array(line.utf8) + [10]) }
      if isFirst { text.writeHead(to: emit) }
      isFirst = false
      if trace.droppedCount > writtenCount {
        emit("\(trace.droppedCount - writtenCount) events are left out here: they came faster than")
        emit("they could be written, and are not kept any more (--keep).")
      }
      if trace.droppedCount < writtenCount {
        emit("Another vocabulary reads more of these events. All of them again:")
      }
      writtenCount = trace.droppedCount + trace.events.count
      text.writeRows(to: emit)
      try Output.write(bytes)
    }
    switch feed.status.phase {
    case .refused(let error): throw Failure(error, in: FileReading.name(source.path))
    case .failed(let number):
      throw Failure(
        "\(FileReading.name(source.path)): cannot be read: \(SystemError.words(number))")
    case .cut: Output.complain("racelanes: the writer is gone in the middle of a line")
    case .open, .ended: break
    }
    if var trace = feed.everything() {
      trace.isGrowing = false
      var bytes: [UInt8] = []
      let text = TextTimeline(try state(trace), width: width)
      text.writeEnd { line in bytes.append(contentsOf: Array(line.utf8) + [10]) }
      if trace.droppedCount > 0 {
        let line =
          "What the first \(trace.droppedCount) events prove is not told: they are not kept (--keep)."
        bytes.append(contentsOf: Array(line.utf8) + [10])
      }
      try Output.write(bytes)
    }
    try following.checkRecording()
  }
}
