import Cells
import RaceTrace

extension AppState {
  mutating func openFocusChooser() {
    guard !candidates.isEmpty else {
      message = "This trace does not say which pages its events are about"
      return
    }
    let address = focused.focus?.address
    overlay = .focus(selected: candidates.firstIndex { $0.address == address } ?? 0)
  }

  mutating func openFindings() {
    guard !findings.isEmpty else {
      message =
        lesson == nil
        ? "Nothing can be concluded from this recording" : "Nothing is known of the end of this run"
      return
    }
    let current = currentFinding.flatMap { findings.firstIndex(of: $0) }
    overlay = .findings(
      selected: current ?? findings.firstIndex { $0.concerns(step: step) } ?? 0)
  }

  mutating func openChapters() {
    guard let lesson, !lesson.chapters.isEmpty else {
      message = "There are no chapters here"
      return
    }
    overlay = .chapters(selected: lesson.chapter(at: step) ?? 0)
  }

  mutating func openVariations() {
    guard let lesson, !lesson.variations.isEmpty else {
      message =
        lesson == nil
        ? "A recording cannot be run again: switches belong to scenarios and models"
        : "This model has no switches, kernels or numbers: there is nothing to change"
      return
    }
    overlay = .variations(selected: 0)
  }

  /// Takes a key for the popup; nil when it is not one of the popup's.
  mutating func pressInOverlay(_ key: Key) -> Effect? {
    guard let current = overlay else { return nil }
    switch current {
    case .variations(let index):
      if let effect = pressInVariations(key, index) { return effect }
    case .mutations(let index):
      if let effect = pressInMutations(key, index) { return effect }
    case .map(let index): return pressInMap(key, index)
    default: break
    }
    if case .comparisons(let index) = current, key == .enter, let lesson,
      alternatives.indices.contains(index)
    {
      overlay = nil
      return compare(lesson, alternatives[index])
    }
    switch key {
    case .escape, .character("q"):
      overlay = nil
      return Effect.none
    case .enter:
      choose(current)
      return Effect.none
    case .character("?") where current.isHelp, .function(1) where current.isHelp:
      overlay = nil
      return Effect.none
    default: break
    }
    guard let distance = distance(of: key) else { return Effect.none }
    overlay = current.moved(by: distance, count: positionCount(of: current))
    return Effect.none
  }

  /// Enter and the arrows to the right and left change what is chosen and run the schedule again;
  /// the menu stays open.
  private mutating func pressInVariations(_ key: Key, _ index: Int) -> Effect? {
    let distance: Int
    switch key {
    case .enter, .character(" "), .right, .character("l"): distance = 1
    case .left, .character("h"): distance = -1
    case .character("f"):
      overlay = nil
      return Effect.none
    case .character("0"): return lesson?.settings.isEmpty == false ? changed(to: []) : Effect.none
    default: return nil
    }
    guard let lesson, lesson.variations.indices.contains(index),
      let setting = lesson.variations[index].changed(by: distance)
    else { return Effect.none }
    return changed(to: lesson.settings.filter { $0.name != setting.name } + [setting])
  }

  /// How far a popup can be scrolled, or how many entries it has.
  private func positionCount(of overlay: Overlay) -> Int {
    let view = OverlayView(self, overlay)
    return switch overlay {
    case .help, .information, .schedule: view.lastTop + 1
    case .comparisons, .findings, .focus, .chapters, .variations, .mutations: view.lineCount
    case .map: map?.cells.count ?? 0
    }
  }

  private func distance(of key: Key) -> Int? {
    let page = max(1, size.height - 8)
    switch key {
    case .down, .character("j"), .character("l"), .right, .character(" "): return 1
    case .up, .character("k"), .character("h"), .left: return -1
    case .pageDown, .control("d"), .control("f"): return page
    case .pageUp, .control("u"), .control("b"): return -page
    case .home, .character("g"): return -.max / 2
    case .end, .character("G"): return .max / 2
    default: return nil
    }
  }

  private mutating func choose(_ chosen: Overlay) {
    overlay = nil
    switch chosen {
    case .findings(let index) where findings.indices.contains(index):
      jump(to: findings[index].step)
    case .focus(let index) where candidates.indices.contains(index):
      look(at: candidates[index].address)
    case .chapters(let index) where lesson?.chapters.indices.contains(index) == true:
      jump(to: lesson?.chapters[index].step ?? step)
    case .help, .information, .findings, .focus, .chapters, .variations, .mutations, .map,
      .schedule, .comparisons:
      break
    }
  }

  /// Where the trace comes from and what is not known of it.
  var informationLines: [String] {
    if let lesson { return information(on: lesson) }
    let trace = timeline.trace
    let clock =
      trace.clock.unit == .ticks
      ? "Stamps count ticks of a counter, not seconds."
      : "Stamps are \(Narration(focused).span(trace.clock.resolution)) apart at best."
    var lines = [source.title, source.detail].filter { !$0.isEmpty } + source.notes
    lines += ["", "Where it comes from"] + trace.provenance
    if case .stopped(let words)? = live?.status.recording {
      lines.append("It is not recorded any more (--record): \(words).")
    }
    lines += [
      "", "What is known of the order", clock,
      "An event is stamped when it is reported, after the access itself: between the two the other "
        + "CPU may act. Events stand as recorded unless a value proves another order.",
      "\(timeline.orderNoteCount) of \(timeline.stepCount) events carry a remark: t goes to the next.",
      "",
      !trace.unknown.isEmpty
        ? "Events unknown to the vocabulary, left out here"
        : timeline.stepCount == 0 && live != nil
          ? "Nothing that has come so far was understood."
          : "No event was unknown to the vocabulary.",
    ]
    lines += trace.unknown.map {
      "\($0.count) × \($0.name), first in line \($0.firstLine): \($0.sample)"
    }
    return lines
  }

  private func information(on lesson: Lesson) -> [String] {
    var lines = [lesson.title, lesson.detail, lesson.objective].filter { !$0.isEmpty }
    // A small screen has no room for all that is said at a step.
    let said = story?.passages(at: step).filter { $0.kind != .objective } ?? []
    if !said.isEmpty { lines += ["", "What is said here"] + said.map(\.text) }
    lines += ["", "What differs from the scenario"]
    let schedule = lesson.occasion.map { ["The schedule: it is \($0)."] } ?? []
    let changes = schedule + lesson.settings.map(\.words)
    lines += changes.isEmpty ? ["Nothing."] : changes
    if !lesson.about.isEmpty { lines += ["", "The model"] + lesson.about }
    lines += ["", "The schedule", lesson.schedule, ""]
    if let prospect = shownOutlook?.prospect(at: step) {
      lines += ["What can still happen after step \(step)"] + prospect.exactWords
    } else if !lesson.outlookReason.isEmpty {
      lines += ["What can still happen", lesson.outlookReason]
    }
    if !lesson.moral.isEmpty { lines += ["", "To take home", lesson.moral] }
    return lines
  }
}

extension Overlay {
  var isHelp: Bool { if case .help = self { true } else { false } }

  /// The popup moved on, within `count` lines or entries.
  func moved(by distance: Int, count: Int) -> Overlay {
    func clamp(_ value: Int) -> Int { min(max(value + distance, 0), max(count - 1, 0)) }
    switch self {
    case .help(let top): return .help(top: clamp(top))
    case .information(let top): return .information(top: clamp(top))
    case .schedule(let top): return .schedule(top: clamp(top))
    case .comparisons(let index): return .comparisons(selected: clamp(index))
    case .findings(let index): return .findings(selected: clamp(index))
    case .focus(let index): return .focus(selected: clamp(index))
    case .chapters(let index): return .chapters(selected: clamp(index))
    case .variations(let index): return .variations(selected: clamp(index))
    case .mutations(let index): return .mutations(selected: clamp(index))
    case .map(let index): return .map(selected: clamp(index))
    }
  }
}
