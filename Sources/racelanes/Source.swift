import LiveSources
import RaceModel
import RaceTrace
import Scenarios
import Screens
import TraceFormats

/// Something that can be played: a file, standard input, or what ships, by its name.
struct Source: Sendable {
  /// How it is read.
  struct Options: Sendable {
    var vocabulary: String?
    var repair = false
    /// Whether a file is read on as it grows.
    var follows = false
    var changes = ScenarioSource.Changes()
    /// What is played, where that is not what the source was written for.
    var occasion: String?
  }

  let path: String
  let description: AppState.Source
  private let options: Options
  /// Whether it is read as it comes: a pipe, a FIFO, or a file that is followed.
  let isLive: Bool
  private let vocabularies: [Vocabulary]
  /// What there is to run, if it is no recording.
  private(set) var scenario: ScenarioSource?

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
          "\(name): no such file, and nothing of that name is shipped: see 'racelanes list'")
      }
      path = item.path
      let notes =
        switch item.card {
        case .recording(let card): [card.lookFor, card.recorded]
        case .scenario(let scenario): [scenario.objective]
        }
      description = AppState.Source(title: item.title, detail: item.kernel, notes: notes)
    } else {
      path = name
      let file = name.split(separator: "/").last.map(String.init) ?? name
      description = AppState.Source(
        title: options.occasion ?? (name == "-" ? "standard input" : file))
    }
    let isStream = LiveInput.isStream(path)
    isLive = options.follows || isStream
    // A look at the beginning of a stream would take it away, and a file that is followed may be empty
    // yet.
    let kind: FileKind =
      if isStream { .trace } else if options.follows {
        (try? FileKind.of(path)) ?? .trace
      } else { try FileKind.of(path) }
    switch kind {
    case .model, .scenario:
      guard !options.follows else {
        throw Failure("\(name): --follow is for recordings that are being written")
      }
      var models = ModelCache()
      scenario = try ScenarioSource(path: path, models: &models)
      scenario?.word = name
      vocabularies = []
      return
    default: scenario = nil
    }
    guard options.changes.isEmpty else {
      throw Failure(
        "\(FileReading.name(path)): is a recording; --kernel, --set, --pages and --schedule are "
          + "for scenarios and models")
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

  /// A reader for it while it is written.
  func liveReader() -> LiveReader {
    LiveReader(vocabularies: vocabularies, title: description.title)
  }

  /// It as a live input.
  func liveInput() throws -> LiveInput {
    do throws(LiveInputError) {
      return try LiveInput(path: path, follows: options.follows)
    } catch { throw Failure("\(FileReading.name(path)): \(SystemError.words(error.number))") }
  }

  /// What has been read: a trace, and for a scenario or a model what is said of it.
  struct Reading: Sendable {
    var trace: Trace
    var lesson: Lesson?
  }

  /// Runs the schedule of a scenario or a model again, with `settings` for all that differs from it.
  func rerun(_ settings: [Variation.Setting]) throws -> Reading {
    guard let scenario else { throw Failure("a recording cannot be run again") }
    var changes = ScenarioSource.Changes(settings)
    changes.schedule = options.changes.schedule
    return try scenario.reading(changes, exactly: false)
  }

  /// What every interleaving of the model with `settings` comes to without each of its switches.
  func mutations(_ settings: [Variation.Setting]) throws -> [MutationRow] {
    guard let scenario else { throw Failure("a recording has no switches") }
    return try scenario.mutations(ScenarioSource.Changes(settings))
  }

  /// All schedules of the model with `settings` that begin with `prefix`.
  func map(_ settings: [Variation.Setting], _ prefix: String, _ columns: Int) throws -> ScheduleMap
  {
    guard let scenario else { throw Failure("a recording is one schedule") }
    return try scenario.map(ScenarioSource.Changes(settings), prefix, columns)
  }

  /// Runs the model as a plan asks.
  func perform(_ plan: Plan) throws -> Reading {
    guard let scenario else { throw Failure("a recording cannot be run again") }
    return try scenario.reading(plan)
  }

  /// Saves a run as a scenario.
  func save(_ request: SaveRequest) throws -> Message {
    guard let scenario else { throw Failure("a recording has no schedule") }
    return try ScenarioWriting(source: scenario, request: request).message()
  }

  /// The model of a scenario or a model, as it was chosen; nil for a recording.
  func program() throws -> Program? { try scenario?.program(options.changes) }

  /// The source with its files read anew.
  func reopened() throws -> Source {
    guard scenario != nil else { return self }
    var copy = self
    var models = ModelCache()
    copy.scenario = try ScenarioSource(path: path, models: &models)
    copy.scenario?.word = scenario?.word ?? path
    return copy
  }

  /// Reads all of it.
  func read(progress: (Double) -> Void = { _ in }) throws -> Reading {
    if let scenario {
      var reading = try scenario.reading(options.changes, exactly: true)
      if let occasion = options.occasion { reading.lesson?.isOf(occasion) }
      return reading
    }
    var reader = reader()
    do {
      try FileReading.pieces(of: path) { piece, share in
        try reader.push(piece)
        if let share { progress(share) }
        return true
      }
      return Reading(trace: try reader.finish())
    } catch let error as TraceReadError {
      throw Failure(error, in: FileReading.name(path))
    }
  }

  /// Reads the beginning: whole events from the first `bytes` bytes, or nil if the source is not
  /// longer than that, or cannot be read twice.
  func readHead(bytes: Int) throws -> Trace? {
    guard path != "-", scenario == nil, !isLive else { return nil }
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
