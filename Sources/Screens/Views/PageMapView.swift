import Cells
import RaceTrace

/// The page map: for each page of the process who points where, the pages with their counts and
/// data, and whether parent and device have parted.
struct PageMapView {
  let map: PageMap
  let look: Look
  private var glyphs: Glyphs { look.glyphs }
  private var theme: Theme { look.theme }

  init(_ map: PageMap, _ look: Look) {
    self.map = map
    self.look = look
  }

  /// One stretch of a line.
  private struct Span {
    var text: String
    var style: Style = .plain
  }

  /// Draws a box over the end of the lanes; where that is too small, over the values below them too.
  func draw(over layout: Layout, into grid: inout Grid) {
    let area = layout.lanes
    let width = min(area.width - 4, 76)
    let most = max(area.height, layout.others.maxY - area.y)
    let lines = lines(Size(width: width - 4, height: most - 2))
    let height = min(lines.count + 2, most)
    let box = Rect(
      x: area.x + (area.width - width) / 2, y: max(area.y, area.maxY - height), width: width,
      height: height)
    grid.fill(box, with: " ", style: theme.popup)
    grid.frame(box, glyphs: glyphs, style: theme.quiet)
    grid.write(" Page map ", x: box.x + 2, y: box.y, style: theme.heading)
    grid.write(" M: close ", x: box.maxX - 12, y: box.maxY - 1, style: theme.quiet)
    draw(lines, into: &grid, box.inset(left: 2, top: 1, right: 2, bottom: 1))
  }

  /// Draws the map into an area of a panel; returns the rows used.
  func draw(into grid: inout Grid, _ area: Rect) -> Int {
    let lines = lines(Size(width: area.width, height: area.height))
    draw(lines, into: &grid, area)
    return min(lines.count, area.height)
  }

  private func draw(_ lines: [[Span]], into grid: inout Grid, _ area: Rect) {
    for (index, spans) in lines.prefix(area.height).enumerated() {
      var x = area.x
      for span in spans {
        x += grid.write(
          glyphs.adapt(span.text), x: x, y: area.y + index, style: span.style,
          maxWidth: area.maxX - x)
      }
    }
  }

  /// Everything, or without the data of the pages where there is no room for it.
  private func lines(_ room: Size) -> [[Span]] {
    let all = lines(width: room.width, withFacts: true)
    return all.count <= room.height ? all : lines(width: room.width, withFacts: false)
  }

  private func lines(width: Int, withFacts: Bool) -> [[Span]] {
    var lines: [[Span]] = map.rows.indices.flatMap { pointerLines($0) }
    // Of many pages only those are told of where something happened.
    for statement in map.statements where statement.isParted || map.rows.count == 1 {
      let style = statement.isParted ? theme.bad : .plain
      let sign = statement.isParted ? "\(glyphs.bad) " : ""
      for text in Paragraph.lines(
        glyphs.adapt(sign + statement.words), width: width, charset: glyphs.charset)
      {
        lines.append([Span(text: text, style: style)])
      }
    }
    for page in map.pages { lines += pageLines(page, width: width, withFacts: withFacts) }
    return lines
  }

  /// With one page an arrow a line, with more of them all arrows of a page in one.
  private func pointerLines(_ row: Int) -> [[Span]] {
    let pointers = map.rows[row]
    guard map.rows.count > 1 else {
      return pointers.map { pointer in
        let owner = TextWidth.padded(pointer.owner.rawValue, to: 7)
        return [Span(text: owner, style: theme.heading)] + arrow(pointer, length: 6)
      }
    }
    return [
      [Span(text: "\(row) ", style: theme.quiet)]
        + pointers.flatMap { pointer -> [Span] in
          [Span(text: pointer.owner.rawValue + " ", style: theme.heading)]
            + arrow(pointer, length: 1) + [Span(text: "  ")]
        }
    ]
  }

  private func arrow(_ pointer: PageMap.Pointer, length: Int) -> [Span] {
    let style = pointer.isChanged ? theme.changed.adding(.bold) : .plain
    let words = TextWidth.padded(pointer.words, to: 8)
    guard let frame = pointer.frame else { return [Span(text: words, style: style)] }
    let line = String(repeating: "─", count: length - 1) + "→ "
    return [
      Span(text: words, style: style), Span(text: line, style: theme.quiet),
      Span(text: pageName(frame), style: style.adding(.bold)),
    ]
  }

  /// `page A  1025 = 1 ref + 1 pin  ← device`, and below it the other values.
  private func pageLines(_ page: PageMap.Page, width: Int, withFacts: Bool) -> [[Span]] {
    let owners = page.owners.map(\.rawValue).joined(separator: ", ")
    let count = page.facts.first
    var lines = [
      [
        Span(text: "page \(pageName(page.frame))  ", style: theme.heading),
        Span(
          text: count?.words ?? "",
          style: count?.isChanged == true ? theme.changed.adding(.bold) : .plain),
        Span(text: owners.isEmpty ? "  nobody's" : "  ← \(owners)", style: theme.quiet),
      ]
    ]
    guard withFacts else { return lines }
    var line: [Span] = [Span(text: " ")]
    var used = 1
    for fact in page.facts.dropFirst() {
      let needed = TextWidth.columns(of: fact.name) + TextWidth.columns(of: fact.words) + 3
      if used + needed > width + 2, line.count > 1 {
        lines.append(line)
        (line, used) = ([Span(text: " ")], 1)
      }
      let style = fact.isChanged ? theme.changed.adding(.bold) : .plain
      line += [
        Span(text: fact.name + " ", style: theme.quiet), Span(text: fact.words, style: style),
        Span(text: "  "),
      ]
      used += needed
    }
    if line.count > 1 { lines.append(line) }
    return lines
  }
}

extension Grid {
  /// The border of a popup.
  mutating func frame(_ box: Rect, glyphs: Glyphs, style: Style) {
    for y in [box.y, box.maxY - 1] {
      horizontalLine(x: box.x, y: y, length: box.width, character: glyphs.rule, style: style)
    }
    for x in [box.x, box.maxX - 1] {
      verticalLine(
        x: x, y: box.y + 1, length: box.height - 2, character: glyphs.bar, style: style)
      for y in [box.y, box.maxY - 1] { write(String(glyphs.cross), x: x, y: y, style: style) }
    }
  }
}
