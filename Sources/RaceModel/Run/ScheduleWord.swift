/// One piece of a schedule, in words or as letters.
///
///     0110111                     these lanes, one after another
///     cpu1 until set_pte_at       up to the step that shows it
///     cpu1 through set_pte_at     and including it
///     cpu0 3 steps
///     cpu0 until blocked
///     cpu0 to the end
public enum ScheduleWord: Hashable, Sendable, LosslessStringConvertible {
  /// These lanes.
  case lanes([Int])
  /// One lane, up to a step whose row has that label or text.
  case until(lane: Int, String)
  /// One lane, and including that step.
  case through(lane: Int, String)
  /// One lane, so many steps.
  case steps(lane: Int, Int)
  /// One lane, until it has to wait.
  case untilBlocked(lane: Int)
  /// One lane, until it has ended.
  case toTheEnd(lane: Int)

  /// The piece as it is written.
  public var description: String {
    switch self {
    case .lanes(let lanes): lanes.map(String.init).joined()
    case .until(let lane, let text): "cpu\(lane) until \(text)"
    case .through(let lane, let text): "cpu\(lane) through \(text)"
    case .steps(let lane, let count): "cpu\(lane) \(count) step\(count == 1 ? "" : "s")"
    case .untilBlocked(let lane): "cpu\(lane) until blocked"
    case .toTheEnd(let lane): "cpu\(lane) to the end"
    }
  }

  /// The longest schedule that is taken, in steps.
  public static let stepsMax = 10_000

  /// The piece that is written so, or nil.
  public init?(_ description: String) {
    let digits = description.utf8
    if !digits.isEmpty, digits.count <= Self.stepsMax,
      digits.allSatisfy({ $0 == 0x30 || $0 == 0x31 })
    {
      self = .lanes(digits.map { Int($0 - 0x30) })
      return
    }
    let words = description.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    guard let first = words.first, let lane = ["cpu0", "cpu1"].firstIndex(of: first),
      words.count >= 3
    else { return nil }
    let rest = words.dropFirst(2).joined(separator: " ")
    switch words[1] {
    case "until": self = rest == "blocked" ? .untilBlocked(lane: lane) : .until(lane: lane, rest)
    case "through": self = .through(lane: lane, rest)
    case "to" where rest == "the end": self = .toTheEnd(lane: lane)
    default:
      guard let count = Int(words[1]), (1...Self.stepsMax).contains(count),
        rest == "steps" || rest == "step"
      else { return nil }
      self = .steps(lane: lane, count)
    }
  }
}
