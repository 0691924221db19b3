internal import RaceTrace

/// An ``EventRule`` whose constant texts are numbers of one trace's table. A class, since the rules
/// are read for each event of a recording and copies of their arrays would cost more than the work.
final class CompiledEvent: Sendable {
  enum Text: Sendable {
    case constant(StringTable.ID)
    case filled(FilledText)
  }

  /// A text with the values of fields in it.
  final class FilledText: Sendable {
    /// Its number among all that a vocabulary has.
    let number: UInt32
    let pieces: [Piece]
    /// The fields that it shows: they, and its number, say which text it is.
    let slots: [Int]

    init(number: UInt32, pieces: [Piece]) {
      self.number = number
      self.pieces = pieces
      slots = pieces.compactMap { if case .field(let slot) = $0 { slot } else { nil } }
    }
  }

  enum Piece: Sendable {
    case bytes([UInt8])
    case field(Int)
  }

  /// The texts that an event may have.
  final class Texts: Sendable {
    /// The field that chooses, or nil where there is but one text.
    let slot: Int?
    /// For which of its values each text is.
    let values: [FieldNumber]
    let texts: [Text]
    let otherwise: Text?

    init(slot: Int? = nil, cases: [(value: FieldNumber, text: Text)] = [], otherwise: Text?) {
      self.slot = slot
      values = cases.map(\.value)
      texts = cases.map(\.text)
      self.otherwise = otherwise
    }

    /// The text for a value of the field that chooses; of several, the last.
    func text(for value: FieldNumber) -> Text? {
      var index = values.count
      while index > 0 {
        index -= 1
        if values[index].value == value.value { return texts[index] }
      }
      return otherwise
    }
  }

  struct BranchWords: Sendable {
    var outcome: FieldNumber
    var text: StringTable.ID
  }

  /// An ``OperationRule``, by whose parts it is asked for: a copy of the whole would be made for each
  /// event.
  final class Step: Sendable {
    let action: OperationRule.Action
    let declaration: Int
    let space: Operand?
    let address: Operand?
    let bit: Int?
    let tests: [FieldTest]
    /// The words for the outcomes of a branch.
    let words: [BranchWords]

    init(_ rule: OperationRule, in trace: inout Trace) {
      action = rule.action
      declaration = rule.declaration
      space = rule.space
      address = rule.address
      bit = rule.bit
      tests = rule.tests
      words = rule.words.map { BranchWords(outcome: $0.outcome, text: trace.intern($0.text)) }
    }
  }

  let name: StringTable.ID
  let text: Texts
  let note: Texts?
  let marks: Event.Marks
  let lane: Int?
  let subject: SubjectRule?
  let steps: [Step]
  /// For errors only.
  let rule: EventRule
  let vocabulary: String

  /// - Parameter filledCount: how many texts with fields there are already.
  init(
    _ rule: EventRule, of vocabulary: Vocabulary, in trace: inout Trace,
    _ filledCount: inout UInt32
  ) {
    self.rule = rule
    self.vocabulary = vocabulary.name
    lane = rule.lane
    subject = rule.about
    name = trace.intern(rule.name)
    text = Self.compile(rule.text, &trace, &filledCount)
    note = rule.note.map { Self.compile($0, &trace, &filledCount) }
    var marks: Event.Marks = []
    if rule.isHarness { marks.insert(.harness) }
    if rule.isCounted { marks.insert(.counted) }
    if rule.startsEpisode { marks.insert(.startsEpisode) }
    self.marks = marks
    steps = rule.operations.map { Step($0, in: &trace) }
  }

  private static func compile(
    _ wording: Wording, _ trace: inout Trace, _ filledCount: inout UInt32
  ) -> Texts {
    switch wording {
    case .one(let template): return Texts(otherwise: compile(template, &trace, &filledCount))
    case .byField(let slot, let cases, let otherwise):
      return Texts(
        slot: slot,
        cases: cases.map { ($0.value, compile($0.template, &trace, &filledCount)) },
        otherwise: otherwise.map { compile($0, &trace, &filledCount) })
    }
  }

  private static func compile(
    _ template: Template, _ trace: inout Trace, _ filledCount: inout UInt32
  ) -> Text {
    if let constant = template.constant { return .constant(trace.intern(constant)) }
    filledCount += 1
    return .filled(
      FilledText(
        number: filledCount,
        pieces: template.pieces.map {
          switch $0 {
          case .text(let text): .bytes(Array(text.utf8))
          case .field(let slot): .field(slot)
          }
        }))
  }
}
