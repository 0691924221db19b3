/// All complete schedules of a model as cells, in classes of those that begin alike.
public struct ScheduleMap: Hashable, Sendable {
  /// One class.
  public struct Cell: Hashable, Sendable {
    /// What becomes of its schedules.
    public enum Kind: Hashable, Sendable {
      /// None violates anything.
      case good
      /// All do: the letter of the first property that is broken.
      case bad(Character)
      /// So many tenths do, 1 to 9.
      case mixed(Int)
    }

    /// How its schedules begin.
    public var prefix: String
    /// `1 schedule`, `12,345 schedules, 67 violate pin_keeps_its_page`
    public var words: String
    /// What becomes of them.
    public var kind: Kind
    /// Whether it is one schedule.
    public var isSingle: Bool

    /// A cell.
    public init(prefix: String, words: String, kind: Kind, isSingle: Bool) {
      self.prefix = prefix
      self.words = words
      self.kind = kind
      self.isSingle = isSingle
    }
  }

  /// How all of its schedules begin.
  public var prefix: String
  /// The cells, in the order of their schedules.
  public var cells: [Cell]
  /// What the letters mean.
  public var legend: [String]
  /// What all schedules come to, in one line.
  public var summary: String

  /// A map.
  public init(prefix: String, cells: [Cell], legend: [String], summary: String) {
    self.prefix = prefix
    self.cells = cells
    self.legend = legend
    self.summary = summary
  }
}

extension ScheduleMap.Cell {
  /// One sign: a dot, a letter, or how many tenths violate.
  var sign: Character {
    switch kind {
    case .good: "."
    case .bad(let letter): letter
    case .mixed(let tenths): Character(String(min(max(tenths, 1), 9)))
    }
  }
}
