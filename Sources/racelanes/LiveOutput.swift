import Glibc

/// Where a live recording goes: to standard output, and to a new file if one is named.
final class LiveOutput {
  private let file: Int32?
  private let path: String
  private var problem: Failure?

  init(record: String?) throws {
    path = record ?? ""
    guard let record else {
      file = nil
      return
    }
    let descriptor = open(record, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Failure("\(record): \(SystemError.last)") }
    var status = stat()
    // What a device or a FIFO does with the bytes is its own business.
    let isTaken =
      fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_size > 0
    guard !isTaken else {
      close(descriptor)
      throw Failure("\(record): holds something already: name a new file")
    }
    file = descriptor
  }

  deinit { if let file { close(file) } }

  /// Takes the next bytes, and says whether more are wanted. A reader that has gone away ends the
  /// recording; it must not end the program, which has probes to remove.
  func take(_ bytes: [UInt8]) -> Bool {
    if let file, !write(bytes, to: file) {
      problem = Failure("\(path): \(SystemError.last)")
      return false
    }
    if write(bytes, to: STDOUT_FILENO) { return true }
    if errno != EPIPE { problem = Failure("the output could not be written: \(SystemError.last)") }
    return false
  }

  /// Whether somebody is there to read. Who writes nothing is not told that a pipe's reader is gone.
  var hasReader: Bool {
    var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    return poll(&output, 1, 0) <= 0 || Int32(output.revents) & POLLERR == 0
  }

  /// Says what went wrong while writing.
  func finish() throws { if let problem { throw problem } }

  private func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 { done += count } else if errno != EINTR { return false }
    }
    return true
  }
}
