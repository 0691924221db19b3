import Cells
import RaceTrace

extension AppState {
  /// Takes in one message. Pure: the same state and message always give the same result.
  public mutating func update(_ message: Message) -> Effect {
    switch message {
    case .terminal(.key(let key)):
      let effect = press(key)
      noteMove()
      return effect
    case .terminal(.mouse(let event)):
      click(event)
      noteMove()
    case .terminal(.resized(let size)): resize(to: size)
    case .terminal(.tick(let now)):
      advance(playback.rowsDue(at: now))
      noteMove()
    case .terminal(.resumed): return .redraw
    case .terminal(.terminate(let signal)): return .quit(signal: signal)
    case .progress(let share): progress = share
    case .loaded(let timeline):
      progress = nil
      replace(timeline)
    case .replaced(let timeline, let lesson):
      progress = nil
      keepPlace(in: timeline, lesson, isWhole: plan == nil)
      enterOwnRun()
    case .mutations(let rows):
      progress = nil
      mutations = rows
      overlay = .mutations(selected: 0)
    case .map(let map):
      progress = nil
      self.map = map
      overlay = .map(selected: 0)
    case .live(let status): live?.status = status
    case .grown(let view):
      quiz = nil
      grow(to: view)
    case .performed(let timeline, let lesson, let plan): take(timeline, lesson, plan)
    case .compared(let timeline, let lesson): take(other: timeline, lesson)
    case .told(let words): self.message = words
    case .saved(let path, let model):
      let both = model.map { "Saved with its model, \($0): " } ?? "Saved: "
      self.message = both + "racelanes play \(path)"
    case .fileExists(let request): prompt = Prompt(kind: .overwrite(request))
    case .failed(let reason):
      progress = nil
      self.message = reason
    }
    return .none
  }

  /// How many milliseconds from `now` (nanoseconds of the clock of the ticks) something is going to
  /// change by itself; nil when nothing is.
  public func wait(at now: UInt64) -> Int? { playback.wait(at: now) }

  /// Presses keys given as text (`jj<ret>`), as tests do; the effects in order.
  public mutating func press(_ text: String) throws -> [Effect] {
    var effects: [Effect] = []
    for key in try Key.parse(text) { effects.append(press(key)) }
    return effects
  }

  private mutating func press(_ key: Key) -> Effect {
    if key == .control("c") { return .quit(signal: nil) }
    // Nobody should change what nobody sees.
    guard Layout(self).fits else { return pressUnseen(key) }
    if isBlank {
      isBlank = false
      return .none
    }
    message = nil
    if quiz != nil {
      pressInQuiz(key)
      return .none
    }
    if prompt != nil {
      return edit(key)
    }
    if overlay != nil, let effect = pressInOverlay(key) { return effect }
    if typed.isEmpty, scheduler == nil, case .character(let digit) = key,
      let number = digit.wholeNumberValue,
      digit.isASCII, number > 0 || count != nil
    {
      count = min((count ?? 0) * 10 + number, 1_000_000_000)
      return .none
    }
    if typed.isEmpty, key == .character("%"), let share = count {
      count = nil
      go(toShare: Double(share) / 100)
      return .none
    }
    return runTyped(adding: key)
  }

  /// On a screen that is too small for anything but saying so.
  private func pressUnseen(_ key: Key) -> Effect {
    switch key {
    case .character("q"): .quit(signal: nil)
    case .control("l"): .redraw
    default: .none
    }
  }

  private mutating func runTyped(adding key: Key) -> Effect {
    if let first = typed.first, case .character(let letter) = key, typed.count == 1 {
      if first == .character("m") || first == .character("'") {
        typed = []
        count = nil
        if first == .character("m") { setMark(letter) } else { go(toMark: letter) }
        return .none
      }
    }
    typed.append(key)
    // Marks take a letter: the map alone would take `m` for a whole command.
    if typed == [.character("m")] || typed == [.character("'")] { return .none }
    switch keyMap.match(typed) {
    case .prefix: return .none
    case .nothing:
      if key == .escape {
        if typed.count == 1, count == nil, clicksChapters { goToClickedChapter() }
      } else {
        message = "No such key: press ? for help"
      }
      typed = []
      count = nil
      return .none
    case .command(let command):
      let times = count
      typed = []
      count = nil
      let before = step
      clicksChapters =
        command == .clickChapter
        || clicksChapters && [.clickForward, .clickBack, .blank].contains(command)
      let effect = runLocked(command, times) ?? run(command, times)
      if step != before, comparison != nil, !command.isLocked { followStep() }
      return effect
    }
  }

  /// What moves two runs together; nil for any other command, or with one run.
  private mutating func runLocked(_ command: Command, _ times: Int?) -> Effect? {
    guard comparison != nil, command.isLocked else { return nil }
    playback.stop()
    let n = times ?? 1
    switch command {
    case .stepForward, .clickForward, .scheduleOn: moveJoint(by: n)
    case .stepBack, .clickBack: moveJoint(by: -n)
    case .nextRemark: repeatedly(n) { $0.goToDifference(by: 1) }
    case .previousRemark: repeatedly(n) { $0.goToDifference(by: -1) }
    default: return nil
    }
    return Effect.none
  }

  private mutating func run(_ command: Command, _ times: Int?) -> Effect {
    if command != .playPause, [.move, .look, .lesson].contains(command.section) {
      playback.stop()
    }
    let n = times ?? 1
    switch command {
    case .stepForward: moveRows(by: n)
    case .stepBack: moveRows(by: -n)
    case .pageForward: moveRows(by: n * pageRows)
    case .pageBack: moveRows(by: -n * pageRows)
    case .first: go(to: times.map(timeline.step) ?? 0)
    case .last: goToLast(times)
    case .goTo: prompt = Prompt(kind: .goTo)
    case .playPause: playOrPause()
    case .faster: playback.change(by: 1)
    case .slower: playback.change(by: -1)
    case .normalSpeed: playback.reset()
    case .nextChange: repeatedly(n) { $0.goToNextChange() }
    case .previousChange: repeatedly(n) { $0.goToPreviousChange() }
    case .nextPlace: choosePlace(by: 1)
    case .previousPlace: choosePlace(by: -1)
    case .nextInLeftLane: repeatedly(n) { $0.moveInLane(0, by: 1) }
    case .previousInLeftLane: repeatedly(n) { $0.moveInLane(0, by: -1) }
    case .nextInRightLane: repeatedly(n) { $0.moveInLane(1, by: 1) }
    case .previousInRightLane: repeatedly(n) { $0.moveInLane(1, by: -1) }
    case .nextRemark: repeatedly(n) { $0.goToRemark(by: 1) }
    case .previousRemark: repeatedly(n) { $0.goToRemark(by: -1) }
    case .nextHarm: goToHarm(by: 1)
    case .previousHarm: goToHarm(by: -1)
    case .lastWriter: goToLastWriter()
    case .nextReader: goToNextReader()
    case .jumpBack: jumpBack()
    case .searchForward: prompt = Prompt(kind: .searchForward)
    case .searchBack: prompt = Prompt(kind: .searchBack)
    case .searchAgain: searchAgain(reversed: false)
    case .searchAgainReversed: searchAgain(reversed: true)
    case .setMark, .goToMark: break  // they wait for their letter in `runTyped`
    case .toggleFold: toggleFold()
    case .toggleAllFolds: toggleAllFolds()
    case .chooseFocus: openFocusChooser()
    case .showInformation: overlay = .information(top: 0)
    case .showFindings: openFindings()
    case .nextChapter: repeatedly(n) { $0.goToChapter(by: 1) }
    case .previousChapter: repeatedly(n) { $0.goToChapter(by: -1) }
    case .showChapters: openChapters()
    case .showVariations: openVariations()
    case .togglePages: togglePages()
    case .showMutations: return askForMutations()
    case .showMap: return askForMap()
    case .quiz: startQuiz()
    case .clickForward: moveRows(by: n)
    case .clickBack: moveRows(by: -n)
    case .clickChapter: goToClickedChapter()
    case .blank: isBlank = true
    case .toggleScheduler: return toggleScheduler()
    case .scheduleLeft: return schedule(0)
    case .scheduleRight: return schedule(1)
    case .scheduleOn: return scheduleOn()
    case .scheduleRun: return scheduleRun()
    case .switchLane: switchLane()
    case .undo: return undoSchedule()
    case .redo: return redoSchedule()
    case .dropSchedule: askToDropSchedule()
    case .compare: return toggleComparison()
    case .compareLayout: return cycleComparison()
    case .toggleFix: return toggleFix()
    case .saveSchedule: openSave()
    case .showSchedule: openSchedule()
    case .help: overlay = .help(top: 0)
    case .reload:
      guard plan == nil else {
        self.message =
          "This schedule is not the scenario's: "
          + (scheduler == nil ? "x and x go" : "x goes") + " back to it first"
        return .none
      }
      return .reload
    case .redraw: return .redraw
    case .quit: return .quit(signal: nil)
    }
    return .none
  }

  /// How many rows a page key moves.
  private var pageRows: Int { max(1, Layout(self).lanes.height - 2) }

  private mutating func repeatedly(_ times: Int, _ body: (inout AppState) -> Void) {
    for _ in 0..<min(times, 1000) { body(&self) }
  }

  private mutating func click(_ event: MouseEvent) {
    guard Layout(self).fits else { return }
    guard !isBlank else { return isBlank = false }
    // What a click leads to may tell what a quiz asks.
    guard quiz == nil else { return }
    message = nil
    switch event.kind {
    case .wheelUp: moveRows(by: -1)
    case .wheelDown: moveRows(by: 1)
    case .press where overlay == nil:
      let layout = Layout(self)
      if layout.lanes.contains(x: event.x, y: event.y) {
        let row = top + event.y - layout.lanes.y
        if rows.rows.indices.contains(row) { go(to: rows.rows[row].positions.upperBound) }
      } else if layout.waves.contains(x: event.x, y: event.y) {
        let wave = layout.wave(of: layout.waves)
        if wave.columns.contains(event.x) {
          go(to: waveStep(column: event.x - wave.x, of: wave.width))
        }
      }
    default: break
    }
  }
}
