internal import RaceTrace

/// An ``EventRule`` whose constant texts are numbers of one trace's table. A class, since the rules
/// are read for each event of a recording and copies of their arrays would cost more than the work.
final class CompiledEvent: Sendable {
  enum Text: Sendable {
    case constant(StringTable.ID)
    case pieces([Piece])
  }

  enum Piece: Sendable {
    case bytes([UInt8])
    case field(Int)
  }

  struct Texts: Sendable {
    /// The field that chooses, or nil where there is but one text.
    var slot: Int?
    var cases: [(value: FieldNumber, text: Text)] = []
    var otherwise: Text?
  }

  struct BranchWords: Sendable {
    var outcome: FieldNumber
    var text: StringTable.ID
  }

  final class Step: Sendable {
    let rule: OperationRule
    /// The words for the outcomes of a branch.
    let words: [BranchWords]

    init(_ rule: OperationRule, words: [BranchWords]) {
      self.rule = rule
      self.words = words
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

  init(_ rule: EventRule, in trace: inout Trace) {
    self.rule = rule
    lane = rule.lane
    subject = rule.about
    name = trace.intern(rule.name)
    text = Self.compile(rule.text, &trace)
    note = rule.note.map { Self.compile($0, &trace) }
    var marks: Event.Marks = []
    if rule.isHarness { marks.insert(.harness) }
    if rule.isCounted { marks.insert(.counted) }
    if rule.startsEpisode { marks.insert(.startsEpisode) }
    self.marks = marks
    var steps: [Step] = []
    for operation in rule.operations {
      var words: [BranchWords] = []
      if case .branch(_, let texts) = operation.action {
        words = texts.map { BranchWords(outcome: $0.outcome, text: trace.intern($0.text)) }
      }
      steps.append(Step(operation, words: words))
    }
    self.steps = steps
  }

  private static func compile(_ wording: Wording, _ trace: inout Trace) -> Texts {
    switch wording {
    case .one(let template): return Texts(otherwise: compile(template, &trace))
    case .byField(let slot, let cases, let otherwise):
      return Texts(
        slot: slot, cases: cases.map { ($0.value, compile($0.template, &trace)) },
        otherwise: otherwise.map { compile($0, &trace) })
    }
  }

  private static func compile(_ template: Template, _ trace: inout Trace) -> Text {
    if let constant = template.constant { return .constant(trace.intern(constant)) }
    return .pieces(
      template.pieces.map {
        switch $0 {
        case .text(let text): .bytes(Array(text.utf8))
        case .field(let slot): .field(slot)
        }
      })
  }
}
