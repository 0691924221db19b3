public import RaceTrace

/// A model for one kernel, one setting of its switches and one size, ready to run.
///
/// A state is one `Int32` a slot: first the elements of all places, then the registers of each lane,
/// then the program counter of each lane.
public struct Program: Sendable {
  /// One row that a statement may show.
  public struct Row: Hashable, Sendable {
    /// What a row stands for.
    public enum Kind: Hashable, Sendable {
      /// A shared access.
      case access
      /// A function was called.
      case call
      /// A function returned.
      case leave
      /// A memory barrier.
      case fence(Operation.Fence)
      /// The outcome of a test, which belongs to the row before it.
      case outcome
      /// A statement without a shared access that has a remark or a label.
      case local
    }
    /// What it stands for.
    public var kind: Kind
    /// The statement as it is written, with the names of the chosen kernel.
    public var text: String
    /// The function that it stands in, or empty for a lane's own block.
    public var function: String
    /// Its label, or empty.
    public var label: String
    /// What the model says about it.
    public var remark: String
    /// Its line in the model.
    public var line: Int
    /// What the outcome of its test means: first when it holds, then when it does not.
    var outcomes: [String] = []
  }

  /// One place, or an array of them.
  package struct PlaceArray: Hashable, Sendable {
    package var name: String
    /// What its values are headed with on the chosen kernel.
    var shownName: String
    package var kind: PlaceKind
    var isLoud: Bool
    var isFullyRecorded: Bool
    package var bounds: ArrayBounds
    /// Whether its elements are one for each page frame.
    var isByFrame: Bool { bounds.low == 1 }
  }

  /// Something that must hold.
  public struct Property: Hashable, Sendable {
    /// Its name for machines.
    public var name: String
    /// It as a sentence for people.
    public var sentence: String
    /// Whether it is judged when all lanes have ended, and not in every state.
    public var isFinal: Bool
    package var formula: Formula
  }

  package enum Instruction: Hashable, Sendable {
    case access(Access)
    case set(Int32, Formula)
    case jump(Int)
    /// Goes on when the formula holds, or else jumps. The row, if any, shows the outcome.
    case test(Formula, otherwise: Int, row: Int)
    case row(Int, value: Formula?)
    case end
  }

  /// The model's name.
  public internal(set) var name: String
  /// The model's title.
  public internal(set) var title: String
  /// What was chosen, complete.
  public internal(set) var choice: ModelChoice
  /// The lanes' titles.
  public internal(set) var laneTitles: [String]
  /// All rows.
  public internal(set) var rows: [Row] = []
  /// What must hold.
  public internal(set) var properties: [Property] = []

  /// Every label that the model has anywhere, also in what the choice leaves out.
  var labels: Set<String> = []
  package var arrays: [PlaceArray] = []
  package var instructions: [Instruction] = []
  package var formulas: [FormulaOperation] = []
  package var entries: [Int] = []
  /// How many slots hold places.
  package var placeSlots = 0
  /// The slots of each lane's registers.
  package var registers: [Range<Int>] = []
  /// The values that the places begin with.
  package var initialPlaces: [Int32] = []

  /// How many lanes there are.
  public var laneCount: Int { entries.count }
  /// How many slots a state has.
  public var slotCount: Int { (registers.last?.upperBound ?? placeSlots) + entries.count }

  /// The instructions of a lane.
  package func instructions(ofLane lane: Int) -> Range<Int> {
    entries[lane]..<(lane + 1 < entries.count ? entries[lane + 1] : instructions.count)
  }

  package func counterSlot(_ lane: Int) -> Int { slotCount - entries.count + lane }

  /// Whether somebody who says `text` means the row `index`. What is a label anywhere in the model
  /// means that label and no part of a statement, also where the choice leaves the label out.
  public func isCalled(_ text: String, row index: Int) -> Bool {
    let row = rows[index]
    return labels.contains(text) ? row.label == text : row.text.contains(text)
  }

  /// The array that a slot is an element of.
  package func array(ofSlot slot: Int) -> Int? {
    arrays.firstIndex { Int($0.bounds.slot)..<Int($0.bounds.slot + $0.bounds.count) ~= slot }
  }

  /// The names of the places that no statement touches: what the chosen kernel does not have.
  public var untouchedNames: [String] {
    let touched = instructions.reduce(into: Set<Int>()) { touched, instruction in
      guard case .access(let access) = instruction else { return }
      touched.insert(access.array)
      guard case .waitUntil(let condition) = access.kind else { return }
      for operation in formulas[Int(condition.start)..<Int(condition.end)] {
        switch operation.code {
        case .element: touched.insert(Int(operation.operand))
        case .slot: touched.insert(array(ofSlot: Int(operation.operand)) ?? -1)
        default: break
        }
      }
    }
    return arrays.indices.filter { !touched.contains($0) }.map { arrays[$0].name }
  }
}
