public import RaceModel
public import TraceFormats

/// What a speaker steps through: a race model, a choice, a schedule, and what to say about it.
///
/// Written as YAML; the article *Scenarios* is the reference.
public struct Scenario: Hashable, Sendable {
  /// Something written in the file, with its place there.
  public struct Located<Value: Hashable & Sendable>: Hashable, Sendable {
    /// What is written.
    public var value: Value
    /// The line, from 1.
    public var line: Int
    /// The column, from 1.
    public var column: Int

    /// An error at this place.
    public func error(_ message: String) -> DocumentError {
      DocumentError(line: line, column: column, message: message)
    }
  }

  /// Which event of the run something is attached to.
  public enum Anchor: Hashable, Sendable {
    /// Before the first step.
    case start
    /// Behind the last step.
    case end
    /// The first event from the last chapter on that has this label or statement.
    case statement(lane: Int?, text: String)

    /// The anchor that is written so: `start`, `end`, `pin`, `cpu1 set_pte_at`.
    init(_ text: String) {
      switch text {
      case "start": self = .start
      case "end": self = .end
      default:
        if let word = text.split(separator: " ").first, ["cpu0", "cpu1"].contains(word),
          word.count < text.count
        {
          self = .statement(
            lane: word == "cpu0" ? 0 : 1, text: String(text.dropFirst(word.count + 1)))
        } else {
          self = .statement(lane: nil, text: text)
        }
      }
    }
  }

  /// A part of the scenario: play pauses where it begins.
  public struct Chapter: Hashable, Sendable {
    /// A few words.
    public var title: String
    /// Where it begins.
    public var anchor: Located<Anchor>
    /// What to say there.
    public var words: String
  }

  /// What to say at a statement.
  public struct Note: Hashable, Sendable {
    /// Where.
    public var anchor: Located<Anchor>
    /// What.
    public var words: String
  }

  /// How a run has to end.
  public enum ExpectedEnd: String, Hashable, Sendable, CaseIterable {
    /// All lanes ended.
    case complete
    /// The schedule ended before.
    case stopped
    /// Nobody can move.
    case deadlock
  }

  /// What a place holds at the end.
  public struct Claim: Hashable, Sendable {
    /// The place's name.
    public var place: Located<String>
    /// A number, or the value as it is decoded.
    public var value: Located<String>
  }

  /// What the scenario claims.
  public struct Expectation: Hashable, Sendable {
    /// How the run ends.
    public var end: Located<ExpectedEnd>?
    /// Exactly these properties do not hold; nil claims nothing.
    public var violated: Located<[Located<String>]>?
    /// What places hold at the end.
    public var values: [String: Claim]
  }

  /// One line for lists.
  public var title: String
  /// Where it stands in a list, from 1.
  public var order: Int
  /// The model's file, beside the scenario's.
  public var model: Located<String>
  /// Kernel, switches and parameters.
  public var choice: Located<ModelChoice>
  /// Where each of them is chosen.
  var choicePlaces: [ChoiceError.Subject: Located<String>]
  /// What somebody knows after it.
  public var objective: String
  /// What to remember.
  public var moral: String
  /// Who moves when.
  public var schedule: [Located<ScheduleWord>]
  /// Its parts, in order.
  public var chapters: [Chapter]
  /// What to say at statements.
  public var notes: [Note]
  /// What it claims.
  public var expectation: Expectation
}
