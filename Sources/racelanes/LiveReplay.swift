import CursesBackend
import Glibc
import LiveSources
import RaceModel
import RaceTrace
import Screens

/// How a round that was seen is shown again: the command, and the player itself.
struct LiveReplay {
  /// What was given as the source.
  let word: String?
  let choice: ModelChoice
  let preset: String?
  let settings: [Setting]
  let pages: Int?

  /// The command that plays `schedule`.
  func command(_ schedule: String) -> String {
    var words = ["racelanes play", Self.quoted(word ?? Library.flagship)]
    if let kernel = choice.kernel { words.append("--kernel \(Self.quoted(kernel))") }
    for setting in settings {
      switch setting {
      case .isOn(let name, let isOn): words.append("--set \(name)=\(isOn ? "on" : "off")")
      case .parameter(let name, let value): words.append("--set \(name)=\(value)")
      }
    }
    if let pages { words.append("--pages \(pages)") }
    return (words + ["--schedule", schedule]).joined(separator: " ")
  }

  /// A word for a shell.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      byte < 0x80
        && (Character(Unicode.Scalar(byte)).isLetter
          || Character(Unicode.Scalar(byte)).isNumber || "/._-".utf8.contains(byte))
    }
    return isPlain && !word.isEmpty
      ? word
      : "'"
        + word.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: #"'\''"#) + "'"
  }

  /// Opens an outcome's first round in the player at what is wrong with it, and returns when it is
  /// left: with the signal that ended it, if one did.
  func play(
    _ outcome: ThreadOutcome, _ race: ThreadRace, _ looks: LookArguments
  ) throws -> Int32? {
    let cpus = race.options.cpus
    let round =
      "round \(LiveReport.grouped(outcome.firstRound)) of a live run on "
      + (race.options.sharesCPU ? "CPU \(cpus[0])" : "CPUs \(cpus[0]) and \(cpus[1])")
    if let schedule = outcome.explanation?.schedule {
      var changes = ScenarioSource.Changes(
        kernel: choice.kernel, schedule: ScheduleWord(schedule).map { [$0] })
      changes.take(settings, pages: pages)
      let source = try Source(word, options: .init(changes: changes, occasion: round))
      let step = try source.read().lesson?.findings.first { $0.tone == .bad }?.step
      return try play(source, at: step, round, looks)
    }
    guard let trace = outcome.stampTrace(race.program) else { return nil }
    // The player reads files. mkstemp() fills in the last six.
    let pattern = "racelanes-" + String(repeating: "X", count: 6)
    var path = Array("\(Surroundings.variable("TMPDIR") ?? "/tmp")/\(pattern)".utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw Failure("no temporary file: \(SystemError.last)") }
    close(descriptor)
    let name = path.withUnsafeBufferPointer { String(cString: $0.baseAddress.unsafelyUnwrapped) }
    defer { unlink(name) }
    try TraceOutput.write(trace, to: name)
    let kind = outcome.explanation == .impossible ? "NOT SC" : "unexplained"
    let title = "\(kind), by stamps: \(round)"
    let source = try Source(name, options: .init(occasion: title))
    return try play(source, at: trace.events.count, round, looks)
  }

  private func play(
    _ source: Source, at step: Int?, _ round: String, _ looks: LookArguments
  ) throws -> Int32? {
    var player = Player(
      source: source, depthLimit: looks.depth, mouse: false, look: looks.look, address: nil,
      start: step)
    player.greeting = "This is \(round). q goes back to the counts"
    let status = try player.run()
    return status > 128 ? status - 128 : nil
  }
}
