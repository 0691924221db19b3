import RaceModel

/// A schedule told in words: which CPU runs up to which statement before the other takes over.
struct Story {
  /// Steps of one CPU between two of the other.
  struct Turn {
    var lane: Int
    /// The statements of its first and of its last step.
    var first: String
    var last: String
    var count: Int
  }

  private(set) var turns: [Turn] = []

  /// - Complexity: O(*steps* × *slots*)
  init(_ program: Program, _ lanes: [Int]) {
    var machine = Machine(program)
    guard var state = try? machine.initialState() else { return }
    for lane in lanes {
      guard case .ready(let row)? = try? machine.status(of: lane, in: state) else { return }
      let text = program.rows[row].text
      if turns.last?.lane == lane {
        turns[turns.count - 1].last = text
        turns[turns.count - 1].count += 1
      } else {
        turns.append(Turn(lane: lane, first: text, last: text, count: 1))
      }
      guard (try? machine.step(lane, &state)) != nil else { return }
    }
  }

  /// How many turns are told of a long schedule.
  private static let turnsMax = 6

  /// What a whole schedule does: `CPU 0 runs from a to b between CPU 1's c and d`.
  var words: String {
    if turns.count == 3 {
      let (before, inner, behind) = (turns[0], turns[1], turns[2])
      return "CPU \(inner.lane) runs \(Self.span(inner)) "
        + "between CPU \(before.lane)'s \(before.last) and \(behind.first)"
    }
    return told(turns, isOpen: false)
  }

  /// What all schedules with this beginning do.
  var beginning: String { told(turns, isOpen: true) }

  private func told(_ turns: [Turn], isOpen: Bool) -> String {
    let shown = isOpen ? turns.suffix(Self.turnsMax) : turns.prefix(Self.turnsMax)
    var parts = shown.enumerated().map { index, turn in
      let isFirst = index == 0 && shown.count == turns.count
      let isLast = index == shown.count - 1
      if isOpen, isLast, turn.count == 1, turns.count > 1 {
        return "CPU \(turn.lane) goes on with \(turn.first)"
      }
      let verb = index == 0 ? "runs " : ""
      return "CPU \(turn.lane) \(verb)"
        + (isFirst || isOpen ? "up to \(turn.last)" : Self.span(turn))
    }
    if shown.count < turns.count {
      if isOpen { parts[0] = "… " + parts[0] } else { parts.append("and so on") }
    }
    return parts.joined(separator: ", then ")
  }

  private static func span(_ turn: Turn) -> String {
    turn.count == 1 ? turn.first : "from \(turn.first) to \(turn.last)"
  }
}
