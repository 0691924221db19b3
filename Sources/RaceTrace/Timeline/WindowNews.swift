/// What the reader of a trace that grows has to tell a ``TraceWindow``, a thing at a time.
public enum WindowNews: Sendable {
  /// Events happened.
  case events(TraceNews)
  /// A line cannot be read, for a reason if one can be given: a row of its own, which nothing is
  /// concluded from.
  case unreadable(String, why: String? = nil, line: Int)
  /// What follows is another recording than what came before.
  case parted(String, line: Int)
  /// The source rests: nothing is held back to be sorted any more.
  case rested
  /// All that was told so far turned out to mean something else, and is told anew.
  case begunAnew
}
