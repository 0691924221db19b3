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

  mutating func openVerdicts() {
    guard !verdicts.isEmpty else {
      message = "Nothing can be concluded from this recording"
      return
    }
    let position = max(step - 1, 0)
    overlay = .verdicts(
      selected: verdicts.firstIndex { $0.positions.contains(position) } ?? 0)
  }

  /// Takes a key for the popup; false when it is not one of the popup's.
  mutating func pressInOverlay(_ key: Key) -> Bool {
    guard let current = overlay else { return false }
    switch key {
    case .escape, .character("q"):
      overlay = nil
      return true
    case .enter:
      choose(current)
      return true
    case .character("?") where current.isHelp, .function(1) where current.isHelp:
      overlay = nil
      return true
    default: break
    }
    guard let distance = distance(of: key) else { return true }
    overlay = current.moved(by: distance, limits: overlayCounts)
    return true
  }

  /// How many lines or entries each popup has.
  private var overlayCounts: Overlay.Counts {
    Overlay.Counts(
      help: HelpText.lines.count, information: informationLines.count, verdicts: verdicts.count,
      focus: candidates.count)
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
    case .help, .information: break
    case .verdicts(let index) where verdicts.indices.contains(index):
      go(to: verdicts[index].decidedAt + 1)
    case .focus(let index) where candidates.indices.contains(index):
      look(at: candidates[index].address)
    case .verdicts, .focus: break
    }
  }

  /// Where the trace comes from and what is not known of it.
  var informationLines: [String] {
    let trace = timeline.trace
    let clock =
      trace.clock.unit == .ticks
      ? "Stamps count ticks of a counter, not seconds."
      : "Stamps are \(Narration(focused).span(trace.clock.resolution)) apart at best."
    var lines = [source.title, source.detail].filter { !$0.isEmpty } + source.notes
    lines += ["", "Where it comes from"] + trace.provenance
    lines += [
      "", "What is known of the order", clock,
      "An event is stamped when it is reported, after the access itself: between the two the other "
        + "CPU may act. Events stand as recorded unless a value proves another order.",
      "\(timeline.orderNoteCount) of \(timeline.stepCount) events carry a remark: ] goes to the next.",
      "",
      trace.unknown.isEmpty
        ? "No event was unknown to the vocabulary."
        : "Events unknown to the vocabulary, left out here",
    ]
    lines += trace.unknown.map {
      "\($0.count) × \($0.name), first in line \($0.firstLine): \($0.sample)"
    }
    return lines
  }
}

extension Overlay {
  /// How many lines or entries each popup has.
  struct Counts {
    var help: Int
    var information: Int
    var verdicts: Int
    var focus: Int
  }

  var isHelp: Bool { if case .help = self { true } else { false } }

  func moved(by distance: Int, limits: Counts) -> Overlay {
    func clamp(_ value: Int, _ count: Int) -> Int {
      min(max(value + distance, 0), max(count - 1, 0))
    }
    switch self {
    case .help(let top): return .help(top: clamp(top, limits.help))
    case .information(let top): return .information(top: clamp(top, limits.information))
    case .verdicts(let index): return .verdicts(selected: clamp(index, limits.verdicts))
    case .focus(let index): return .focus(selected: clamp(index, limits.focus))
    }
  }
}
