import Cells
public import RaceTrace

/// Something that is proven from a step on: by the values of a recording, or by a property of a
/// model.
public struct Finding: Hashable, Sendable {
  /// The step from which on it is certain.
  public var step: Int
  /// What it is called: `lost`, `nothing_lost violated`.
  public var title: String
  /// What it says, in a sentence.
  public var words: String
  /// It where there is hardly room; nil when the sentence has nothing that could be left out.
  public var brief: String?
  /// Whether somebody was harmed.
  public var tone: VerdictRule.Tone
  /// The steps of the attempt that it is about; nil for the whole run.
  public var attempt: ClosedRange<Int>?

  /// A finding.
  public init(
    step: Int, title: String, words: String, tone: VerdictRule.Tone,
    attempt: ClosedRange<Int>? = nil, brief: String? = nil
  ) {
    self.step = step
    self.title = title
    self.words = words
    self.tone = tone
    self.attempt = attempt
    self.brief = brief
  }

  /// The verdict of a recording as a finding.
  init(_ verdict: Verdict) {
    self.init(
      step: verdict.decidedAt + 1, title: verdict.rule.name, words: verdict.words,
      tone: verdict.rule.tone,
      attempt: (verdict.positions.lowerBound + 1)...max(verdict.positions.upperBound, 1))
  }

  /// Whether it is about the attempt that `step` lies in.
  func concerns(step: Int) -> Bool { attempt?.contains(max(step, 1)) ?? true }

  /// `✗ LOST: …`
  func signed(_ glyphs: Glyphs, isBrief: Bool = false) -> String {
    let sign =
      switch tone {
      case .bad: glyphs.bad
      case .good: glyphs.good
      case .neutral: glyphs.neutral
      }
    return "\(sign) \(title.uppercased()): \(isBrief ? brief ?? words : words)"
  }
}

extension Theme {
  /// The style of a finding.
  func style(of tone: VerdictRule.Tone) -> Style {
    switch tone {
    case .bad: bad
    case .good: good
    case .neutral: heading
    }
  }
}

extension AppState {
  /// What is proven by the current step; harm before anything else.
  var currentFinding: Finding? {
    let known = findings.filter { $0.step <= step && $0.concerns(step: step) }
    return known.last { $0.tone == .bad } ?? known.last
  }
}
