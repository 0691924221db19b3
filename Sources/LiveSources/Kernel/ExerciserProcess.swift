internal import Glibc

/// A child of this program that pins a page and forks, for the probes to watch. It is this very
/// program, told to be the exerciser; it ends when its standard input does, and so never outlives
/// its parent.
public final class ExerciserProcess {
  /// The process.
  public let pid: Int32
  /// How it pins, in its own words.
  public let way: String

  private var control: Int32
  private var isRunning = true

  /// Starts it and waits until its page is mapped and its threads are there. They do nothing yet.
  ///
  /// - Parameter arguments: what makes this program the exerciser.
  public init(arguments: [String]) throws(LiveKernelError) {
    let toChild = try Self.pipe()
    let fromChild: [Int32]
    do throws(LiveKernelError) {
      fromChild = try Self.pipe()
    } catch {
      for end in toChild { close(end) }
      throw error
    }
    let started = Self.spawn(arguments, input: toChild[0], output: fromChild[1])
    close(toChild[0])
    close(fromChild[1])
    defer { close(fromChild[0]) }
    control = toChild[1]
    switch started {
    case .failure(let code):
      close(toChild[1])
      throw .system(what: "the exerciser cannot be started", code: code.number)
    case .success(let child): pid = child
    }
    let line = Self.line(from: fromChild[0])
    guard line.hasPrefix("ready ") else {
      way = ""
      end()
      throw .exerciser(line.isEmpty ? "it ended at once" : line)
    }
    way = String(line.dropFirst(6))
  }

  deinit { end() }

  /// A pipe's two ends, which no program that is started gets.
  private static func pipe() throws(LiveKernelError) -> [Int32] {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else {
      throw .system(what: "no pipe to the exerciser", code: errno)
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return ends
  }

  private struct Code: Error { var number: Int32 }

  private static func spawn(
    _ arguments: [String], input: Int32, output: Int32
  ) -> Result<Int32, Code> {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // In a group of its own: what is typed at a terminal is for the parent, which ends it.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    var words: [UnsafeMutablePointer<CChar>?] = (["racelanes"] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, "/proc/self/exe", &actions, &attributes, words, environ)
    return code == 0 ? .success(child) : .failure(Code(number: code))
  }

  /// What the child says, up to the end of a line.
  private static func line(from descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.count < 4096 {
      let count = read(descriptor, &byte, 1)
      if count < 0, errno == EINTR { continue }
      if count <= 0 || byte == 0x0A { break }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Lets the attempts begin.
  public func begin() {
    var byte: UInt8 = 0x0A
    _ = write(control, &byte, 1)
  }

  /// Whether it still runs.
  public var isAlive: Bool {
    guard isRunning else { return false }
    if waitpid(pid, nil, WNOHANG) == pid { isRunning = false }
    return isRunning
  }

  /// Ends it and waits for its end.
  public func end() {
    if control >= 0 { close(control) }
    control = -1
    guard isRunning else { return }
    while waitpid(pid, nil, 0) < 0, errno == EINTR {}
    isRunning = false
  }
}
