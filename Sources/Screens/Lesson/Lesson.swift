/// What a scenario adds to the trace of its run: chapters and notes, what the model proves, and what
/// can be varied. A value; the player knows nothing of models.
public struct Lesson: Hashable, Sendable {
  /// A part of a scenario: play pauses where it begins.
  public struct Chapter: Hashable, Sendable {
    /// The number of events before it begins.
    public var step: Int
    /// A few words.
    public var title: String
    /// What to say there.
    public var words: String

    /// A chapter.
    public init(step: Int, title: String, words: String) {
      self.step = step
      self.title = title
      self.words = words
    }
  }

  /// Something that must hold.
  public struct Property: Hashable, Sendable {
    /// Its name in the model.
    public var name: String
    /// What must hold.
    public var sentence: String
    /// Whether it is one of the end.
    public var isFinal: Bool
    /// Whether the run violates it.
    public var isViolated: Bool

    /// A property.
    public init(name: String, sentence: String, isFinal: Bool, isViolated: Bool) {
      self.name = name
      self.sentence = sentence
      self.isFinal = isFinal
      self.isViolated = isViolated
    }
  }

  /// How the run ends.
  public enum End: Hashable, Sendable {
    /// All lanes have ended.
    case complete
    /// The schedule ends before all lanes do.
    case stopped
    /// Nobody can move, and not all have ended.
    case deadlock
    /// The model itself is wrong there.
    case failure
  }

  /// One line for the header.
  public var title: String
  /// The kernel, or the model.
  public var detail: String
  /// What to see here.
  public var objective: String
  /// What to take home.
  public var moral: String
  /// Whose schedule it is, when it is not the scenario's: `round 12 of a live run`.
  public private(set) var occasion: String?
  /// Where the run comes from and what its model leaves out, a paragraph each.
  public var about: [String] = []
  /// The parts, by ascending step.
  public var chapters: [Chapter] = []
  /// What to say at a step, by the number of events up to then.
  public var notes: [Int: [String]] = [:]
  /// Which lane has to wait after a step, and for what: `waits for src_ptl, held by CPU 1`.
  public var waiting: [Int: [Int: String]] = [:]
  /// What the run proves, by ascending step.
  public var findings: [Finding] = []
  /// What must hold, in the order of the model.
  public var properties: [Property] = []
  /// How the run ends.
  public var end = End.complete
  /// The places that the page map is drawn from.
  public var pages = PageMap.Sources()
  /// The lane of each step, as the string that replays it.
  public var schedule: String
  /// What can be chosen, the kernel first.
  public var variations: [Variation] = []
  /// What differs from the scenario as it is written.
  public var settings: [Variation.Setting] = []
  /// The step from which on this is another run than the scenario as it is written; nil when it never
  /// is.
  public var partsAt: Int?
  /// What can still happen at each step; nil when it is not known.
  public var outlook: Outlook?
  /// Why the outlook is not known, in a line; empty when it is.
  public var outlookReason = ""
  /// What turns the fix that this is about round, or leads to a kernel that has it where the switch
  /// alone does not help; nil when there is not one such switch.
  public var fix: Variation.Setting?
  /// The model's name: runs of one model can be compared statement by statement.
  public var model = ""
  /// What each lane would do behind the last step; empty when that is not asked for.
  public var next: [NextStep] = []
  /// The command line that plays this run.
  public var command = ""
  /// Why nothing is known of a place, by its name: `not in v5.8`.
  public var missing: [String: String] = [:]
  /// The number of events after each number of steps of the schedule.
  public var eventsAfterStep: [Int] = [0]

  /// A lesson without parts.
  public init(
    title: String, detail: String = "", objective: String = "", moral: String = "",
    schedule: String = ""
  ) {
    self.title = title
    self.detail = detail
    self.objective = objective
    self.moral = moral
    self.schedule = schedule
  }

  /// Says whose schedule it is. What was written for another one is left out.
  public mutating func isOf(_ occasion: String) {
    self.occasion = occasion
    (title, objective, moral) = (occasion, "", "")
  }

  /// The lane of each step.
  var lanes: [Int] { schedule.compactMap(\.wholeNumberValue) }

  /// What somebody may know of it who is asked what comes.
  ///
  /// - Parameter step: whose waiting lanes may be told; nil when that is asked.
  func covered(showing step: Int?) -> Lesson {
    var covered = Lesson(title: "Quiz", detail: detail)
    covered.settings = settings
    covered.pages = pages
    if let step { covered.waiting[step] = waiting[step] }
    return covered
  }

  /// The index of the chapter that `step` lies in; nil before the first.
  public func chapter(at step: Int) -> Int? { chapters.lastIndex { $0.step <= step } }

  /// Whether the kernel, the switches and the parameters are those that the words were written for.
  ///
  /// Nobody can prove prose: where one of them differs, a sentence may be false before anything that
  /// happens is.
  public var isAsWritten: Bool { settings.isEmpty }

  /// The kernel, and what else differs from the scenario as it is written:
  /// `v5.10 (as written: v5.11), but seqcount on`.
  var choiceWords: String {
    var words = detail
    var rest = settings
    for case .choice(let name, _, _, let value, let written) in variations
    where value == detail && settings.contains(.choice(name, value)) {
      words += " (as written: \(written))"
      rest.removeAll { $0.name == name }
    }
    return words + (rest.isEmpty ? "" : ", but " + rest.map(\.words).joined(separator: ", "))
  }
}
