/// A kernel's own description of its types (`/sys/kernel/btf/vmlinux`): where the members of its
/// structures lie and what the parameters of its functions are called.
///
/// The format is that of `Documentation/bpf/btf.rst`. Bytes are untrusted: every read is checked,
/// every chain of types has an end.
public struct BTF: Sendable {
  /// A function and the names of its parameters, in order; an unnamed one is empty.
  public struct Function: Hashable, Sendable {
    /// The parameters' names.
    public var parameters: [String]
  }

  /// How many types there may be; kernels have some hundred thousand.
  static let typesMax = 1 << 22
  /// How deep structures without a name, and chains of typedefs, may be nested.
  static let depthMax = 32

  /// How many members one lookup looks at.
  static let membersMax = 1 << 16

  let bytes: [UInt8]
  /// Where each type begins; the index is its number, of which 0 is void.
  let starts: [Int]
  private let strings: Range<Int>

  /// How many types there are, void not counted.
  public var typeCount: Int { starts.count - 1 }

  /// Reads the types of a kernel.
  ///
  /// - Complexity: O(*bytes*)
  public init(_ bytes: [UInt8]) throws(BTFError) {
    self.bytes = bytes
    guard bytes.count >= 2 else { throw .notBTF }
    switch (bytes[0], bytes[1]) {
    case (0x9F, 0xEB): break
    case (0xEB, 0x9F): throw .otherByteOrder
    default: throw .notBTF
    }
    guard bytes.count >= 24 else { throw .truncated }
    guard bytes[2] == 1 else { throw .version(bytes[2]) }
    let header = Self.word(bytes, 4)
    let types = try Self.section(bytes, header, at: 8)
    strings = try Self.section(bytes, header, at: 16)
    starts = try Self.starts(bytes, types)
  }

  /// The section whose offset behind the header, and whose length, stand at `index`.
  private static func section(
    _ bytes: [UInt8], _ header: Int, at index: Int
  ) throws(BTFError) -> Range<Int> {
    let start = header + word(bytes, index)
    let end = start + word(bytes, index + 4)
    guard end <= bytes.count else { throw .truncated }
    return start..<end
  }

  private static func starts(
    _ bytes: [UInt8], _ section: Range<Int>
  ) throws(BTFError) -> [Int] {
    var starts = [0]
    var index = section.lowerBound
    while index < section.upperBound {
      guard index + 12 <= section.upperBound else { throw .truncated }
      guard starts.count <= typesMax else { throw .tooManyTypes(limit: typesMax) }
      let info = word(bytes, index + 4)
      guard let extra = extraBytes(kind: info >> 24 & 0x1F, count: info & 0xFFFF) else {
        throw .unknownKind(UInt8(info >> 24 & 0x1F))
      }
      guard index + 12 + extra <= section.upperBound else { throw .truncated }
      starts.append(index)
      index += 12 + extra
    }
    return starts
  }

  /// How many bytes follow the twelve that every type has.
  private static func extraBytes(kind: Int, count: Int) -> Int? {
    switch Kind(rawValue: kind) {
    case .none: nil
    case .integer, .variable, .declarationTag: 4
    case .array: 12
    case .structure, .union, .dataSection, .enumeration64: count * 12
    case .enumeration, .prototype: count * 8
    case .some: 0
    }
  }

  /// The kinds of types, by their numbers in the format.
  enum Kind: Int, Sendable {
    case integer = 1
    case pointer, array, structure, union, enumeration, forward, typedef, volatile, const
    case restrict, function, prototype, variable, dataSection, float, declarationTag, typeTag
    case enumeration64
  }

  /// The little-endian word of 32 bits at `index`, which the caller has checked.
  static func word(_ bytes: [UInt8], _ index: Int) -> Int {
    Int(bytes[index]) | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2]) << 16
      | Int(bytes[index + 3]) << 24
  }

  func word(at index: Int) -> Int { Self.word(bytes, index) }

  func kind(of type: Int) -> Kind? {
    guard starts.indices.contains(type), type > 0 else { return nil }
    return Kind(rawValue: word(at: starts[type] + 4) >> 24 & 0x1F)
  }

  /// How many members, parameters or values a type has.
  func count(of type: Int) -> Int { word(at: starts[type] + 4) & 0xFFFF }

  /// The text at `offset` of the strings; empty for one that does not exist.
  func string(at offset: Int) -> String {
    guard let range = range(at: offset) else { return "" }
    return String(decoding: bytes[range], as: UTF8.self)
  }

  /// Whether the text at `offset` is `name`, without making a `String` of it.
  func isString(_ name: [UInt8], at offset: Int) -> Bool {
    let start = strings.lowerBound + offset
    guard start + name.count < strings.upperBound, bytes[start + name.count] == 0 else {
      return false
    }
    for index in name.indices where bytes[start + index] != name[index] { return false }
    return true
  }

  private func range(at offset: Int) -> Range<Int>? {
    let start = strings.lowerBound + offset
    guard start < strings.upperBound else { return nil }
    var end = start
    while end < strings.upperBound, bytes[end] != 0 { end += 1 }
    return start..<end
  }
}
