import Glibc

/// Bytes that somebody is still writing: a pipe, a FIFO, or a file that grows.
public struct LiveInput: Sendable {
  /// What a look at the input gave.
  enum Look: Equatable {
    /// So many bytes were read.
    case bytes(Int)
    /// There is nothing now.
    case nothing
    /// The last writer of a FIFO that is followed has closed it; another may come.
    case writerLeft
    /// There is nothing now, and no file at the path that is followed.
    case gone
    /// The file that is followed is another one, or was emptied: what was half read is void.
    case begunAnew
    /// There will be nothing more.
    case end
    /// It cannot be read any more.
    case failed(Int32)
  }

  /// How long the input is waited for at once, in milliseconds; then what was held back is shown.
  static let patienceMilliseconds: Int32 = 50

  /// How much a pipe is to hold: the more, the longer its writer runs before it has to wait.
  private static let pipeBytes: Int32 = 1 << 20
  /// `F_SETPIPE_SZ` of <fcntl.h>, which Glibc tells only with _GNU_SOURCE.
  private static let setPipeBytes: Int32 = 1031

  private var descriptor: Int32
  /// The path of what is followed; nil for what ends with its writer.
  private let followed: String?
  private let isRegular: Bool
  /// Whether it ever had a size: a file of tracefs has bytes and none.
  private var hasSize: Bool

  /// The file at `path`, or standard input for `-`. What is followed goes on where another program
  /// would see its end.
  ///
  /// Throws the number of a system error.
  public init(path: String, follows: Bool) throws(LiveInputError) {
    if path == "-" {
      descriptor = STDIN_FILENO
      followed = nil
    } else {
      // A FIFO that nobody has opened for writing yet must not block here.
      descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { throw LiveInputError(number: errno) }
      followed = follows ? path : nil
    }
    var status = stat()
    let error =
      fstat(descriptor, &status) != 0 ? errno : status.st_mode & S_IFMT == S_IFDIR ? EISDIR : 0
    guard error == 0 else {
      if descriptor != STDIN_FILENO { close(descriptor) }
      throw LiveInputError(number: error)
    }
    isRegular = status.st_mode & S_IFMT == S_IFREG
    // What a pipe refuses it refuses: it holds less then.
    if status.st_mode & S_IFMT == S_IFIFO {
      _ = fcntl(descriptor, Self.setPipeBytes, Self.pipeBytes)
    }
    hasSize = status.st_size > 0
  }

  /// Whether `path` is something that is read once, as it comes: a pipe, a FIFO or a device.
  public static func isStream(_ path: String) -> Bool {
    var status = stat()
    guard (path == "-" ? fstat(STDIN_FILENO, &status) : stat(path, &status)) == 0 else {
      return false
    }
    return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }

  /// Waits a while for bytes and reads what is there into `buffer`.
  mutating func look(into buffer: UnsafeMutableRawBufferPointer) -> Look {
    var file = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&file, 1, Self.patienceMilliseconds) > 0 else { return .nothing }
    let count = read(descriptor, buffer.baseAddress, buffer.count)
    if count > 0 { return .bytes(count) }
    if count < 0 { return errno == EINTR || errno == EAGAIN ? .nothing : .failed(errno) }
    guard let followed else { return .end }
    // The end of a file is always ready to be read: the wait is made here.
    poll(nil, 0, Self.patienceMilliseconds)
    guard isRegular else { return .writerLeft }
    if hasBegunAnew(followed) { return .begunAnew }
    return access(followed, F_OK) == 0 ? .nothing : .gone
  }

  /// Whether the file was emptied, or another one stands at its path; then that one is read.
  private mutating func hasBegunAnew(_ path: String) -> Bool {
    var mine = stat()
    var theirs = stat()
    guard fstat(descriptor, &mine) == 0 else { return false }
    if stat(path, &theirs) == 0, (theirs.st_dev, theirs.st_ino) != (mine.st_dev, mine.st_ino) {
      let new = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
      guard new >= 0 else { return false }
      close(descriptor)
      descriptor = new
      return true
    }
    if mine.st_size > 0 { hasSize = true }
    let offset = lseek(descriptor, 0, SEEK_CUR)
    guard offset > 0, mine.st_size < offset, hasSize else { return false }
    return lseek(descriptor, 0, SEEK_SET) == 0
  }

  /// Gives the descriptor back.
  func finish() { if descriptor != STDIN_FILENO { close(descriptor) } }
}

/// Why an input cannot be opened.
public struct LiveInputError: Error, Hashable, Sendable {
  /// The system's number for it (`errno`).
  public var number: Int32
}
