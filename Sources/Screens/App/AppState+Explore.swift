import Cells
import RaceTrace

extension AppState {
  /// Shows a schedule from its start.
  private func show(
    _ schedule: String, _ settings: [Variation.Setting], title: String,
    told: Variation.Setting? = nil
  ) -> Effect {
    var plan = Plan(settings: settings, lanes: schedule.compactMap(\.wholeNumberValue))
    plan.title = title
    plan.told = told
    plan.arrival = .start
    return .perform(plan)
  }

  /// Whether there is a model to explore; says so if not.
  private mutating func hasModel() -> Bool {
    guard let lesson else {
      message = "A recording is one schedule: this is for scenarios and models"
      return false
    }
    guard lesson.end != .failure || !lesson.schedule.isEmpty else {
      message = "The model fails before the first step: it has no schedules"
      return false
    }
    return true
  }

  // MARK: - What each switch is for

  mutating func askForMutations() -> Effect {
    guard hasModel(), let lesson else { return .none }
    message = "Every interleaving is tried, without each switch in turn"
    return .mutate(lesson.settings)
  }

  /// Enter plays the shortest schedule that violates something without the chosen switch.
  mutating func pressInMutations(_ key: Key, _ index: Int) -> Effect? {
    guard key == .enter, mutations.indices.contains(index), let lesson else { return nil }
    let row = mutations[index]
    guard let schedule = row.schedule else {
      message = "There is nothing to play here that the model as it is does not show"
      return Effect.none
    }
    overlay = nil
    let setting = row.name.map { Variation.Setting.toggle($0, false) }
    return show(
      schedule, lesson.settings.filter { $0.name != row.name } + [setting].compactMap { $0 },
      title: row.name.map { "shortest without \($0)" } ?? "shortest that violates",
      told: setting)
  }

  // MARK: - All schedules

  mutating func askForMap() -> Effect {
    guard hasModel() else { return .none }
    mapTrail = []
    return askForMap(beginning: "")
  }

  private func askForMap(beginning prefix: String) -> Effect {
    .map(
      lesson?.settings ?? [], prefix: prefix, columns: ScheduleMapView.columns(of: size))
  }

  mutating func pressInMap(_ key: Key, _ index: Int) -> Effect {
    guard let map else { return .none }
    switch key {
    case .escape, .character("q"), .character("X"): overlay = nil
    case .right, .character("l"): moveInMap(by: 1, index)
    case .left, .character("h"): moveInMap(by: -1, index)
    case .down, .character("j"): overlay = .map(selected: map.cell(index, movedBy: 1))
    case .up, .character("k"): overlay = .map(selected: map.cell(index, movedBy: -1))
    case .home, .character("g"): moveInMap(by: -index, index)
    case .end, .character("G"): moveInMap(by: map.cells.count - 1 - index, index)
    case .enter:
      guard map.cells.indices.contains(index) else { return .none }
      guard !map.cells[index].isSingle else { return playCell(index) }
      mapTrail.append(map.prefix)
      return askForMap(beginning: map.cells[index].prefix)
    case .character(" "): return playCell(index)
    case .backspace, .character("u"):
      guard let above = mapTrail.popLast() else {
        message = "These are all schedules"
        return .none
      }
      return askForMap(beginning: above)
    default: break
    }
    return .none
  }

  private mutating func moveInMap(by distance: Int, _ index: Int) {
    guard let map, map.cells.indices.contains(index + distance) else { return }
    overlay = .map(selected: index + distance)
  }

  /// Plays a schedule of a cell to its end: the only one, or one that violates if there is one.
  private mutating func playCell(_ index: Int) -> Effect {
    guard let map, map.cells.indices.contains(index), let lesson else { return .none }
    overlay = nil
    let cell = map.cells[index]
    let title =
      cell.isSingle
      ? "a schedule of the map"
      : cell.tenths == 0 ? "one of its class of the map" : "one of its class that violates"
    return show(cell.example, lesson.settings, title: title)
  }
}
