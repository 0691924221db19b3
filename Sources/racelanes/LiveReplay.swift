import CursesBackend
import Glibc
import LiveSources
import RaceModel
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

  /// Opens an outcome's first round in the player, and returns when it is left.
  func play(_ outcome: ThreadOutcome, _ program: Program) throws {
    if let schedule = outcome.explanation?.schedule {
      var changes = ScenarioSource.Changes(
        kernel: choice.kernel, schedule: ScheduleWord(schedule).map { [$0] })
      changes.take(settings, pages: pages)
      return try play(Source(word, options: .init(changes: changes)))
    }
    guard let trace = outcome.stampTrace(program) else { return }
    // The player reads files, and calls them by their names; this one is nobody else's business.
    // mkstemp() fills in the last six.
    let pattern = "racelanes-" + String(repeating: "X", count: 6)
    var path = Array("\(Surroundings.variable("TMPDIR") ?? "/tmp")/\(pattern)".utf8CString)
    guard mkdtemp(&path) != nil else { throw Failure("no temporary file: \(SystemError.last)") }
    let directory = path.withUnsafeBufferPointer {
      String(cString: $0.baseAddress.unsafelyUnwrapped)
    }
    let name =
      directory + (outcome.explanation == .impossible ? "/NOT SC: by stamps" : "/by stamps")
    defer {
      unlink(name)
      rmdir(directory)
    }
    try TraceOutput.write(trace, to: name)
    try play(Source(name, options: .init()))
  }

  private func play(_ source: Source) throws {
    let depth = Surroundings.depthLimit(.auto)
    let look = Look(
      theme: Surroundings.theme(nil, depth: depth),
      charset: Surroundings.charset(asciiWanted: false))
    let player = Player(
      source: source, depthLimit: depth, mouse: false, look: look, address: nil, start: nil)
    _ = try player.run()
  }
}
