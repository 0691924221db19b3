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
    var problems = DocumentProblems()
    let root = parse(yaml, &problems)
    guard let root, problems.errors.isEmpty else { throw problems.errors[0] }
    return root
  }

  /// The root of the only document in `yaml`; nil when it is none.
  package static func parse(_ yaml: String, _ problems: inout DocumentProblems) -> YamlValue? {
    let start = DocumentError(line: 1, column: 1, message: "")
    guard yaml.utf8.count <= bytesMax else {
      problems.add(start.with("the document is larger than 1 MiB"))
      return nil
    }
    let bytes = Array(yaml.utf8)
    let aliases = possibleAliases(in: bytes)
    guard aliases.count <= aliasesMax else {
      problems.add(error(noAnchors, at: aliases[0], in: bytes))
      return nil
    }
    // Nodes know their anchors only as long as the parser lives.
    let parser = problems.reading { () throws(DocumentError) in try Self.parser(of: yaml) }
    defer { withExtendedLifetime(parser) {} }
    guard let parser else { return nil }
    let root = problems.reading { () throws(DocumentError) in
      guard let root = try Self.root(of: parser) else { throw start.with("the document is empty") }
      return root
    }
    guard let root else { return nil }
    check(root, depth: 0, &problems)
    return problems.errors.isEmpty ? YamlValue(root) : nil
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

  /// The offset of each `*name` for which there is a `&name`; more than there are, perhaps, but found
  /// without a parser.
  private static func possibleAliases(in bytes: [UInt8]) -> [Int] {
    var anchors: Set<String> = []
    var aliases: [(name: String, offset: Int)] = []
    var index = 0
    while index < bytes.count {
      let sign = bytes[index]
      index += 1
      guard sign == 0x26 || sign == 0x2A else { continue }
      let start = index
      while index < bytes.count, bytes[index].isWordByte || bytes[index] == .minus { index += 1 }
      guard index > start else { continue }
      let name = String(decoding: bytes[start..<index], as: UTF8.self)
      if sign == 0x26 { anchors.insert(name) } else { aliases.append((name, start - 1)) }
    }
    return aliases.filter { anchors.contains($0.name) }.map(\.offset)
  }

  /// An error at a byte.
  private static func error(
    _ message: String, at offset: Int, in bytes: [UInt8]
  ) -> DocumentError {
    let start = (bytes[..<offset].lastIndex(of: 0x0A) ?? -1) + 1
    let before = String(decoding: bytes[start..<offset], as: UTF8.self).unicodeScalars
    return DocumentError(
      line: bytes[..<offset].count { $0 == 0x0A } + 1, column: before.count + 1, message: message)
  }

  private static func check(_ node: Node, depth: Int, _ problems: inout DocumentProblems) {
    let value = YamlValue(node)
    guard depth <= depthMax else { return problems.add(value.error(tooDeep)) }
    switch node {
    case .scalar(let scalar):
      if scalar.anchor != nil { problems.add(value.error(noAnchors)) }
      if let character = scalar.string.unicodeScalars.first(where: { !isHarmless($0) }) {
        problems.add(
          value.error(
            "the text holds the character "
              + "U+\(hexText(UInt64(character.value), digits: 4).uppercased())"
              + ", which could steer a terminal"))
      }
    case .mapping(let mapping):
      if mapping.anchor != nil { problems.add(value.error(noAnchors)) }
      for (key, child) in mapping {
        check(key, depth: depth + 1, &problems)
        check(child, depth: depth + 1, &problems)
      }
    case .sequence(let sequence):
      if sequence.anchor != nil { problems.add(value.error(noAnchors)) }
      for child in sequence { check(child, depth: depth + 1, &problems) }
    case .alias: problems.add(value.error(noAnchors))
    }
  }

  fileprivate static let tooDeep = "nested more than \(depthMax) levels deep"
  private static let noAnchors =
    "anchors and aliases (& and *) are not taken: write the parts out, or quote the text"

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
      // The library's own limit is told in words for programmers.
      let words =
        problem.hasPrefix("Maximum nesting level")
        ? YamlDocument.tooDeep : "this is not YAML: \(problem)"
      self.init(line: mark.line, column: mark.column, message: words)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let key = duplicates.first ?? ""
      let (line, column) =
        Self.repetition(of: key, behind: context.mark, in: context.text)
        ?? (context.mark.line, context.mark.column)
      self.init(
        line: line, column: column,
        message: "the key \"\(key)\" stands twice in one mapping, first in line "
          + "\(context.mark.line)")
    case .reader(let problem, _, _, _):
      self.init(line: 1, column: 1, message: "this is not YAML: \(problem)")
    default: self.init(line: 1, column: 1, message: "this is not YAML")
    }
  }

  /// Where a key stands again: below its first place in the same column or, in braces, behind it.
  private static func repetition(
    of key: String, behind first: Mark, in yaml: String
  ) -> (line: Int, column: Int)? {
    let lines = yaml.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    func column(_ line: Int, from start: Int) -> Int? {
      let scalars = Array(lines[line - 1].unicodeScalars)
      let wanted = Array(key.unicodeScalars)
      guard start + wanted.count <= scalars.count else { return nil }
      return (start...(scalars.count - wanted.count)).first { index in
        let end = index + wanted.count
        guard Array(scalars[index..<end]) == wanted else { return false }
        let before = scalars[..<index].last { $0 != "\"" && $0 != "'" && $0 != " " }
        let next = scalars[end...].first { $0 != "\"" && $0 != "'" && $0 != " " }
        return next == ":" && (before == nil || before == "," || before == "{" || before == "-")
      }
    }
    guard lines.indices.contains(first.line - 1) else { return nil }
    let rest = column(first.line, from: first.column - 1 + key.unicodeScalars.count)
    if let rest { return (first.line, rest + 1) }
    let below = (first.line + 1)..<(lines.count + 1)
    let found = below.lazy.compactMap { line in column(line, from: 0).map { (line, $0 + 1) } }
    return found.first { $0.1 == first.column } ?? found.first
  }
}
