public import RaceTrace

/// What the events of one tracer mean: a page of YAML that turns lines of a recording into typed
/// events. The article <doc:Vocabulary-article> describes it.
public struct Vocabulary: Hashable, Sendable {
  /// One column, and the events that put a task into it.
  public struct LaneRule: Hashable, Sendable {
    /// What the lane does: `pin_user_pages_fast()`.
    public var title: String
    /// A task that reports one of these belongs to the lane.
    public var anchors: [String]
  }

  /// What it is called: `guprace`.
  public let name: String
  /// What it is for, in one line.
  public let about: String
  /// The columns, one or two.
  public let lanes: [LaneRule]
  /// The names and kinds of the places.
  public let places: [PlaceDeclaration]
  /// How folded lines read.
  public let fold: FoldWords?
  /// What can be concluded.
  public let rules: [VerdictRule]
  let events: [EventRule]

  /// The names of the events that it knows, in its own order.
  public var eventNames: [String] { events.map(\.name) }

  init(
    name: String, about: String, lanes: [LaneRule], places: [PlaceDeclaration], fold: FoldWords?,
    rules: [VerdictRule], events: [EventRule]
  ) {
    self.name = name
    self.about = about
    self.lanes = lanes
    self.places = places
    self.fold = fold
    self.rules = rules
    self.events = events
  }

  /// The vocabulary that `yaml` describes.
  ///
  /// - Throws: everything that is wrong, each with its line and column.
  public static func parse(yaml: String) throws(DocumentErrors) -> Vocabulary {
    var problems = DocumentProblems()
    var parser = VocabularyParser()
    let vocabulary = YamlDocument.parse(yaml, &problems).flatMap { parser.parse($0, &problems) }
    guard let vocabulary, problems.errors.isEmpty else { throw DocumentErrors(problems.errors) }
    return vocabulary
  }
}
