import Cells

/// The last line: what is being typed, a message, or the most useful keys.
struct FooterView {
  let state: AppState

  init(_ state: AppState) { self.state = state }

  func draw(into grid: inout Grid, _ area: Rect) {
    let theme = state.look.theme
    let glyphs = state.look.glyphs
    if let prompt = state.prompt {
      let width = grid.write(
        " " + prompt.lead + prompt.text, x: area.x, y: area.y, style: theme.heading)
      grid.write(" ", x: area.x + width, y: area.y, style: Style(attributes: [.reverse]))
    } else if let message = state.message {
      grid.write(
        padded: glyphs.adapt(" " + message), x: area.x, y: area.y, width: area.width,
        style: theme.heading, ellipsis: glyphs.adapt("…"))
    } else {
      let count = state.count.map { " \($0)" } ?? ""
      grid.write(
        padded: fitted(hints, to: area.width - count.count) + count, x: area.x, y: area.y,
        width: area.width, style: theme.quiet)
    }
  }
}

extension FooterView {
  /// The hints without those in the middle for which there is no room: help and the way out stay.
  private func fitted(_ hints: String, to width: Int) -> String {
    var parts = hints.split(separator: "  ")
    while parts.count > 3, parts.joined(separator: "  ").count > width {
      parts.remove(at: parts.count - 3)
    }
    return parts.joined(separator: "  ")
  }

  private var hints: String {
    if state.quiz != nil { return "" }
    guard let lesson = state.lesson else {
      return " h l step  p play  w b changes  t remark  / search  a page  ? help  q quit"
    }
    if state.comparison != nil {
      return " h l step both  t T differences  D above or beside  d one run  ? help  q quit"
    }
    if state.scheduler != nil {
      return " 1 2 move a CPU  Tab Space too  u undo  U redo  S save  x to and fro  ? help"
    }
    let parts = [
      " h l step  p play", lesson.chapters.isEmpty ? "" : "] chapter",
      lesson.variations.isEmpty ? "" : "f switches", state.pageMap == nil ? "" : "M pages",
      "b blank  ? help  q quit",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "  ")
  }
}

extension Prompt {
  var lead: String {
    switch kind {
    case .searchForward: "/"
    case .searchBack: "\\"
    case .goTo: ":"
    case .saveAs: "Save the schedule as "
    case .dropSchedule: "Throw your own schedule away? y or n "
    case .overwrite(let request): "\(request.path) is there already: replace it? y or n "
    }
  }
}
