internal import Yams

/// A checked YAML document: small, shallow, without anchors or aliases, and without anything in its
/// texts that could steer a terminal.
package enum YamlDocument {
  /// The largest document that is taken.
  static let bytesMax = 1 << 20
  /// The deepest nesting that is taken: a vocabulary needs six levels.
  static let depthMax = 32
  /// How many words that look like an alias of an anchor a document may have before it is parsed.
  /// So few cannot make a document grow beyond some hundred times its size.
  static let aliasesMax = 16

  /// The root of the only document in `yaml`.
  package static func parse(_ yaml: String) throws(DocumentError) -> YamlValue {
    let start = DocumentError(line: 1, column: 1, message: "")
    guard yaml.utf8.count <= bytesMax else {
      throw start.with("the document is larger than 1 MiB")
    }
    guard possibleAliases(in: yaml) <= aliasesMax else {
      throw start.with("anchors and aliases (& and *) are not taken: write the parts out")
    }
    // Nodes know their anchors only as long as the parser lives.
    let parser = try parser(of: yaml)
    defer { withExtendedLifetime(parser) {} }
    guard let root = try root(of: parser) else { throw start.with("the document is empty") }
    try check(root, depth: 0)
    return YamlValue(root)
  }

  private static func parser(of yaml: String) throws(DocumentError) -> Parser {
    do {
      return try Parser(yaml: yaml)
    } catch {
      throw problem(error)
    }
  }

  private static func root(of parser: Parser) throws(DocumentError) -> Node? {
    do {
      return try parser.singleRoot()
    } catch {
      throw problem(error)
    }
  }

  private static func problem(_ error: any Error) -> DocumentError {
    (error as? YamlError).map(DocumentError.init)
      ?? DocumentError(line: 1, column: 1, message: "this is not YAML")
  }

  /// How many `*name` there are for which there is a `&name`; an upper bound that needs no parser.
  private static func possibleAliases(in yaml: String) -> Int {
    var anchors: Set<String> = []
    var aliases: [String: Int] = [:]
    let bytes = Array(yaml.utf8)
    var index = 0
    while index < bytes.count {
      let sign = bytes[index]
      index += 1
      guard sign == 0x26 || sign == 0x2A else { continue }
      let start = index
      while index < bytes.count, bytes[index].isWordByte || bytes[index] == .minus { index += 1 }
      guard index > start else { continue }
      let name = String(decoding: bytes[start..<index], as: UTF8.self)
      if sign == 0x26 { anchors.insert(name) } else { aliases[name, default: 0] += 1 }
    }
    return anchors.reduce(0) { $0 + aliases[$1, default: 0] }
  }

  private static func check(_ node: Node, depth: Int) throws(DocumentError) {
    let value = YamlValue(node)
    guard depth <= depthMax else { throw value.error("nested more than \(depthMax) levels deep") }
    switch node {
    case .scalar(let scalar):
      if scalar.anchor != nil { throw value.noAnchors }
      for character in scalar.string.unicodeScalars where !isHarmless(character) {
        throw value.error(
          "the text holds the character U+\(hexText(UInt64(character.value), digits: 4).uppercased())"
            + ", which could steer a terminal")
      }
    case .mapping(let mapping):
      if mapping.anchor != nil { throw value.noAnchors }
      for (key, child) in mapping {
        try check(key, depth: depth + 1)
        try check(child, depth: depth + 1)
      }
    case .sequence(let sequence):
      if sequence.anchor != nil { throw value.noAnchors }
      for child in sequence { try check(child, depth: depth + 1) }
    case .alias: throw value.noAnchors
    }
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\n" || scalar == "\t" { return true }
    let bytes = Array(String(Character(scalar)).utf8)
    return bytes.span.firstBadText() == nil
  }
}

extension DocumentError {
  fileprivate func with(_ message: String) -> DocumentError {
    DocumentError(line: line, column: column, message: message)
  }

  fileprivate init(_ error: YamlError) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(line: mark.line, column: mark.column, message: "this is not YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.sorted().joined(separator: ", ")
      self.init(
        line: context.mark.line, column: context.mark.column,
        message: "a key stands twice in one mapping: \(keys)")
    case .reader(let problem, _, _, _):
      self.init(line: 1, column: 1, message: "this is not YAML: \(problem)")
    default: self.init(line: 1, column: 1, message: "this is not YAML")
    }
  }
}

extension YamlValue {
  fileprivate var noAnchors: DocumentError {
    error("anchors and aliases (& and *) are not taken: write the parts out, or quote the text")
  }
}
