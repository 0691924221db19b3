import RaceModel
import RaceTrace
import Scenarios
import Screens

extension ScenarioSource {
  /// The step from which on a run with `changes` is another one than the scenario as it is written;
  /// nil when it never is.
  func parting(of run: Run, _ changes: Changes) -> Int? {
    guard !changes.isEmpty, let written = try? performance().run.trace,
      let parting = Parting(
        of: Timeline(run.trace), from: Timeline(written), names: ["as written", "here"])
    else { return nil }
    return (parting.second ?? run.trace.events.count) + 1
  }

  /// What turns the fix round: the switch that the flagship's commit is about or, of another model,
  /// its only one. Where a run goes wrong with it too, the first later kernel that has it and does
  /// not.
  func fix(of run: Run, _ choice: ModelChoice, _ changes: Changes) -> Variation.Setting? {
    let one =
      model.switches.first { $0.name == "seqcount" }
      ?? (model.switches.count == 1 ? model.switches[0] : nil)
    guard let one else { return nil }
    let isOn = model.complete(choice).switches[one.name] == true
    let turned = Variation.Setting.toggle(one.name, !isOn)
    var changed = changes
    changed.switches[one.name] = true
    guard !isOn, Self.goesWrong(run), goesWrong(run, with: changed) else { return turned }
    changed.switches[one.name] = nil
    let now = model.kernels.firstIndex { $0.name == choice.kernel }
    let later = model.kernels.dropFirst(now.map { $0 + 1 } ?? 0).first { kernel in
      changed.kernel = kernel.name
      let choice = changed.applied(to: scenario?.choice.value ?? ModelChoice())
      return model.complete(choice).switches[one.name] == true && !goesWrong(run, with: changed)
    }
    return later.map { .choice(Lesson.kernelName, $0.name) } ?? turned
  }

  /// Whether the schedule of `run` goes wrong with other choices.
  private func goesWrong(_ run: Run, with changes: Changes) -> Bool {
    if let scenario, changes.schedule == nil {
      let choice = changes.applied(to: scenario.choice.value)
      guard let performance = try? Performance(scenario, model, changed: choice) else {
        return true
      }
      return Self.goesWrong(performance.run)
    }
    guard let program = try? program(changes) else { return true }
    return Self.goesWrong(Runner.follow(program, changes.schedule ?? [.lanes(run.schedule)]))
  }

  private static func goesWrong(_ run: Run) -> Bool {
    switch run.end {
    case .complete, .stopped: !run.violations.isEmpty
    case .deadlock, .fault: true
    }
  }
}
