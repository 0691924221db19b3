import Cells

/// A question, its answers, and whether the chosen one was right; over the lower part of the screen.
struct QuizView {
  private let quiz: Quiz
  private let look: Look
  private var theme: Theme { look.theme }

  init(_ quiz: Quiz, _ look: Look) {
    self.quiz = quiz
    self.look = look
  }

  func draw(over layout: Layout, into grid: inout Grid) {
    let width = grid.width - 4
    let lines = self.lines(width - 4)
    let height = min(lines.count + 2, grid.height)
    let box = Rect(x: 2, y: grid.height - height - 1, width: width, height: height)
    grid.fill(box, with: " ", style: theme.popup)
    grid.frame(box, glyphs: look.glyphs, style: theme.quiet)
    let heading =
      quiz.isOver
      ? " Quiz "
      : " Quiz: question \(quiz.index + 1) of \(quiz.questions.count), \(quiz.score) right "
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
        Line(text: "\(quiz.score) of \(quiz.questions.count) right", style: theme.heading),
        Line(text: "Enter or Esc: back to the run", style: theme.quiet),
      ]
    }
    var lines = Paragraph.lines(
      look.glyphs.adapt(question.text), width: width, charset: look.glyphs.charset
    ).map { Line(text: $0, style: .plain) }
    for (index, option) in question.options.enumerated() {
      var (mark, style) = (" ", Style.plain)
      if let chosen = quiz.chosen {
        if index == question.answer { (mark, style) = (String(look.glyphs.good), theme.good) }
        if index == chosen, chosen != question.answer {
          (mark, style) = (String(look.glyphs.bad), theme.bad)
        }
      }
      lines.append(Line(text: "\(mark) \(index + 1)  \(option)", style: style))
    }
    let end: String =
      if let chosen = quiz.chosen {
        (chosen == question.answer ? "Right." : "Wrong.") + "  Enter: next   Esc: stop"
      } else {
        "1-\(question.options.count): answer   Esc: stop"
      }
    lines.append(Line(text: end, style: theme.quiet))
    return lines
  }
}
