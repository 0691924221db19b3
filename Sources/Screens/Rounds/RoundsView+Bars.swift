import Cells

/// The outcomes, each with its bar.
extension RoundsView {
  /// How much room each outcome is given, the most first.
  private struct Ease {
    var names: Int
    var bar: Int
    var gap: Int

    static let all = [
      Ease(names: .max, bar: 3, gap: 1), Ease(names: .max, bar: 2, gap: 1),
      Ease(names: .max, bar: 1, gap: 1), Ease(names: .max, bar: 1, gap: 0),
      Ease(names: 2, bar: 1, gap: 0), Ease(names: 1, bar: 1, gap: 0),
    ]
  }

  /// As much of them as there is room for: names above bars of the whole width, or a row each.
  func bars(rows: Int) -> [Line] {
    guard board.others == 0, !board.outcomes.isEmpty else { return flat(all: false, rows: rows) }
    for ease in Ease.all {
      let gap: [Line] = Array(repeating: [], count: ease.gap)
      let lines = board.outcomes.flatMap { tall($0, ease) + gap }
      if lines.count - ease.gap <= rows { return Array(lines.dropLast(ease.gap)) }
    }
    return flat(all: false, rows: rows)
  }

  /// What an outcome is, and its bar below.
  private func tall(_ outcome: RoundsBoard.Outcome, _ ease: Ease) -> [Line] {
    let style = style(outcome.verdict)
    let share = padded(Self.share(outcome.count, of: board.rounds), 6, .trailing)
    let most = board.outcomes.map { Self.number($0.count).count }.max() ?? 0
    let count = "  " + padded(Self.number(outcome.count), most, .trailing) + " " + share
    let lead = " \(sign(outcome.verdict)) \(word(outcome.verdict))  "
    let room = width - lead.count - count.count - 1
    var names = wrapped(outcome, width: room)
    if names.count > ease.names {
      names[ease.names - 1] = names[(ease.names - 1)...].joined(separator: " ")
    }
    var lines: [Line] = names.prefix(ease.names).enumerated().map { index, text in
      let head = index == 0 ? lead : String(repeating: " ", count: lead.count)
      return [
        (head, style.adding(.bold)), (padded(text, room), .plain),
        (index == 0 ? count : "", .plain),
      ]
    }
    let bar: Line = [("   ", .plain), (bar(outcome, width - 5), style)]
    lines += Array(repeating: bar, count: ease.bar)
    return lines
  }

  /// A row for each outcome.
  ///
  /// - Parameter all: all of what tells an outcome, in as many rows as that takes.
  func flat(all: Bool, rows: Int) -> [Line] {
    let isCut = board.outcomes.count > rows || board.others > 0
    let shown = board.outcomes.prefix(isCut ? max(1, rows - 1) : board.outcomes.count)
    let counts = shown.map { Self.number($0.count) }
    let countWidth = counts.map(\.count).max() ?? 0
    // What was violated matters more than how long its bar is.
    let barWidth = width < 60 ? 0 : width < 100 ? width / 10 : min(width / 5, 40)
    var lines: [Line] = []
    for (outcome, count) in zip(shown, counts) {
      let style = style(outcome.verdict)
      let lead: Line = [
        (" \(sign(outcome.verdict)) \(word(outcome.verdict))  ", style.adding(.bold)),
        (padded(count, countWidth, .trailing), .plain),
        (padded(Self.share(outcome.count, of: board.rounds), 7, .trailing) + "  ", .plain),
        (barWidth == 0 ? "" : padded(bar(outcome, barWidth), barWidth) + "  ", style),
      ]
      let indent = lead.map { TextWidth.columns(of: $0.text) }.reduce(0, +)
      guard all else {
        let names = wrapped(outcome, width: .max)
        lines.append(lead + [(padded(names[0], width - indent), .plain)])
        continue
      }
      let isBeside = width - indent >= Self.wordsLeast
      let column = isBeside ? indent : 4
      let names = wrapped(outcome, width: width - column).flatMap {
        Paragraph.lines($0, width: width - column, charset: glyphs.charset)
      }
      lines.append(lead + (isBeside ? [(names.first ?? "", .plain)] : []))
      lines += names.dropFirst(isBeside ? 1 : 0).map {
        [(String(repeating: " ", count: column) + $0, .plain)]
      }
    }
    let rest = board.outcomes.dropFirst(shown.count)
    let restCount = rest.map(\.count).reduce(0, +)
    if !rest.isEmpty {
      let more = Self.counted(rest.count, "more outcome")
      lines.append([("   and \(more) in \(Self.counted(restCount, "round"))", theme.quiet)])
    }
    if board.others > 0 {
      let others = Self.counted(board.others, "round")
      lines.append([("   and \(others) of other outcomes, not judged", theme.quiet)])
    }
    return lines
  }

  private func word(_ verdict: RoundsBoard.Verdict) -> String {
    switch verdict {
    case .bad: "BAD "
    case .good: "good"
    case .open: "open"
    }
  }

  /// How it went and what is violated, and then the values, of which the end may be cut; broken
  /// between two of them. At least one line.
  private func wrapped(_ outcome: RoundsBoard.Outcome, width: Int) -> [String] {
    let colon = outcome.values.isEmpty ? "" : ":"
    let words = outcome.words.isEmpty ? [] : (outcome.words + colon).split(separator: " ")
    let tags = outcome.tag.isEmpty ? [] : [outcome.tag + (words.isEmpty ? "" : ",")]
    let parts = (tags + words.map(String.init) + outcome.values)
      .map(glyphs.adapt)
    var lines: [String] = []
    for part in parts {
      if let last = lines.last, last.count + 1 + part.count <= width {
        lines[lines.count - 1] += " " + part
      } else {
        lines.append(part)
      }
    }
    return lines.isEmpty ? [board.outcomes.count == 1 ? "all rounds ended alike" : ""] : lines
  }

  /// At least a sliver: what was seen once was seen.
  private func bar(_ outcome: RoundsBoard.Outcome, _ room: Int) -> String {
    let fill =
      switch outcome.verdict {
      case .bad: glyphs.block
      case .good: glyphs.shade
      case .open: glyphs.unseen
      }
    let length = board.rounds == 0 ? 0 : (outcome.count * room + board.rounds / 2) / board.rounds
    return length == 0 ? String(glyphs.sliver) : String(repeating: fill, count: length)
  }
}
