import ArgumentParser
import RaceTrace

/// The options of a source that is played while it is written.
struct LiveArguments: ParsableArguments {
  @Flag(help: "Read the file on as it grows, or a FIFO from one writer to the next.")
  var follow = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of a live source, how many of the newest events can be stepped through; at most twice as many are in memory (1000 to 10000000; otherwise 200000).",
      valueName: "events"))
  var keep: Int?

  @Option(
    help: ArgumentHelp(
      "Keep all that a live source gives, byte for byte, in a new file.", valueName: "file"))
  var record: String?

  func validate() throws {
    guard keep.map((1000...10_000_000).contains) ?? true else {
      throw ValidationError("--keep takes 1000 to 10000000 events")
    }
  }

  /// Throws when something is asked for that only a live source has.
  func check(_ source: Source) throws {
    guard !source.isLive else { return }
    if record != nil {
      throw Failure("--record is for a pipe, a FIFO or --follow: this file is kept already")
    }
    if keep != nil {
      throw Failure("--keep is for a pipe, a FIFO or --follow: of a file everything is kept")
    }
  }

  /// What is kept and held back.
  var limits: TraceWindow.Limits { TraceWindow.Limits(keep: keep ?? 200_000) }
}
