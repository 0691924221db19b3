/// All complete schedules of a model as cells, in classes of those that begin alike.
public struct ScheduleMap: Hashable, Sendable {
  /// One class.
  public struct Cell: Hashable, Sendable {
    /// How its schedules begin.
    public var prefix: String
    /// One of them, to its end; one that violates something if there is one.
    public var example: String
    /// The outcome in which the most of them end, as its letter.
    public var letter: Character
    /// Whether all of them end in that one.
    public var isPure: Bool
    /// How many tenths of them violate something: 0 for none, 10 for all, and else 1 to 9.
    public var tenths: Int
    /// How they begin, in words.
    public var beginning: String
    /// How many there are, how they end, and what they violate.
    public var words: String
    /// Whether it is one schedule.
    public var isSingle: Bool

    /// A cell.
    public init(
      prefix: String, example: String, letter: Character, isPure: Bool, tenths: Int,
      beginning: String, words: String, isSingle: Bool
    ) {
      self.prefix = prefix
      self.example = example
      self.letter = letter
      self.isPure = isPure
      self.tenths = tenths
      self.beginning = beginning
      self.words = words
      self.isSingle = isSingle
    }
  }

  /// Classes in which the same CPU first gets equally far.
  public struct Row: Hashable, Sendable {
    /// Which lane runs first.
    public var lane: Int
    /// The statement that it comes to.
    public var label: String
    /// How many schedules there are.
    public var count: String
    /// Its cells: in each the other CPU makes one step more.
    public var cells: [Cell]

    /// A row.
    public init(lane: Int, label: String, count: String, cells: [Cell]) {
      self.lane = lane
      self.label = label
      self.count = count
      self.cells = cells
    }
  }

  /// How all of its schedules begin.
  public var prefix: String
  /// The rows, in the order of their schedules.
  public var rows: [Row]
  /// What the letters mean.
  public var legend: [String]
  /// What all of them come to, as the heading: `All 44,067 schedules: 4,113 violate`.
  public var summary: String

  /// All cells, row by row.
  public var cells: [Cell] { rows.flatMap(\.cells) }
  /// Whether each cell is one schedule.
  public var isEverySingle: Bool { rows.allSatisfy { $0.cells.allSatisfy(\.isSingle) } }

  /// A map.
  public init(prefix: String, rows: [Row], legend: [String], summary: String) {
    self.prefix = prefix
    self.rows = rows
    self.legend = legend
    self.summary = summary
  }

  /// The row of a cell, and which of its cells it is.
  func place(of cell: Int) -> (row: Int, column: Int) {
    var first = 0
    for (index, row) in rows.enumerated() {
      if cell < first + row.cells.count { return (index, cell - first) }
      first += row.cells.count
    }
    return (0, 0)
  }

  /// The cell so many rows further down, or the nearest one.
  func cell(_ cell: Int, movedBy distance: Int) -> Int {
    guard !rows.isEmpty else { return cell }
    let (row, column) = place(of: cell)
    let target = min(max(row + distance, 0), rows.count - 1)
    let first = rows.prefix(target).reduce(0) { $0 + $1.cells.count }
    return first + min(column, max(0, rows[target].cells.count - 1))
  }
}

extension ScheduleMap.Cell {
  /// The letter of the outcome, small where others occur too, and what share violates something.
  var sign: String {
    let text = isPure ? String(letter) : letter.lowercased()
    return text + (tenths == 0 ? " " : tenths == 10 ? "!" : String(tenths))
  }
}
