import Cells

/// A question, its answers, and whether the chosen one was right; below the lanes' rows, or where
/// these need all of their room over what stands below them.
struct QuizView {
  private let quiz: Quiz
  private let look: Look
  private var theme: Theme { look.theme }

  init(_ quiz: Quiz, _ look: Look) {
    self.quiz = quiz
    self.look = look
  }

  /// How many rows a question needs.
  static let rows = 9

  /// Whether there is room for it below the rows of the lanes, so that the values stay in sight.
  static func standsInLanes(_ layout: Layout) -> Bool { layout.lanes.height >= 2 * rows }

  func draw(over layout: Layout, into grid: inout Grid) {
    // All of the width: what looks out beside a popup is only in the way.
    let stands = Self.standsInLanes(layout)
    let width = stands ? layout.lanes.width : grid.width
    let lines = self.lines(width - 4)
    let height = min(lines.count + 2, grid.height)
    let box = Rect(
      x: 0, y: (stands ? layout.lanes.maxY : grid.height - 1) - height, width: width, height: height
    )
    grid.fill(box, with: " ", style: theme.popup)
    grid.frame(box, glyphs: look.glyphs, style: theme.quiet)
    let heading =
      quiz.question == nil
      ? " Quiz "
      : " Quiz: question \(quiz.index + 1) of \(quiz.questions.count)"
        + (quiz.replies.isEmpty ? " " : ", \(quiz.score) ")
    grid.write(heading, x: box.x + 2, y: box.y, style: theme.heading, maxWidth: width - 4)
    for (index, line) in lines.prefix(height - 2).enumerated() {
      grid.write(
        padded: look.glyphs.adapt(line.text), x: box.x + 2, y: box.y + 1 + index, width: width - 4,
        style: line.style)
    }
  }

  private struct Line {
    var text: String
    var style: Style
  }

  private func lines(_ width: Int) -> [Line] {
    guard let question = quiz.question else {
      return [
        Line(text: quiz.score, style: theme.heading),
        Line(text: "Enter or Esc: back to the run", style: theme.quiet),
      ]
    }
    var lines = wrapped(question.text, width).map { Line(text: $0, style: .plain) }
    for (index, option) in question.options.enumerated() {
      var (mark, style) = (" ", Style.plain)
      if let reply = quiz.reply {
        if index == question.answer {
          (mark, style) = (String(look.glyphs.good), theme.good)
        } else if reply == .chosen(index) {
          (mark, style) = (String(look.glyphs.bad), theme.bad)
        }
      }
      lines += wrapped(option, width - 5).enumerated().map { row, text in
        Line(text: (row == 0 ? "\(mark) \(index + 1)  " : "     ") + text, style: style)
      }
    }
    lines.append(Line(text: end(question), style: theme.quiet))
    return lines
  }

  private func wrapped(_ text: String, _ width: Int) -> [String] {
    Paragraph.lines(look.glyphs.adapt(text), width: width, charset: look.glyphs.charset)
  }

  private func end(_ question: Question) -> String {
    switch quiz.reply {
    case .chosen(question.answer): "Right.  Enter: next   Esc: stop"
    case .chosen: "Wrong.  Enter: next   Esc: stop"
    case .shown: "Shown, and not counted.  Enter: next   Esc: stop"
    case nil: "1-\(question.options.count): answer   Space: show the answer   Esc: stop"
    }
  }
}
