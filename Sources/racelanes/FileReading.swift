import Glibc

/// Files, read in pieces: never more of one in memory than a reader keeps of it.
enum FileReading {
  /// How many bytes are read at once.
  static let chunkBytes = 1 << 20

  /// Gives the bytes of a file, or of standard input for `-`, to `body`, piece by piece; `share` is
  /// how much of the file has been given, or nil when nobody knows its length.
  static func pieces(
    of path: String, chunk: Int = chunkBytes,
    _ body: (UnsafeRawBufferPointer, _ share: Double?) throws -> Bool
  ) throws {
    let descriptor = try open(path)
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var status = stat()
    let isRegular = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    let total = isRegular ? Double(status.st_size) : 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 16)
    defer { buffer.deallocate() }
    var done = 0.0
    while true {
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count == 0 { return }
      if count < 0 {
        if errno == EINTR { continue }
        throw Failure("\(name(path)): cannot be read: \(SystemError.last)")
      }
      done += Double(count)
      let goOn = try body(
        UnsafeRawBufferPointer(rebasing: buffer[..<count]), total > 0 ? min(done / total, 1) : nil)
      if !goOn { return }
    }
  }

  /// The text of a small file.
  static func text(of path: String, bytesMax: Int = 1 << 20) throws -> String {
    var bytes: [UInt8] = []
    try pieces(of: path) { piece, _ in
      bytes.append(contentsOf: piece)
      guard bytes.count <= bytesMax else {
        throw Failure("\(name(path)): longer than \(bytesMax) bytes, which no such file should be")
      }
      return true
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure("\(name(path)): not UTF-8")
    }
    return text
  }

  /// Whether there is a file or directory at `path`.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether there is a directory at `path`.
  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in a directory, sorted; empty when it cannot be read.
  static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
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

  /// What a source is called in messages.
  static func name(_ path: String) -> String { path == "-" ? "standard input" : path }

  private static func open(_ path: String) throws -> Int32 {
    if path == "-" { return STDIN_FILENO }
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure("\(path): \(SystemError.last)") }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw Failure("\(path): is a directory; name a recording in it")
    }
    return descriptor
  }
}
