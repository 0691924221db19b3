import ArgumentParser
import Glibc

/// The running kernel on a terminal: `racelanes live --kernel … | racelanes play -` without a shell.
///
/// The probes belong to a process of their own, this program again, which removes them however the
/// player ends.
enum KernelPlayer {
  /// Plays what the command line asks for; the exit status.
  static func play(_ looks: LookArguments) throws -> Int32 {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure("no pipe: \(SystemError.last)") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // What the other process has to say would be written over the screen: it comes afterwards.
    guard let file = tmpfile() else { throw Failure("no temporary file: \(SystemError.last)") }
    defer { fclose(file) }
    let words = fileno(file)
    let child = try start(output: ends[1], errors: words)
    close(ends[1])
    dup2(ends[0], STDIN_FILENO)
    close(ends[0])
    let arguments = try LiveArguments.parse([])
    let result = Result {
      try Player(
        source: Source("-", options: .init()), depthLimit: looks.depth, mouse: false,
        look: looks.look, address: nil, start: nil
      ).follow(arguments)
    }
    // Nothing reads what it writes any more, but it may have nothing to write.
    close(STDIN_FILENO)
    kill(child, SIGTERM)
    var state: Int32 = 0
    while waitpid(child, &state, 0) < 0, errno == EINTR {}
    tell(words)
    let status = try result.get()
    // A session that could not be set up has nothing to play.
    let code = state & 0x7F == 0 ? state >> 8 & 0xFF : 0
    return status == 0 && code == 2 ? code : status
  }

  private static func start(output: Int32, errors: Int32) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // In a group of its own: what is typed at the terminal is for the player, which ends it.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    var words: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, "/proc/self/exe", &actions, &attributes, words, environ)
    guard code == 0 else { throw Failure("racelanes: \(SystemError.words(code))") }
    return child
  }

  /// Passes on what the other process said.
  private static func tell(_ descriptor: Int32) {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 1 << 12)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return }
      _ = write(STDERR_FILENO, buffer, count)
    }
  }
}
