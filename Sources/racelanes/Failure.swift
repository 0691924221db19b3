import CursesBackend
import TraceFormats

/// Why a command could not do its work, in words for people. Every one ends with exit status 2.
struct Failure: Error {
  /// One sentence; no line breaks.
  var words: String

  init(_ words: String) { self.words = words }

  /// A trace that could not be read.
  init(_ error: TraceReadError, in name: String) {
    words = Self.place(name, error.line, error.column) + error.reason.words
  }

  /// A vocabulary that could not be read.
  init(_ error: DocumentError, in name: String) {
    words = Self.place(name, error.line, error.column) + error.message
  }

  /// No terminal to play on.
  init(_ error: BackendError) {
    words =
      switch error {
      case .noTerminal:
        "there is no terminal to play on: 'racelanes print' gives the same timeline as text"
      case .unknownTerminal(nil):
        "TERM is not set: set it, or use 'racelanes print'"
      case .unknownTerminal(let name?):
        "the terminal '\(name)' is not in the terminal database: set TERM, or use 'racelanes print'"
      case .dumbTerminal(let name):
        "the terminal '\(name)' cannot place its cursor: use 'racelanes print'"
      case .system(let code):
        "the terminal could not be set up: \(SystemError.words(code))"
      }
  }

  private static func place(_ name: String, _ line: Int?, _ column: Int?) -> String {
    var place = name + ":"
    if let line { place += "\(line):" }
    if line != nil, let column { place += "\(column):" }
    return place + " "
  }
}
