import RaceModel
import Scenarios
import TraceFormats

/// Checks files: scenarios and their claims, models, vocabularies, cards and traces.
struct Checker {
  /// What is wrong with a file.
  struct Problem {
    /// As compilers print it, several lines perhaps.
    var words: String
    /// Whether the file could be read and only claims something that is not true.
    var isFalseClaim: Bool
  }

  /// How many files were looked at.
  private(set) var count = 0
  /// What was found.
  private(set) var problems: [Problem] = []
  private var models = ModelCache(checksAll: true)

  /// Checks a file, or everything in a directory.
  mutating func check(_ path: String) throws {
    guard FileReading.isDirectory(path) else { return file(path, isNamed: true) }
    for name in FileReading.names(in: path) where !name.hasPrefix(".") {
      let inner = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      if FileReading.isDirectory(inner) { try check(inner) } else { file(inner, isNamed: false) }
    }
  }

  private mutating func file(_ path: String, isNamed: Bool) {
    do {
      switch try FileKind.of(path) {
      case .model:
        _ = try models.model(at: path)
      case .scenario:
        let scenario = try ScenarioSource(path: path, models: &models)
        if let claims = try scenario.falseClaims() {
          problems.append(Problem(words: claims.cleaned, isFalseClaim: true))
        }
      case .vocabulary: _ = try Library.vocabulary(at: path)
      case .card:
        let text = try FileReading.text(of: path)
        do throws(DocumentError) { _ = try RecordingCard.parse(yaml: text) } catch {
          throw Failure(error, in: path)
        }
      case .trace:
        _ = try Source(path, options: .init()).read()
      case .other:
        guard isNamed else { return }
        _ = try Source(path, options: .init()).read()
      }
      count += 1
    } catch let failure as Failure {
      problems.append(Problem(words: failure.cleaned, isFalseClaim: false))
    } catch {
      problems.append(Problem(words: Main.clean("\(path): \(error)"), isFalseClaim: false))
    }
  }
}

/// What a file is, by its first bytes.
enum FileKind {
  case model, scenario, vocabulary, card, trace, other

  /// How many bytes are looked at.
  private static let headBytes = 1 << 16

  static func of(_ path: String) throws -> FileKind {
    guard path != "-" else { return .trace }
    var head: [UInt8] = []
    try FileReading.pieces(of: path, chunk: headBytes) { piece, _ in
      head.append(contentsOf: piece)
      return false
    }
    let lines = String(decoding: head, as: UTF8.self).split(separator: "\n")
    let first = lines.lazy.map { $0.drop { $0 == " " } }.first {
      !$0.isEmpty && !$0.hasPrefix("#") && !$0.hasPrefix("//")
    }
    guard let first else {
      return path.hasSuffix(".race") ? .model : path.hasSuffix(".yaml") ? .scenario : .other
    }
    if first.hasPrefix("model ") || path.hasSuffix(".race") { return .model }
    if first.hasPrefix("racelanes:") {
      if first.hasSuffix("scenario") { return .scenario }
      if first.hasSuffix("vocabulary") { return .vocabulary }
      if first.hasSuffix("recording") { return .card }
    }
    if path.hasSuffix(".yaml") { return .scenario }
    return first.hasPrefix("{") || path.hasSuffix(".txt") || path.hasSuffix(".jsonl")
      ? .trace : .other
  }
}
