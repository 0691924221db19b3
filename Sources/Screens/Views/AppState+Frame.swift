public import Cells

extension AppState {
  /// The whole screen. Depends on the state alone, so the same code draws the terminal, `print --at`
  /// and the golden files.
  ///
  /// - Complexity: O(*cells* + *columns* × log *events*)
  public func frame() -> Grid { covered.drawn() }

  private func drawn() -> Grid {
    var grid = Grid(size, charset: look.glyphs.charset)
    if isBlank { return grid }
    let layout = Layout(self)
    guard layout.fits else {
      drawTooSmall(into: &grid)
      return grid
    }
    if let comparison {
      ComparisonView(self, comparison).draw(into: &grid)
      if let overlay { OverlayView(self, overlay).draw(into: &grid) }
      return grid
    }
    HeaderView(self).draw(into: &grid, layout)
    LanesView(self).draw(into: &grid, layout)
    StateBandView(self).draw(into: &grid, layout)
    WavesView(self).draw(into: &grid, layout.waves, layout.wave(of: layout.waves))
    WordsView(self).draw(into: &grid, layout)
    if !layout.panel.isEmpty { PanelView(self).draw(into: &grid, layout.panel) }
    FooterView(self).draw(into: &grid, layout.footer)
    if showsPages, layout.panel.isEmpty, let pageMap {
      PageMapView(pageMap, look).draw(over: layout, into: &grid)
    }
    if let quiz { QuizView(quiz, look).draw(over: layout, into: &grid) }
    switch overlay {
    case .map(let selected)?:
      if let map { ScheduleMapView(map, selected: selected, look).draw(into: &grid) }
    case let overlay?: OverlayView(self, overlay).draw(into: &grid)
    case nil: break
    }
    return grid
  }

  private func drawTooSmall(into grid: inout Grid) {
    let least = Layout.least
    var rest = grid.bounds
    for words in [
      "racelanes needs \(least.width)x\(least.height)",
      "this is \(size.width)x\(size.height): enlarge, or q to quit",
    ] { _ = rest.takeTop(grid.write(paragraph: words, in: rest, style: .plain, ellipsis: "")) }
  }
}

extension Grid {
  /// Writes text in exactly `width` columns from `x`, clipped or filled up.
  mutating func write(
    padded text: String, x: Int, y: Int, width: Int, style: Style,
    alignment: TextWidth.Alignment = .leading, ellipsis: String = ""
  ) {
    guard width > 0 else { return }
    let field = TextWidth.padded(
      text, to: width, alignment: alignment, ellipsis: ellipsis, charset: charset)
    write(field, x: x, y: y, style: style)
  }
}
