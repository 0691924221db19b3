import RaceModel
import Scenarios

/// A choice of a model that differs from another one in one point.
struct OtherChoice {
  /// The option of the command line that makes the difference.
  let option: String
  /// What the model says of it.
  let help: String
  /// All that is chosen, with this option.
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
}
