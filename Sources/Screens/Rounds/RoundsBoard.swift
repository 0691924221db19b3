public import Cells

/// The rounds of a race on two real threads as they are counted: what `racelanes live` shows.
public struct RoundsBoard: Hashable, Sendable {
  /// What something means.
  public enum Verdict: Hashable, Sendable {
    /// Something is violated.
    case bad
    /// Nothing is.
    case good
    /// Nobody can tell, or nobody has looked.
    case open
  }

  /// A way in which rounds went.
  public struct Outcome: Hashable, Sendable {
    /// What it means.
    public var verdict: Verdict
    /// How it went, where that is no usual way: `NOT SC`, `DEADLOCK`; empty otherwise.
    public var tag: String
    /// What is violated, or may be; empty for nothing.
    public var words: String
    /// What tells it from the others: `r0=0`, `r1=1`; the most telling ones first.
    public var values: [String]
    /// In how many rounds it was seen.
    public var count: Int

    /// An outcome.
    public init(verdict: Verdict, tag: String, words: String, values: [String], count: Int) {
      self.verdict = verdict
      self.tag = tag
      self.words = words
      self.values = values
      self.count = count
    }
  }

  /// A round that is worth a look.
  public enum Offer: Hashable, Sendable {
    /// The first in which something is violated.
    case violation
    /// The first that went in a new way.
    case outcome
  }

  /// What the rounds say about one property.
  public struct Judgement: Hashable, Sendable {
    /// What it comes to; good when nothing was seen that violates it, which proves nothing.
    public var verdict: Verdict
    /// The property.
    public var name: String
    /// In how many rounds what.
    public var words: String

    /// A judgement.
    public init(verdict: Verdict, name: String, words: String) {
      self.verdict = verdict
      self.name = name
      self.words = words
    }
  }

  /// The model and the kernel.
  public var title: String
  /// The CPUs.
  public var place: String
  /// How fast, for how long, and whether it is recorded.
  public var pace: String
  /// How many rounds there were.
  public var rounds: Int
  /// In how many something was violated.
  public var hits: Int
  /// The outcomes, in the order in which they are shown.
  public var outcomes: [Outcome] = []
  /// Rounds of outcomes that were not kept apart.
  public var others = 0
  /// The properties.
  public var judgements: [Judgement] = []
  /// What has to be known to read this, a sentence each.
  public var remarks: [String] = []
  /// Whether it has stopped, and waits to be looked at.
  public var isStopped = false
  /// What Enter shows on the lanes.
  public var offer: Offer?

  /// A board without outcomes.
  public init(title: String, place: String, pace: String, rounds: Int, hits: Int) {
    self.title = title
    self.place = place
    self.pace = pace
    self.rounds = rounds
    self.hits = hits
  }

  /// The screen.
  ///
  /// - Complexity: O(*cells* + *outcomes*)
  public func frame(_ size: Size, _ look: Look) -> Grid {
    RoundsView(self, look, width: size.width).frame(height: size.height)
  }

  /// The same in lines of text, with every outcome, and `closing` sentences at the end.
  public func text(width: Int, _ look: Look, closing: [String] = []) -> [String] {
    RoundsView(self, look, width: width).text(closing)
  }
}
