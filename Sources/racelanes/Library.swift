import Glibc
import RaceModel
import Scenarios
import TraceFormats

/// What ships with racelanes: scenarios with their models, recordings, each with its card, and the
/// vocabularies of their events.
struct Library {
  /// Something shipped.
  struct Item {
    /// What is known of it.
    enum Card {
      case recording(RecordingCard)
      case scenario(Scenario)
    }

    var name: String
    var path: String
    var card: Card

    /// One line for lists.
    var title: String {
      switch card {
      case .recording(let card): card.title
      case .scenario(let scenario): scenario.title
      }
    }

    /// The kernel that is recorded or modelled, or the model.
    var kernel: String {
      switch card {
      case .recording(let card): card.kernel
      case .scenario(let scenario): scenario.choice.value.kernel ?? scenario.model.value
      }
    }

    /// Where it stands among those of its directory.
    var order: Int {
      switch card {
      case .recording(let card): card.order
      case .scenario(let scenario): scenario.order
      }
    }
  }

  private static let suffix = ".ftrace.txt"
  private static let vocabularySuffix = ".vocabulary.yaml"
  /// The scenario that is played when nothing else is asked for.
  static let flagship = "lost-pin"
  /// The directories of scenarios, in the order in which they are listed.
  private static let scenarioDirectories = ["gup-fork", "classics"]

  /// The directory of everything that ships.
  private let root: String
  /// The directory of the recordings.
  var directory: String { root + "/recorded" }

  /// The library, found from any working directory: where RACELANES_SCENARIOS says, beside an
  /// installed program (`../share/racelanes`), or above a program in its build directory.
  init() throws {
    if let named = getenv("RACELANES_SCENARIOS").map({ String(cString: $0) }), !named.isEmpty {
      root = named
      guard FileReading.exists(directory) else {
        throw Failure("RACELANES_SCENARIOS names '\(named)', where there is no 'recorded'")
      }
      return
    }
    let program = Self.programDirectory
    var candidates = [program + "/../share/racelanes/Scenarios"]
    var up = program
    for _ in 0..<6 {
      candidates.append(up + "/Scenarios")
      up += "/.."
    }
    guard let found = candidates.first(where: { FileReading.exists($0 + "/recorded") }) else {
      throw Failure(
        "the shipped recordings were not found near the program: set RACELANES_SCENARIOS to the "
          + "Scenarios directory of the source")
    }
    root = found
  }

  /// The directory that the running program lies in.
  private static var programDirectory: String {
    guard let path = realpath("/proc/self/exe", nil) else { return "." }
    defer { free(path) }
    let whole = String(cString: path)
    return whole.lastIndex(of: "/").map { String(whole[..<$0]) } ?? "."
  }

  /// Everything that can be played: scenarios first.
  func items() throws -> [Item] { try scenarios() + recordings() }

  private func scenarios() throws -> [Item] {
    try Self.scenarioDirectories.flatMap { inner in
      try FileReading.names(in: "\(root)/\(inner)").filter { $0.hasSuffix(".yaml") }.map { file in
        try scenario(at: "\(root)/\(inner)/\(file)", named: String(file.dropLast(5)))
      }.sorted { ($0.order, $0.name) < ($1.order, $1.name) }
    }
  }

  private func scenario(at path: String, named name: String) throws -> Item {
    let text = try FileReading.text(of: path)
    do throws(DocumentErrors) {
      return Item(name: name, path: path, card: .scenario(try Scenario.parse(yaml: text)))
    } catch { throw Failure(error, in: path, text) }
  }

  private func recordings() throws -> [Item] {
    try FileReading.names(in: directory).filter { $0.hasSuffix(Self.suffix) }.map { file in
      let name = String(file.dropLast(Self.suffix.count))
      let path = "\(directory)/\(name).yaml"
      do throws(DocumentError) {
        let card = try RecordingCard.parse(yaml: readText(path))
        return Item(name: name, path: "\(directory)/\(file)", card: .recording(card))
      } catch { throw Failure(error, in: path) }
    }.sorted { ($0.order, $0.name) < ($1.order, $1.name) }
  }

  private func readText(_ path: String) -> String { (try? FileReading.text(of: path)) ?? "" }

  /// The scenario or recording with that name. Only that one is read.
  func item(named name: String) throws -> Item? {
    guard !name.contains("/") else { return nil }
    for inner in Self.scenarioDirectories {
      let path = "\(root)/\(inner)/\(name).yaml"
      if FileReading.exists(path) { return try scenario(at: path, named: name) }
    }
    return try recordings().first { $0.name == name }
  }

  /// The shipped vocabularies.
  func vocabularies() throws -> [Vocabulary] {
    try FileReading.names(in: directory).filter { $0.hasSuffix(Self.vocabularySuffix) }.map {
      try Self.vocabulary(at: "\(directory)/\($0)")
    }
  }

  /// The vocabularies that lie beside a recording.
  static func vocabularies(beside path: String) throws -> [Vocabulary] {
    guard path != "-" else { return [] }
    let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    return try FileReading.names(in: directory).filter { $0.hasSuffix(vocabularySuffix) }.map {
      try vocabulary(at: "\(directory)/\($0)")
    }
  }

  /// The vocabulary in a file.
  static func vocabulary(at path: String) throws -> Vocabulary {
    let text = try FileReading.text(of: path)
    do throws(DocumentErrors) {
      return try Vocabulary.parse(yaml: text)
    } catch { throw Failure(error, in: path, text) }
  }
}
