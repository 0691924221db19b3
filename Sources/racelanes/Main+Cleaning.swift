import Cells

extension Main {
  /// Words for standard error: file names and pieces of traces may hold anything.
  ///
  /// - Parameter keepLines: whether line breaks and tabs belong to the words, and are not somebody's.
  static func clean(_ words: String, keepLines: Bool = false) -> String {
    guard keepLines else { return TextWidth.sanitized(words) }
    return words.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false)
        .map { TextWidth.sanitized($0) }.joined(separator: "\t")
    }.joined(separator: "\n")
  }
}
