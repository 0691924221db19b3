import Glibc
import TraceFormats

/// What ships with racelanes: recordings, each with its card, and the vocabularies of their events.
struct Library {
  /// A shipped recording.
  struct Item {
    var name: String
    var path: String
    var card: RecordingCard
  }

  private static let suffix = ".ftrace.txt"
  private static let vocabularySuffix = ".vocabulary.yaml"
  /// The recording that is played when nothing else is asked for.
  static let flagship = "hit-as-in-the-commit"

  /// The directory of the recordings.
  let directory: String

  /// The library, found from any working directory: where RACELANES_SCENARIOS says, beside an
  /// installed program (`../share/racelanes`), or above a program in its build directory.
  init() throws {
    if let named = getenv("RACELANES_SCENARIOS").map({ String(cString: $0) }), !named.isEmpty {
      directory = named + "/recorded"
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
    directory = found + "/recorded"
  }

  /// The directory that the running program lies in.
  private static var programDirectory: String {
    guard let path = realpath("/proc/self/exe", nil) else { return "." }
    defer { free(path) }
    let whole = String(cString: path)
    return whole.lastIndex(of: "/").map { String(whole[..<$0]) } ?? "."
  }

  /// Every recording, in the order of its card.
  func items() throws -> [Item] {
    try FileReading.names(in: directory).filter { $0.hasSuffix(Self.suffix) }.map { file in
      let name = String(file.dropLast(Self.suffix.count))
      let path = "\(directory)/\(name).yaml"
      do throws(DocumentError) {
        let card = try RecordingCard.parse(yaml: readText(path))
        return Item(name: name, path: "\(directory)/\(file)", card: card)
      } catch { throw Failure(error, in: path) }
    }.sorted { ($0.card.order, $0.name) < ($1.card.order, $1.name) }
  }

  private func readText(_ path: String) -> String { (try? FileReading.text(of: path)) ?? "" }

  /// The recording with that name.
  func item(named name: String) throws -> Item? { try items().first { $0.name == name } }

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
    do throws(DocumentError) {
      return try Vocabulary.parse(yaml: text)
    } catch { throw Failure(error, in: path) }
  }
}
