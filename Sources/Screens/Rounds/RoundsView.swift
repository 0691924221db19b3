import Cells

/// Draws a ``RoundsBoard``: the count of hits first and largest, a bar for each outcome, what that
/// says of each property.
struct RoundsView {
  /// The smallest screen on which a violation is seen as well.
  static let least = Size(width: 40, height: 10)

  typealias Span = (text: String, style: Style)
  typealias Line = [Span]

  let board: RoundsBoard
  let look: Look
  let width: Int
  var theme: Theme { look.theme }
  var glyphs: Glyphs { look.glyphs }

  init(_ board: RoundsBoard, _ look: Look, width: Int) {
    self.board = board
    self.look = look
    self.width = width
  }

  // MARK: - The screen

  func frame(height: Int) -> Grid {
    var grid = Grid(width: width, height: height, charset: glyphs.charset)
    guard width >= Self.least.width, height >= Self.least.height else {
      var rest = grid.bounds
      for words in [
        "racelanes live needs \(Self.least.width)x\(Self.least.height)",
        "here \(width)x\(height): enlarge or q ends",
      ] { _ = rest.takeTop(grid.write(paragraph: words, in: rest, style: .plain, ellipsis: "")) }
      return grid
    }
    let isRoomy = height >= 20
    let gap: [Line] = isRoomy ? [[]] : []
    var top = [header] + (isRoomy ? [rule] : []) + gap
    top += headline(rows: height) + gap + [[(" " + board.pace, theme.quiet)]] + gap
    let room = height - top.count - 1
    let below = findings(rows: room / 2, hasRemarks: isRoomy)
    let bars = bars(rows: room - below.count - gap.count)
    let filling = max(0, room - below.count - gap.count - bars.count)
    let lines =
      top + bars + gap + below + Array(repeating: [], count: filling)
      + [[(" " + keys, theme.quiet)]]
    for (y, line) in lines.enumerated() {
      var x = 0
      for span in line {
        // A number that is cut must not look like a whole one.
        let text = TextWidth.clipped(
          glyphs.adapt(span.text), to: width - x, ellipsis: glyphs.adapt("…"),
          charset: glyphs.charset)
        x += grid.write(text, x: x, y: y, style: span.style)
      }
    }
    return grid
  }

  private var header: Line {
    let name = " racelanes live  "
    let room = width - name.count
    let place = width < 60 ? "" : "  " + board.place + " "
    return [
      (name, theme.heading),
      (padded(board.title, room - place.count), theme.heading), (place, theme.heading),
    ]
  }

  /// What the keys do, in as many words as there is room for.
  private var keys: String {
    let start = (board.isStopped ? "stopped   " : "") + "q ends"
    guard let offer = board.offer else { return start }
    let what = offer == .violation ? "the first violation" : "it"
    let whole = start + "   Enter shows \(what) on the lanes"
    return whole.count < width ? whole : start + "   Enter shows it"
  }

  private var rule: Line { [(String(repeating: glyphs.rule, count: width), theme.quiet)] }

  private var headline: (word: String, rest: String) {
    let hits = Self.number(board.hits)
    let rounds = Self.counted(board.rounds, "round")
    if board.hits > 0 {
      return ("HIT", "\(hits) of \(rounds), \(Self.share(board.hits, of: board.rounds))")
    }
    return ("NOT SEEN", "in \(rounds)")
  }

  private var headlineVerdict: RoundsBoard.Verdict {
    if board.hits > 0 { return .bad }
    let isOpen = board.judgements.contains { $0.verdict == .open } || board.rounds == 0
    return isOpen ? .open : .good
  }

  /// The sign of what the rounds come to. That nothing was seen proves nothing: it has neither the
  /// sign nor the colour of what is proven.
  private func mark(_ verdict: RoundsBoard.Verdict) -> (sign: Character, style: Style) {
    verdict == .good ? (glyphs.neutral, .plain) : (sign(verdict), style(verdict))
  }

  private func headline(rows: Int) -> [Line] {
    let (sign, style) = mark(headlineVerdict)
    let words = headline
    let sizes: [BigDigits.Size] =
      (rows >= 40 ? [.large] : []) + (rows >= 20 && glyphs.charset == .unicode ? [.small] : [])
    let fitting = sizes.map { BigDigits.rows(Self.number(board.hits), $0, glyphs) }
      .first { $0[0].count + words.rest.count + 7 <= width }
    guard let digits = fitting else {
      let line = " \(sign) \(words.word) \(words.rest)"
      return [[(padded(line, width), style.adding([.bold, .reverse]))]]
    }
    let middle = digits.count / 2
    return digits.enumerated().map { row, text in
      var line: Line = [("  " + text + "   ", style)]
      if row == middle - 1 {
        line.append((" \(sign) \(words.word) ", style.adding([.bold, .reverse])))
      }
      if row == middle { line.append((words.rest, style.adding(.bold))) }
      return line
    }
  }

  // MARK: - Text

  func text(_ closing: [String]) -> [String] {
    let words = headline
    let head: [Line] = [
      [(board.title, .plain)], [("two threads, " + board.place, .plain)], [(board.pace, .plain)],
      [],
      [("\(words.word) \(words.rest)", .plain)], [],
    ]
    let lines =
      head + flat(all: true, rows: .max) + [[]] + findings(rows: .max, hasRemarks: true)
      + closing.flatMap { [[], [($0, .plain)]] }
    return lines.flatMap(wrapped)
  }

  /// How many columns words need to be worth a column of their own.
  static let wordsLeast = 20

  /// A line in as many as it takes: its last span is broken at words, below itself where there is
  /// room for that.
  private func wrapped(_ line: Line) -> [String] {
    let all = glyphs.adapt(line.map(\.text).joined())
    let text = TextWidth.sanitized(all, charset: glyphs.charset)
    guard TextWidth.columns(of: text) > width else {
      return [String(text.reversed().drop { $0 == " " }.reversed())]
    }
    let lead = glyphs.adapt(line.dropLast().map(\.text).joined())
    let column = TextWidth.columns(of: lead)
    guard width - column >= Self.wordsLeast, let last = line.last else {
      let lines = Paragraph.lines(all, width: max(1, width - 3), charset: glyphs.charset)
      return lines.enumerated().map { ($0 == 0 ? all.hasPrefix(" ") ? " " : "" : "   ") + $1 }
    }
    let lines = Paragraph.lines(
      glyphs.adapt(last.text), width: width - column, charset: glyphs.charset)
    let below = String(repeating: " ", count: column)
    return lines.enumerated().map { ($0 == 0 ? lead : below) + $1 }
  }

  // MARK: - Properties

  /// What is violated first: it is what has to be seen where there is no room for all.
  private func findings(rows: Int, hasRemarks: Bool) -> [Line] {
    let order: [RoundsBoard.Verdict] = [.bad, .open, .good]
    let all = order.flatMap { verdict in board.judgements.filter { $0.verdict == verdict } }
    let names = all.map { TextWidth.columns(of: $0.name) }.max() ?? 0
    let lines: [Line] = all.map { judgement in
      let (sign, style) = mark(judgement.verdict)
      return [
        (" \(sign) ", style), (padded(judgement.name, names), style),
        ("  ", .plain), (judgement.words, .plain),
      ]
    }
    let remarks = hasRemarks ? board.remarks : []
    return Array(
      (lines
        + remarks.flatMap { remark in
          Paragraph.lines(glyphs.adapt(remark), width: width - 2, charset: glyphs.charset)
            .map { [(" " + $0, theme.quiet)] }
        }).prefix(max(1, rows)))
  }

  // MARK: - Numbers and signs

  static func number(_ number: Int) -> String { Amount(digits: String(number)).exact }

  /// `1 round`, `1,234 rounds`
  static func counted(_ count: Int, _ noun: String) -> String {
    "\(number(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// `15.8%`, `<0.1%`
  static func share(_ count: Int, of all: Int) -> String {
    guard count > 0, all > 0 else { return "0%" }
    let tenths = Int((Double(count) * 1000 / Double(all)).rounded())
    return tenths == 0 ? "<0.1%" : "\(tenths / 10).\(tenths % 10)%"
  }

  func sign(_ verdict: RoundsBoard.Verdict) -> Character {
    switch verdict {
    case .bad: glyphs.bad
    case .good: glyphs.good
    case .open: glyphs.doubt
    }
  }

  func style(_ verdict: RoundsBoard.Verdict) -> Style {
    switch verdict {
    case .bad: theme.bad
    case .good: theme.good
    case .open: theme.remark
    }
  }

  func padded(_ text: String, _ width: Int, _ alignment: TextWidth.Alignment = .leading) -> String {
    TextWidth.padded(
      glyphs.adapt(text), to: max(0, width), alignment: alignment, ellipsis: glyphs.adapt("…"),
      charset: glyphs.charset)
  }
}
