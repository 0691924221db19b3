import Glibc

/// Standard output and standard error. A reader that has gone away is no error: the work is done.
enum Output {
  /// Writes to standard output; ends the program quietly when nobody reads it any more.
  static func write(_ bytes: [UInt8]) throws(Failure) { try write(bytes, to: STDOUT_FILENO) }

  /// Writes a line to standard output.
  static func line(_ text: String) throws(Failure) { try write(Array(text.utf8) + [10]) }

  /// Writes a line to standard error. Untrusted text must have been cleaned.
  static func complain(_ text: String) { try? write(Array(text.utf8) + [10], to: STDERR_FILENO) }

  /// Writes to standard error without ending the line, for what is written over.
  static func status(_ text: String) { try? write(Array(text.utf8), to: STDERR_FILENO) }

  /// Writes everything to a descriptor.
  static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        done += count
      } else if errno == EPIPE {
        exit(0)
      } else if errno != EINTR {
        throw Failure("the output could not be written: \(SystemError.last)")
      }
    }
  }
}
