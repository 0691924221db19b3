import Glibc

/// What the C library says of its error numbers.
enum SystemError {
  static func words(_ code: Int32) -> String {
    strerror(code).map { String(cString: $0) } ?? "error \(code)"
  }

  static var last: String { words(errno) }
}
