internal import Glibc

/// The tracefs of this machine.
public struct KernelFiles: TraceFileSystem, Sendable {
  /// Where tracefs is mounted.
  public let root: String

  /// How much of a file is read at most.
  private static let bytesMax = 1 << 28

  /// Finds tracefs, and says what is missing if probes cannot be set.
  public init() throws(LiveKernelError) {
    guard geteuid() == 0 else { throw .notRoot }
    let roots = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"]
    guard let root = roots.first(where: { access($0 + "/trace", F_OK) == 0 }) else {
      throw .notMounted
    }
    guard access(root + "/kprobe_events", F_OK) == 0 else { throw .noKprobes }
    self.root = root
  }

  /// A path in the file system.
  public func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : root + "/" + path
  }

  /// All of a file.
  public func read(_ path: String) throws(LiveKernelError) -> String {
    String(decoding: try Self.bytes(of: absolute(path)), as: UTF8.self)
  }

  /// All bytes of a file.
  public static func bytes(of path: String) throws(LiveKernelError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .system(what: "\(path) cannot be opened", code: errno)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    let size = 1 << 16
    while bytes.count < bytesMax {
      var count = 0
      bytes += [UInt8](unsafeUninitializedCapacity: size) { buffer, used in
        count = Glibc.read(descriptor, buffer.baseAddress, size)
        used = max(0, count)
      }
      if count == 0 { return bytes }
      guard count > 0 || errno == EINTR else {
        throw .system(what: "\(path) cannot be read", code: errno)
      }
    }
    throw .system(what: "\(path) is longer than \(bytesMax) bytes", code: EFBIG)
  }

  /// Writes one command to a file of the kernel.
  public func write(
    _ text: String, to path: String, appending: Bool
  ) throws(LiveKernelError) {
    let path = absolute(path)
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | (appending ? O_APPEND : O_TRUNC))
    guard descriptor >= 0 else {
      throw .system(what: "\(path) cannot be opened for writing", code: errno)
    }
    defer { close(descriptor) }
    // Every write is one command to the kernel: it is taken whole, or refused.
    let bytes = Array((text + "\n").utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
      throw .system(what: "'\(text)' was refused by \(path)", code: errno)
    }
  }

  /// Makes a directory; in `instances` that makes an instance.
  public func makeDirectory(_ path: String) throws(LiveKernelError) {
    guard mkdir(absolute(path), 0o700) == 0 else {
      throw .system(what: "\(absolute(path)) cannot be made", code: errno)
    }
  }

  /// Removes a directory.
  public func removeDirectory(_ path: String) throws(LiveKernelError) {
    guard rmdir(absolute(path)) == 0 else {
      throw .system(what: "\(absolute(path)) cannot be removed", code: errno)
    }
  }

  /// The names in a directory, sorted; empty if it cannot be read.
  public func names(in path: String) -> [String] {
    guard let stream = opendir(absolute(path)) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Whether there is a process of that number.
  public func isAlive(_ pid: Int32) -> Bool { kill(pid, 0) == 0 || errno != ESRCH }

  /// When that process was started: field 22 of its `stat`, counted behind the name, which may hold
  /// anything.
  public func startTime(of pid: Int32) -> UInt64 { Self.startTime(of: pid) }

  static func startTime(of pid: Int32) -> UInt64 {
    guard let bytes = try? bytes(of: "/proc/\(pid)/stat"),
      case let stat = String(decoding: bytes, as: UTF8.self), let name = stat.lastIndex(of: ")")
    else {
      return 0
    }
    let fields = stat[stat.index(after: name)...].split(separator: " ")
    return fields.count > 19 ? UInt64(fields[19]) ?? 0 : 0
  }
}
