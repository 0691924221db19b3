import Cells

/// Where everything is on a screen of a given size. What matters least gives way first: the panel
/// at the right needs 150 columns, the value lanes 22 rows.
struct Layout: Hashable {
  /// The smallest screen that shows two lanes one can read.
  static let least = Size(width: 60, height: 14)
  /// The width from which a panel opens at the right.
  static let panelFrom = 150

  var header = Rect(x: 0, y: 0, width: 0, height: 0)
  var titles = Rect(x: 0, y: 0, width: 0, height: 0)
  var upperRule = Rect(x: 0, y: 0, width: 0, height: 0)
  var lanes = Rect(x: 0, y: 0, width: 0, height: 0)
  var lowerRule = Rect(x: 0, y: 0, width: 0, height: 0)
  var loud = Rect(x: 0, y: 0, width: 0, height: 0)
  var others = Rect(x: 0, y: 0, width: 0, height: 0)
  var waves = Rect(x: 0, y: 0, width: 0, height: 0)
  var verdict = Rect(x: 0, y: 0, width: 0, height: 0)
  var say = Rect(x: 0, y: 0, width: 0, height: 0)
  var panel = Rect(x: 0, y: 0, width: 0, height: 0)
  var footer = Rect(x: 0, y: 0, width: 0, height: 0)

  /// The most values that have a waveform.
  private static let wavesMax = 4

  /// Whether there is room at all.
  let fits: Bool

  init(_ state: AppState) {
    self.init(
      size: state.size, loudCount: state.loudDeclarations.count,
      waveCount: min(state.wavedValues.count, Self.wavesMax),
      storyRows: state.lesson == nil ? nil : state.storyRows)
  }

  /// How wide the words are below the lanes, or in the panel.
  static func wordsWidth(of size: Size) -> Int {
    (size.width >= panelFrom ? panelWidth(of: size) - 1 : size.width) - 2
  }

  private static func panelWidth(of size: Size) -> Int { min(64, size.width / 3) }

  /// - Parameter storyRows: how many rows the words of a lesson need; nil without a lesson.
  init(size: Size, loudCount: Int, waveCount: Int, storyRows: Int?) {
    fits = size.width >= Self.least.width && size.height >= Self.least.height
    guard fits else { return }
    var rest = Rect(x: 0, y: 0, width: size.width, height: size.height)
    header = rest.takeTop(1)
    footer = rest.takeBottom(1)
    if size.width >= Self.panelFrom {
      panel = rest.takeRight(Self.panelWidth(of: size))
    }
    titles = rest.takeTop(1)
    upperRule = rest.takeTop(1)
    let tall = size.height >= 30
    // The panel says the same with more room.
    if panel.isEmpty, let storyRows {
      // What is said comes first: the waveforms give way to it, but never the lanes.
      say = rest.takeBottom(min(max(storyRows, 2), max(2, (size.height - 10) / 2)))
      verdict = rest.takeBottom(size.height >= 22 ? 2 : 1)
    } else if panel.isEmpty {
      say = rest.takeBottom(size.height >= 24 ? 3 : 2)
      verdict = rest.takeBottom(tall ? 3 : size.height >= 24 ? 2 : 1)
    }
    if size.height >= (storyRows == nil || !panel.isEmpty ? 22 : 28) {
      waves = rest.takeBottom(waveCount)
    }
    if size.height >= 18 { others = rest.takeBottom(panel.isEmpty && tall ? 2 : 1) }
    loud = rest.takeBottom(loudCount == 0 ? 0 : 2)
    lowerRule = rest.takeBottom(1)
    lanes = rest
  }

  /// The area of one of two columns of lanes, without the bar between them.
  func lane(_ index: Int, of area: Rect) -> Rect {
    let left = (area.width - 1) / 2
    return index == 0
      ? Rect(x: area.x, y: area.y, width: left, height: area.height)
      : Rect(x: area.x + left + 1, y: area.y, width: area.width - left - 1, height: area.height)
  }

  /// The column of the bar between the lanes.
  var bar: Int { lanes.x + (lanes.width - 1) / 2 }

  /// The part of the value lanes that is the waveform, behind the names.
  func wave(of area: Rect) -> Rect { area.inset(left: 29, right: 1) }
}
