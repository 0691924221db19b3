/// A value that a probe reads: a register or the watched address space, and what is reached from
/// there by pointers.
public struct ProbeField: Hashable, Sendable {
  /// Where the way to the value begins.
  public enum Root: Hashable, Sendable {
    /// The function's argument of that number, from 0.
    case argument(Int)
    /// What the function returns.
    case result
    /// The `mm_struct` of the watched process, whose address is found when the probes are set.
    case space
  }

  /// One pointer that is followed: to a member of a structure.
  public struct Step: Hashable, Sendable {
    /// The structure that is pointed to.
    public var structure: String
    /// The member in it.
    public var member: String
    /// Where the member lies in this kernel, in bytes.
    public var offset: Int
  }

  /// How the value is written.
  public enum Form: String, Hashable, Sendable, CaseIterable {
    case hex = "x64"
    case hex32 = "x32"
    case unsigned = "u64"
    case unsigned32 = "u32"
    case signed = "s64"
    case signed32 = "s32"
  }

  /// What the field is called in the recording.
  public var name: String
  /// Where the way begins.
  public var root: Root
  /// The pointers on it.
  public var steps: [Step]
  /// How the value is written.
  public var form: Form
  /// The one bit of a word of 64 that is the value; nil for all of it.
  public var bit: Int?

  /// The field as kprobe events spell it; `space` is the address of the watched `mm_struct`, in
  /// hexadecimal or as a variable of a shell.
  public func kprobeText(space: String) -> String {
    var text =
      switch root {
      case .argument(let index): "$arg\(index + 1)"
      case .result: "$retval"
      case .space: "\\\(space)"
      }
    for step in steps { text = "+\(step.offset)(\(text))" }
    return "\(name)=\(text):\(bit.map { "b1@\($0)/64" } ?? form.rawValue)"
  }
}
