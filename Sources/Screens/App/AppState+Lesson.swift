import RaceTrace

extension AppState {
  /// Goes to where the next chapter begins, or to where this one began.
  mutating func goToChapter(by direction: Int) {
    guard let lesson, !lesson.chapters.isEmpty else {
      message = "There are no chapters here: t and T go to remarks on the order"
      return
    }
    let found =
      direction > 0
      ? lesson.chapters.first { $0.step > step } : lesson.chapters.last { $0.step < step }
    if let found {
      go(to: found.step)
    } else {
      message = direction > 0 ? "This is the last chapter" : "This is the start"
    }
  }

  /// The next chapter, and the start behind the last: a clicker has one key for chapters.
  mutating func goToClickedChapter() {
    playback.stop()
    if lesson?.chapters.contains(where: { $0.step > step }) == true {
      goToChapter(by: 1)
    } else {
      go(to: 0)
    }
  }

  mutating func togglePages() {
    guard pageMap != nil else {
      message = "There is no page map here: it belongs to scenarios with page tables"
      return
    }
    showsPages.toggle()
  }

  /// What can still happen, unless it is kept secret.
  var shownOutlook: Outlook? { quiz == nil ? lesson?.outlook : nil }

  /// Who points where after the current step.
  var pageMap: PageMap? { lesson.flatMap { PageMap(timeline, $0.pages, step: step) } }

  /// Takes another run of the same model and keeps the place: the same event, or else the nearest one
  /// before it that the run also has. Who stands at the end of a whole run
  /// stays there.
  mutating func keepPlace(
    in timeline: Timeline, _ lesson: Lesson?, isWhole: Bool = true, isOpen: Bool = false
  ) {
    let old = self.timeline
    let before = self.lesson
    let step = self.step
    let target =
      isWhole && step == old.stepCount ? timeline.stepCount : Self.step(of: step, old, in: timeline)
    marks = marks.mapValues { Self.step(of: $0, old, in: timeline) }
    jumps = jumps.map { Self.step(of: $0, old, in: timeline) }
    playback.stop()
    replace(timeline, lesson, isOpen: isOpen)
    top = 0
    let isTurn = turn?.arrival == nil
    go(to: isTurn ? turn?.target ?? target : target)
    if isTurn, let lesson { turn?.arrival = .init(settings: lesson.settings, step: self.step) }
    noteParting(from: old, before)
    let parting = parted?.step.map { "They part at step \($0) (t). " } ?? ""
    message = lesson.map { parting + Self.outcome(of: $0) }
  }

  /// What a run comes to, in one line.
  private static func outcome(of lesson: Lesson) -> String {
    let choice = lesson.settings.map(\.words).joined(separator: ", ")
    let bad = lesson.findings.filter { $0.tone == .bad }.map(\.title)
    return (choice.isEmpty ? "As the scenario is written" : choice) + ": "
      + (bad.isEmpty ? "nothing goes wrong" : bad.joined(separator: ", "))
  }

  /// The step of `new` that corresponds to `step` of `old`: a lane's *n*th event of one line of the
  /// model is the same event in both.
  private static func step(of step: Int, _ old: Timeline, in new: Timeline) -> Int {
    guard step > 0 else { return 0 }
    var places: [Occurrence: Int] = [:]
    for (position, event) in occurrences(new, upTo: new.stepCount).enumerated() {
      places[event] = position
    }
    let events = occurrences(old, upTo: min(step, old.stepCount))
    for event in events.reversed() {
      if let position = places[event] { return position + 1 }
    }
    return min(step, new.stepCount)
  }

  /// An event as two runs of a model share it.
  private struct Occurrence: Hashable {
    var lane: Int
    var line: Int
    var number: Int
  }

  private static func occurrences(_ timeline: Timeline, upTo step: Int) -> [Occurrence] {
    var counts: [Occurrence: Int] = [:]
    return (0..<step).map { position in
      let event = timeline.event(at: position)
      var one = Occurrence(lane: event.lane, line: event.line, number: 0)
      let number = counts[one, default: 0]
      counts[one] = number + 1
      one.number = number
      return one
    }
  }
}
