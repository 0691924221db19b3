import RaceModel
import Scenarios

/// A choice of a model that differs from another one in one point, or in two.
struct OtherChoice {
  /// The options of the command line that make the difference.
  let option: String
  /// What the model says of it, or of the last of them.
  let help: String
  /// All that is chosen, with these options.
  let changes: ScenarioSource.Changes
}

extension ScenarioSource {
  /// What can be chosen with one more option than in `changes`: another kernel, a switch turned, another
  /// value of a parameter, of those that are offered. The model need not work with each.
  func others(_ changes: Changes) -> [OtherChoice] {
    let now = model.complete(changes.applied(to: scenario?.choice.value ?? ModelChoice()))
    var found: [OtherChoice] = []
    func add(_ option: String, _ help: String, _ change: (inout Changes) -> Void) {
      var changed = changes
      change(&changed)
      found.append(OtherChoice(option: option, help: help, changes: changed))
    }
    for one in model.switches {
      let setting = Setting.isOn(one.name, now.switches[one.name] != true)
      add("--set \(setting.text)", one.help) { $0.take([setting], pages: nil) }
    }
    for one in model.parameters {
      for value in one.offered where value != now.parameters[one.name] {
        let setting = Setting.parameter(one.name, value)
        add("--set \(setting.text)", one.help) { $0.take([setting], pages: nil) }
      }
    }
    for kernel in model.kernels where kernel.name != now.kernel {
      add("--kernel \(kernel.name)", kernel.help) { $0.kernel = kernel.name }
    }
    return found
  }

  /// What can be chosen with another kernel and, besides, with a switch that says what else the process
  /// did: it is off, and no kernel decides it. The model need not work with each.
  func pairs(_ changes: Changes) -> [OtherChoice] {
    let now = model.complete(changes.applied(to: scenario?.choice.value ?? ModelChoice()))
    let decided = Set(model.kernels.flatMap(\.settings.keys))
    let switches = model.switches.filter {
      !$0.isOn && now.switches[$0.name] != true && !decided.contains($0.name)
    }
    return model.kernels.filter { $0.name != now.kernel }.flatMap { kernel in
      switches.map { one in
        let setting = Setting.isOn(one.name, true)
        var changed = changes
        changed.kernel = kernel.name
        changed.take([setting], pages: nil)
        return OtherChoice(
          option: "--kernel \(kernel.name) --set \(setting.text)", help: one.help,
          changes: changed)
      }
    }
  }
}
