import Cells
import RaceTrace

extension AppState {
  /// The longest line that can be typed.
  private static let promptMax = 200

  /// Takes a key for the line that is being typed.
  mutating func edit(_ key: Key) -> Effect {
    guard var line = prompt else { return .none }
    if case .overwrite(var request) = line.kind {
      prompt = nil
      guard key == .character("y") else {
        message = "Not saved"
        return .none
      }
      request.overwrites = true
      return .save(request)
    }
    if line.kind == .dropSchedule {
      prompt = nil
      guard key == .character("y") else {
        message = "Your schedule is kept"
        return .none
      }
      return dropSchedule()
    }
    switch key {
    case .escape: prompt = nil
    case .enter:
      prompt = nil
      return finish(line)
    case .backspace:
      if line.text.isEmpty {
        prompt = nil
      } else {
        line.text.removeLast()
        prompt = line
      }
    case .control("u"):
      line.text = ""
      prompt = line
    case .character(let character) where line.text.count < Self.promptMax:
      line.text.append(character)
      prompt = line
    default: break
    }
    return .none
  }

  private mutating func finish(_ line: Prompt) -> Effect {
    switch line.kind {
    case .searchForward, .searchBack:
      if !line.text.isEmpty { search = line.text }
      searchesBack = line.kind == .searchBack
      searchAgain(reversed: false)
    case .goTo: go(toTyped: line.text)
    case .saveAs: return save(as: line.text)
    case .overwrite, .dropSchedule: break
    }
    return .none
  }

  private mutating func go(toTyped text: String) {
    if text.hasPrefix("'"), text.count == 2, let letter = text.last { return go(toMark: letter) }
    if text.hasSuffix("%"), let share = Double(text.dropLast()), share >= 0 {
      return go(toShare: share / 100)
    }
    guard let step = Int(text), step >= 0 else {
      message = "Not a step (42), a share (50%) or a mark ('a): \(text)"
      return
    }
    go(to: timeline.step(numbered: step))
  }

  /// Finds the next row, folds left out, whose statement, sentence or event name has the searched text; case counts
  /// only if the text has a capital letter. The search goes round the end.
  mutating func searchAgain(reversed: Bool) {
    guard let search else {
      message = "Nothing was searched for yet: press / and type"
      return
    }
    let forward = searchesBack == reversed
    let ids = matchingTexts(search)
    let count = timeline.stepCount
    guard count > 0 else { return }
    let start = step - 1
    for distance in 1...count {
      let position = ((forward ? start + distance : start - distance) % count + count) % count
      guard everythingOpen || focused.concerns[position] else { continue }
      let event = timeline.event(at: position)
      guard ids.contains(event.text) || ids.contains(event.name) || ids.contains(event.note) else {
        continue
      }
      let wrapped = forward ? position <= start : position >= start
      go(to: position + 1)
      message = wrapped ? "Search went round the end" : nil
      return
    }
    message = "Not found: \(search)"
  }

  private func matchingTexts(_ pattern: String) -> Set<StringTable.ID> {
    let strings = timeline.trace.strings
    let exact = pattern.contains(where: \.isUppercase)
    let wanted = exact ? pattern : pattern.lowercased()
    return Set(
      (1..<max(1, strings.count)).filter {
        (exact ? strings[$0] : strings[$0].lowercased()).contains(wanted)
      })
  }
}
