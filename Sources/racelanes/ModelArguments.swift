import ArgumentParser
import RaceModel
import Scenarios

/// A model and what is chosen of it, for commands that run no schedule.
struct ModelArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A model ('-' for standard input), a scenario, or a name of 'racelanes list'.",
      valueName: "source"))
  var source: String?

  @Option(help: ArgumentHelp("Which kernel of the model.", valueName: "name"))
  var kernel: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Turn a switch on or off, or set a parameter; may be repeated.", valueName: "name=value"),
    transform: parseSetting)
  var settings: [Setting] = []

  @Option(help: ArgumentHelp("How many pages; short for --set pages=N.", valueName: "n"))
  var pages: Int?

  /// The model and the choice.
  func model() throws -> (Model, ModelChoice) {
    var changes = ScenarioSource.Changes(kernel: kernel)
    changes.take(settings, pages: pages)
    let path = try Source.modelPath(source)
    var models = ModelCache()
    let found = try ScenarioSource(path: path, models: &models)
    return (found.model, changes.applied(to: found.scenario?.choice.value ?? ModelChoice()))
  }
}

extension ScenarioSource.Changes {
  mutating func take(_ settings: [Setting], pages: Int?) {
    for setting in settings {
      switch setting {
      case .parameter(let name, let value): parameters[name] = value
      case .isOn(let name, let value): switches[name] = value
      }
    }
    if let pages { parameters["pages"] = pages }
  }
}

extension Source {
  /// Where the model or scenario that `word` names lies; nil for the flagship.
  static func modelPath(_ word: String?) throws -> String {
    if word == "-" { return "-" }
    let name = word ?? "lost-pin"
    let isPath = name.contains("/") || FileReading.exists(name)
    guard isPath, word != nil else {
      guard let item = try Library().item(named: name) else {
        throw Failure(
          "\(name): no such file, and nothing of that name is shipped: see 'racelanes list'")
      }
      guard case .scenario = item.card else { throw notAModel(name) }
      return item.path
    }
    switch try FileKind.of(name) {
    case .model, .scenario: return name
    default:
      throw Failure(
        "\(FileReading.name(name)): is neither a model (*.race) nor a scenario, and this command "
          + "takes one of them")
    }
  }

  private static func notAModel(_ name: String) -> Failure {
    Failure("\(name): is a recording; this command takes a model (*.race) or a scenario")
  }
}
