import RaceModel
import RaceTrace
import Scenarios
import Screens
import TraceFormats

/// Models that have been read, so that many scenarios share one.
struct ModelCache {
  private var models: [String: Model] = [:]
  /// Whether a model is tried with every kernel, switch and bound, and not just as it is used.
  private let checksAll: Bool

  init(checksAll: Bool = false) { self.checksAll = checksAll }

  /// The model in a file.
  mutating func model(at path: String) throws -> Model {
    if let known = models[path] { return known }
    let text = try FileReading.text(of: path)
    do throws(ModelErrors) {
      let model = try Model(SourceText(name: path, text), checksAll: checksAll)
      models[path] = model
      return model
    } catch { throw Failure(error, in: path) }
  }
}

/// A scenario, or a model with a schedule, that is to be played.
struct ScenarioSource: Sendable {
  /// What the command line sets against the file.
  struct Changes: Hashable, Sendable {
    var kernel: String?
    var switches: [String: Bool] = [:]
    var parameters: [String: Int] = [:]
    var schedule: [ScheduleWord]?

    var isEmpty: Bool { self == Changes() }

    init(kernel: String? = nil, schedule: [ScheduleWord]? = nil) {
      self.kernel = kernel
      self.schedule = schedule
    }

    func applied(to choice: ModelChoice) -> ModelChoice {
      var choice = choice
      if let kernel { choice.kernel = kernel }
      choice.switches.merge(switches) { $1 }
      choice.parameters.merge(parameters) { $1 }
      return choice
    }
  }

  let path: String
  /// What the file holds; empty for a bare model.
  private let text: String
  /// How the command line names it.
  var word: String
  /// nil for a bare model.
  let scenario: Scenario?
  let model: Model
  /// What can still happen in it, by choice.
  let futures = FuturesCache()

  /// The scenario in a file, or the model.
  init(path: String, models: inout ModelCache) throws {
    self.path = path
    word = path
    // What comes through a pipe cannot be looked at first.
    if try path == "-" || FileKind.of(path) == .model {
      scenario = nil
      text = ""
      model = try models.model(at: path)
      return
    }
    text = try FileReading.text(of: path)
    let scenario: Scenario
    do throws(DocumentErrors) { scenario = try Scenario.parse(yaml: text) } catch {
      throw Failure(error, in: path, text)
    }
    let directory = path.lastIndex(of: "/").map { String(path[..<$0]) + "/" } ?? ""
    let modelPath = directory + scenario.model.value
    guard FileReading.exists(modelPath) else {
      throw Failure(
        DocumentErrors([scenario.model.error("there is no file \(modelPath)")]), in: path, text)
    }
    model = try models.model(at: modelPath)
    self.scenario = scenario
  }

  /// The scenario as it is written, with all its claims.
  func performance() throws -> Performance {
    guard let scenario else { throw Failure("\(path): is a model, not a scenario") }
    return try named { try Performance(scenario, model) }
  }

  /// What the scenario claims and is not true.
  func falseClaims() throws -> Failure? {
    let claims = try performance().falseClaims()
    return claims.isEmpty ? nil : Failure(DocumentErrors(claims), in: path, text)
  }

  /// The command line that plays `schedule` with `changes`.
  func command(_ changes: Changes, _ schedule: String) -> String {
    var words = ["racelanes", "play", Self.shellWord(word)]
    if let kernel = changes.kernel { words += ["--kernel", Self.shellWord(kernel)] }
    for (name, isOn) in changes.switches.sorted(by: { $0.key < $1.key }) {
      words += ["--set", "\(name)=\(isOn ? "on" : "off")"]
    }
    for (name, value) in changes.parameters.sorted(by: { $0.key < $1.key }) {
      words += ["--set", "\(name)=\(value)"]
    }
    if !schedule.isEmpty { words += ["--schedule", schedule] }
    return words.joined(separator: " ")
  }

  /// A word as a shell takes it back.
  private static func shellWord(_ word: String) -> String {
    let isPlain = word.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "._-/".contains($0))
    }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  /// The run with `changes` and what is said of it.
  ///
  /// - Parameter exactly: whether a schedule of the command line must fit; when a switch was flipped
  ///   it is followed as far as it goes.
  func reading(_ changes: Changes, exactly: Bool) throws -> Source.Reading {
    let (run, performance) = try run(changes, exactly: exactly)
    return Source.Reading(
      trace: run.trace, lesson: Lesson(self, run, performance, changes: changes))
  }

  private func run(
    _ changes: Changes, exactly: Bool
  ) throws -> (run: Run, performance: Performance?) {
    if let scenario, changes.schedule == nil {
      let performance =
        changes.isEmpty
        ? try self.performance()
        : try named {
          try Performance(
            scenario, model, changed: changes.applied(to: scenario.choice.value))
        }
      return (performance.run, performance)
    }
    let program = try program(changes)
    guard let schedule = changes.schedule else { return (Runner.follow(program, []), nil) }
    guard exactly else { return (Runner.follow(program, schedule), nil) }
    do throws(Runner.ScheduleError) {
      return (try Runner.run(program, schedule), nil)
    } catch { throw Failure("--schedule: \(error.message)") }
  }

  /// The model with `changes`.
  func program(_ changes: Changes) throws -> Program {
    let choice = changes.applied(to: scenario?.choice.value ?? ModelChoice())
    return try named { try model.program(choice) }
  }

  private func named<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DocumentErrors {
      throw Failure(error, in: path, text)
    } catch let error as ModelErrors {
      throw Failure(error, in: model.source.name)
    } catch let error as ChoiceError {
      throw Failure(error.message)
    }
  }
}
