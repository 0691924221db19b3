/// The few things that are done with tracefs and `/proc`. Paths that do not begin with `/` lie in
/// tracefs.
public protocol TraceFileSystem {
  /// All of a file.
  func read(_ path: String) throws(LiveKernelError) -> String
  /// Writes to a file, instead of what is in it or behind that.
  func write(_ text: String, to path: String, appending: Bool) throws(LiveKernelError)
  /// Makes a directory.
  func makeDirectory(_ path: String) throws(LiveKernelError)
  /// Removes a directory.
  func removeDirectory(_ path: String) throws(LiveKernelError)
  /// The names in a directory, sorted; empty if it cannot be read.
  func names(in path: String) -> [String]
  /// Whether there is a process of that number.
  func isAlive(_ pid: Int32) -> Bool
  /// When that process was started, in ticks since the machine was; 0 when there is none. A number
  /// is given again, a number at a time is not.
  func startTime(of pid: Int32) -> UInt64
}
