/// A live source as it stands on the screen.
struct LiveState: Hashable, Sendable {
  /// From so many seconds without an event on, the header says so.
  static let idleSecondsMin = 5

  var status = LiveStatus()
  /// Whether the view moves with the head.
  var follows = true
  /// What is on the screen is all that was kept when somebody stepped back.
  var isWhole = false
  /// What is on the screen is all that there will ever be.
  var isFinal = false

  /// Whether nothing more will come.
  var isOver: Bool { status.phase != .open }

  /// What the header says of it; `since` is how many events have come behind the current step.
  ///
  /// - Parameter isNarrow: whether there is no room for how the source ended.
  func words(since: Int, isNarrow: Bool, _ glyphs: Glyphs) -> String {
    let recording =
      switch status.recording {
      case .off: ""
      case .going: isOver ? "" : "rec  "
      case .stopped: "\(glyphs.bad) not recorded  "
      }
    return recording + (isNarrow && isOver ? "ended" : phaseWords(since, glyphs))
  }

  private func phaseWords(_ since: Int, _ glyphs: Glyphs) -> String {
    if case .over(let words) = status.phase { return words }
    if !follows { return "+\(Self.grouped(since)) since" }
    if status.isGone { return "\(glyphs.live) the file is gone, waiting for a new one" }
    guard let idle = status.idleSeconds else {
      guard status.leftOut > 0 else { return "\(glyphs.live) waiting for the first event" }
      return "\(glyphs.live) \(Self.lines(status.leftOut)), none understood"
    }
    let leftOut = status.leftOut > 0 ? "  \(Self.lines(status.leftOut)) left out" : ""
    guard idle < Self.idleSecondsMin else {
      return "\(glyphs.live) waiting, last event \(Self.ago(idle)) ago" + leftOut
    }
    let rate = status.rate > 0 ? "  \(Self.grouped(status.rate))/s" : ""
    return "\(glyphs.live) live" + rate + leftOut
  }

  private static func lines(_ count: Int) -> String {
    count == 1 ? "1 line" : "\(grouped(count)) lines"
  }

  /// `1,234,567`.
  static func grouped(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var parts: [String] = []
    while digits.count > 3 {
      parts.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (number < 0 ? "-" : "") + ([digits] + parts).joined(separator: ",")
  }

  private static func ago(_ seconds: Int) -> String {
    switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min"
    default: "\(seconds / 3600) h"
    }
  }
}
