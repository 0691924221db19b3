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

  /// What the header says of it; `last` is the number of the last step on the screen.
  ///
  /// - Parameter isNarrow: whether there is no room for how the source ended.
  func words(last: Int, isNarrow: Bool, _ glyphs: Glyphs) -> String {
    let recording =
      switch status.isRecording {
      case .none: ""
      case .some(true): isOver ? "" : "rec  "
      case .some(false): "\(glyphs.bad) not recorded  "
      }
    return recording + (isNarrow && isOver ? "ended" : phaseWords(last, glyphs))
  }

  private func phaseWords(_ last: Int, _ glyphs: Glyphs) -> String {
    let since = status.total - last
    let behind = !follows && since > 0 ? "+\(Self.grouped(since)) since" : ""
    switch status.phase {
    case .over(let words): return [words, behind].filter { !$0.isEmpty }.joined(separator: "  ")
    case .open: break
    }
    if status.isGone, follows { return "\(glyphs.live) the file is gone, waiting for a new one" }
    guard let idle = status.idleSeconds else {
      guard status.leftOut > 0 else { return "\(glyphs.live) waiting for the first event" }
      return "\(glyphs.live) \(Self.lines(status.leftOut)), none understood"
    }
    if !follows { return behind.isEmpty ? "stopped" : behind }
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
