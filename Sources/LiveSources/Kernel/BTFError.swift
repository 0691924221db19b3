/// Why bytes are no type information that can be used.
public enum BTFError: Error, Hashable, Sendable {
  /// They do not begin with BTF's magic number.
  case notBTF
  /// They are those of a machine of the other byte order.
  case otherByteOrder
  /// A version of the format that is not known.
  case version(UInt8)
  /// They end before what their header promises, or a type does not fit in.
  case truncated
  /// A type of a kind that is not known, so that what follows cannot be found.
  case unknownKind(UInt8)
  /// More types than any kernel has.
  case tooManyTypes(limit: Int)

  /// The error as a sentence without its subject.
  public var words: String {
    switch self {
    case .notBTF: "this is no BTF: it does not begin with its magic number"
    case .otherByteOrder: "this is BTF of a machine of the other byte order"
    case .version(let version): "BTF of version \(version) is not read, only version 1"
    case .truncated: "the BTF ends early: was the file cut?"
    case .unknownKind(let kind): "the BTF has a type of the unknown kind \(kind)"
    case .tooManyTypes(let limit): "the BTF has more than \(limit) types"
    }
  }
}
