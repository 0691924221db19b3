import Cells

extension Main {
  /// Words for standard error: file names and pieces of traces may hold anything.
  static func clean(_ words: String, keepLines: Bool = false) -> String {
    guard keepLines else { return TextWidth.sanitized(words) }
    return words.split(separator: "\n", omittingEmptySubsequences: false)
      .map { TextWidth.sanitized($0) }.joined(separator: "\n")
  }
}
