extension BTF {
  /// Where a member lies in a structure, in bytes.
  ///
  /// `path` may go on into structures that are members, as in `write_protect_seq.sequence`, and
  /// finds members of structures and unions that have no name. Nil where there is no such member,
  /// or where it is a bit field that does not begin at a byte.
  ///
  /// - Complexity: O(*types*)
  public func offset(of path: String, in structure: String) -> Int? {
    guard var type = type(named: structure, kinds: [.structure]) else { return nil }
    var bits = 0
    var budget = Self.membersMax
    for name in path.split(separator: ".") {
      guard let member = member(Array(name.utf8), of: type, 0, &budget) else { return nil }
      bits += member.bits
      type = member.type
    }
    return bits.isMultiple(of: 8) ? bits / 8 : nil
  }

  /// A function, or nil where the kernel does not describe one of that name.
  ///
  /// - Complexity: O(*types*)
  public func function(_ name: String) -> Function? {
    guard let type = type(named: name, kinds: [.function]) else { return nil }
    let prototype = word(at: starts[type] + 8)
    guard kind(of: prototype) == .prototype else { return nil }
    let first = starts[prototype] + 12
    return Function(
      parameters: (0..<count(of: prototype)).map { string(at: word(at: first + $0 * 8)) })
  }

  /// The first type of that name that is of one of `kinds` and, for structures, not empty.
  private func type(named name: String, kinds: Set<Kind>) -> Int? {
    let bytes = Array(name.utf8)
    for type in starts.indices.dropFirst() {
      guard isString(bytes, at: word(at: starts[type])) else { continue }
      guard let kind = kind(of: type), kinds.contains(kind) else { continue }
      if kind != .structure || count(of: type) > 0 { return type }
    }
    return nil
  }

  /// The member of that name; `budget` is how many members may still be looked at, since types
  /// without a name could hold each other without end.
  private func member(
    _ name: [UInt8], of type: Int, _ depth: Int, _ budget: inout Int
  ) -> (bits: Int, type: Int)? {
    guard depth < Self.depthMax, let type = withoutModifiers(type) else { return nil }
    guard let kind = kind(of: type), kind == .structure || kind == .union else { return nil }
    // With the flag, the upper eight bits of an offset are the width of a bit field.
    let hasWidths = word(at: starts[type] + 4) >> 31 == 1
    for index in 0..<count(of: type) {
      guard budget > 0 else { return nil }
      budget -= 1
      let at = starts[type] + 12 + index * 12
      let bits = hasWidths ? word(at: at + 8) & 0xFF_FFFF : word(at: at + 8)
      let inner = word(at: at + 4)
      if isString(name, at: word(at: at)) { return (bits, inner) }
      guard isString([], at: word(at: at)) else { continue }
      if let found = member(name, of: inner, depth + 1, &budget) {
        return (bits + found.bits, found.type)
      }
    }
    return nil
  }

  /// The type behind typedefs, qualifiers and tags.
  private func withoutModifiers(_ type: Int) -> Int? {
    var type = type
    for _ in 0..<Self.depthMax {
      switch kind(of: type) {
      case .typedef, .volatile, .const, .restrict, .typeTag: type = word(at: starts[type] + 8)
      case .none: return nil
      case .some: return type
      }
    }
    return nil
  }
}
