/// Keys as text: `jj<ret>`, `<c-r>`, `<s-tab>`. Key maps and tests share this notation.
extension Key: CustomStringConvertible {
  /// The key as ``parse(_:)`` reads it.
  public var description: String {
    switch self {
    case .character(" "): "<space>"
    case .character("<"): "<lt>"
    case .character(let character): String(character)
    case .control(" "): "<c-space>"
    case .control(let character): "<c-\(character)>"
    case .function(let number): "<f\(number)>"
    default: "<\(Self.names.first { $0.key == self }?.name ?? "")>"
    }
  }

  /// The keys that `text` names. Names in `<>` may be written in either case.
  ///
  /// - Complexity: O(*n*) in the length of the text
  public static func parse(_ text: some StringProtocol) throws(KeyNotationError) -> [Key] {
    var keys: [Key] = []
    var rest = Array(text)[...]
    while let first = rest.first {
      guard first == "<" else {
        keys.append(.character(first))
        rest.removeFirst()
        continue
      }
      guard let close = rest.firstIndex(of: ">") else {
        throw KeyNotationError(reason: .unclosed, offset: rest.startIndex)
      }
      let name = String(rest[(rest.startIndex + 1)..<close])
      guard let key = Key(name: name) else {
        throw KeyNotationError(reason: .unknownName(name), offset: rest.startIndex)
      }
      keys.append(key)
      rest = rest[(close + 1)...]
    }
    return keys
  }

  /// Every key with a name of its own, and so all but characters and Control.
  public static let named: [Key] = names.map(\.key) + (1...12).map(Key.function)

  /// The key with this name, without the `<>`.
  private init?(name: String) {
    let name = name.lowercased()
    if let found = Self.names.first(where: { $0.name == name }) {
      self = found.key
    } else if name == "space" {
      self = .character(" ")
    } else if name == "lt" {
      self = .character("<")
    } else if name == "c-space" {
      self = .control(" ")
    } else if name.hasPrefix("c-"), name.count == 3, let last = name.last,
      last >= "a" && last <= "z" || "@[\\]^_".contains(last)
    {
      self = .control(last)
    } else if name.hasPrefix("f"), let number = Int(name.dropFirst()), (1...12).contains(number),
      name.utf8.count == String(number).utf8.count + 1
    {
      self = .function(number)
    } else {
      return nil
    }
  }

  private static let names: [(name: String, key: Key)] = [
    ("up", .up), ("down", .down), ("left", .left), ("right", .right), ("home", .home),
    ("end", .end), ("pgup", .pageUp), ("pgdn", .pageDown), ("ins", .insert), ("del", .delete),
    ("bs", .backspace), ("ret", .enter), ("esc", .escape), ("tab", .tab), ("s-tab", .backTab),
  ]
}
