import RaceTrace
import Screens
import TraceFormats

/// Something that can be played: a file, standard input, or a shipped recording by its name.
struct Source {
  /// How it is read.
  struct Options: Sendable {
    var vocabulary: String?
    var repair = false
  }

  let path: String
  let description: AppState.Source
  private let options: Options
  private let vocabularies: [Vocabulary]

  /// The source that `word` names; nil for the flagship.
  init(_ word: String?, options: Options) throws {
    self.options = options
    let name = word ?? Library.flagship
    let isPath = name == "-" || name.contains("/") || FileReading.exists(name)
    // Without the library a file can still be read: its vocabulary may lie beside it.
    let library = Result { try Library() }
    if !isPath || word == nil {
      guard let item = try library.get().item(named: name) else {
        throw Failure(
          "\(name): no such file, and no shipped recording of that name: see 'racelanes list'")
      }
      path = item.path
      description = AppState.Source(
        title: item.card.title, detail: item.card.kernel,
        notes: [item.card.lookFor, item.card.recorded])
    } else {
      path = name
      let file = name.split(separator: "/").last.map(String.init) ?? name
      description = AppState.Source(title: name == "-" ? "standard input" : file)
    }
    if let named = options.vocabulary {
      vocabularies = [try Library.vocabulary(at: named)]
    } else {
      let beside = try Library.vocabularies(beside: path)
      let shipped = (try? library.get())
      vocabularies = try beside + (shipped?.vocabularies() ?? [])
    }
  }

  /// A reader for it.
  func reader() -> TraceReader {
    TraceReader(
      vocabularies: vocabularies, options: ReadOptions(repair: options.repair),
      title: description.title)
  }

  /// Reads all of it.
  func read(progress: (Double) -> Void = { _ in }) throws -> Trace {
    var reader = reader()
    do {
      try FileReading.pieces(of: path) { piece, share in
        try reader.push(piece)
        if let share { progress(share) }
        return true
      }
      return try reader.finish()
    } catch let error as TraceReadError {
      throw Failure(error, in: FileReading.name(path))
    }
  }

  /// Reads the beginning: whole events from the first `bytes` bytes, or nil if the source is not
  /// longer than that, or cannot be read twice.
  func readHead(bytes: Int) throws -> Trace? {
    guard path != "-" else { return nil }
    var reader = reader()
    var isWhole = true
    do {
      try FileReading.pieces(of: path, chunk: bytes) { piece, share in
        isWhole = share.map { $0 >= 1 } ?? true
        if !isWhole { try reader.push(piece) }
        return false
      }
    } catch let error as TraceReadError {
      throw Failure(error, in: FileReading.name(path))
    }
    return isWhole ? nil : reader.snapshot
  }
}
