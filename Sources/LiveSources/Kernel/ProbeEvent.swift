/// A probe at the entry or the return of one function.
public struct ProbeEvent: Hashable, Sendable {
  /// What the event is called in the recording.
  public var name: String
  /// The kernel's function.
  public var function: String
  /// Whether it is reported when the function returns.
  public var isReturn: Bool
  /// What is read.
  public var fields: [ProbeField]
  /// The field whose lowest bit must be set for the event to be reported, if there is one.
  public var onlyWhenOdd: String?

  /// The definition as `kprobe_events` takes it.
  ///
  /// - Parameters:
  ///   - group: the events' group, which is a directory of tracefs.
  ///   - space: the address of the watched `mm_struct`.
  public func kprobeText(group: String, space: String) -> String {
    let head = "\(isReturn ? "r" : "p"):\(group)/\(name) \(function)"
    return ([head] + fields.map { $0.kprobeText(space: space) }).joined(separator: " ")
  }

  /// The filter as tracefs takes it: only these threads, and only when the sequence count is odd
  /// where that is wanted.
  public func filterText(tasks: [String]) -> String {
    precondition(!tasks.isEmpty, "a filter for no thread")
    let whose = tasks.map { "common_pid == \($0)" }.joined(separator: " || ")
    return onlyWhenOdd.map { "(\(whose)) && (\($0) & 1)" } ?? whose
  }
}
