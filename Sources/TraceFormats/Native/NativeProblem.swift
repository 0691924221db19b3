/// Why a line of JSON is no line of a trace.
public enum NativeProblem: Hashable, Sendable {
  /// The first line is no header of a trace.
  case noHeader
  /// The format's version is newer than this program.
  case newerVersion(Int)
  /// A key that must be there is not.
  case missing(key: String)
  /// A value of the wrong sort or outside of its words.
  case notA(String, key: String)
  /// A number of a table that has no such entry (yet).
  case outOfRange(String, value: Int, count: Int)
  /// A place that stands in the table already.
  case duplicate(String)
  /// A text, place or task behind a line that could not be read: nobody knows its number.
  case lostNumber
  /// A line that is none of the known.
  case unknownLine
  /// Anything behind the last line.
  case afterEnd
  /// The end line is missing: the file was cut.
  case noEnd
  /// The end line counts other numbers of events than there were.
  case wrongCount(said: Int, found: Int)
}
