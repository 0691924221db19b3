/// Everything that is wrong in a document that somebody wrote, in the order of its lines; never
/// empty.
public struct DocumentErrors: Error, Hashable, Sendable {
  /// How many are told: behind a slip at the top there is often nothing right.
  public static let most = 20

  /// The errors.
  public let errors: [DocumentError]

  /// Errors in any order, at least one.
  public init(_ errors: [DocumentError]) {
    precondition(!errors.isEmpty)
    var seen: Set<DocumentError> = []
    let sorted = errors.enumerated().filter { seen.insert($0.element).inserted }.sorted {
      ($0.element.line, $0.element.column, $0.offset)
        < ($1.element.line, $1.element.column, $1.offset)
    }
    self.errors = sorted.prefix(Self.most).map(\.element)
  }
}
