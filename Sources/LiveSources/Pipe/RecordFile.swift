import Glibc

/// A file that keeps what was read, byte for byte. Each write is of whole lines and is made before
/// anything of it is shown, so that the file holds what was on the screen however the program ends.
struct RecordFile: ~Copyable, Sendable {
  /// How far it has come.
  enum State: Hashable, Sendable {
    case going
    /// It had to end, for the reason with this number: the bytes up to then are there.
    case stopped(Int32)
  }

  /// How often at most the disk is asked to keep what was written, in nanoseconds.
  private static let syncInterval: UInt64 = 1_000_000_000

  private(set) var state = State.going
  private let descriptor: Int32
  private let isRegular: Bool
  private var length: off_t = 0
  private var isDirty = false
  private var lastSync: UInt64 = 0

  /// A new file, or an empty one that is there; whatever a device or a FIFO does with the bytes is
  /// its own business.
  ///
  /// Throws `EEXIST` rather than add to a file that holds something.
  init(path: String) throws(LiveInputError) {
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    let openError = errno
    var status = stat()
    let isRegular = file >= 0 && fstat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    let isTaken = isRegular && status.st_size > 0
    descriptor = file
    self.isRegular = isRegular
    // A descriptor of -1 is closed to no effect when this throws.
    if file < 0 { throw LiveInputError(number: openError) }
    if isTaken { throw LiveInputError(number: EEXIST) }
  }

  deinit { close(descriptor) }

  /// Writes all of `bytes`. When that fails, half a line is taken back and nothing more is written.
  mutating func write(_ bytes: UnsafeRawBufferPointer, at now: UInt64) {
    guard state == .going else { return }
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count > 0 {
        done += count
      } else if count == 0 || errno != EINTR {
        state = .stopped(count == 0 ? ENOSPC : errno)
        let whole = bytes[..<done].lastIndex(of: 10).map { $0 + 1 } ?? 0
        if isRegular { _ = ftruncate(descriptor, length + off_t(whole)) }
        return
      }
    }
    length += off_t(done)
    isDirty = true
    if now &- lastSync >= Self.syncInterval { sync(at: now) }
  }

  /// Asks the disk to keep what was written, if anything was. A disk may tell only now that it is
  /// full; what is no disk has nothing to tell.
  mutating func sync(at now: UInt64) {
    guard isDirty else { return }
    lastSync = now
    isDirty = false
    guard fdatasync(descriptor) != 0, ![EINVAL, EROFS, EINTR].contains(errno) else { return }
    if state == .going { state = .stopped(errno) }
  }

  /// When nothing was written for a while.
  mutating func rest(at now: UInt64) { if now &- lastSync >= Self.syncInterval { sync(at: now) } }
}
