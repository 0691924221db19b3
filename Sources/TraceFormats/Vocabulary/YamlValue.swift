internal import Yams

/// A value in a YAML document, with errors that name its place.
package struct YamlValue {
  private let node: Node

  init(_ node: Node) { self.node = node }

  /// An error at this value.
  package func error(_ message: String) -> DocumentError {
    let mark = node.mark
    return DocumentError(line: mark?.line ?? 1, column: mark?.column ?? 1, message: message)
  }

  /// Whether it is a mapping.
  package var isMapping: Bool { if case .mapping = node { true } else { false } }

  /// Whether it is a list.
  package var isList: Bool { if case .sequence = node { true } else { false } }

  /// The scalar as it is written, or nil.
  package var scalar: String? { if case .scalar(let scalar) = node { scalar.string } else { nil } }

  /// The text, with each run of white space as one blank.
  package func text(_ what: String) throws(DocumentError) -> String {
    guard let scalar else { throw error("\(what) must be a text") }
    return scalar.split { $0 == " " || $0 == "\n" || $0 == "\t" }.joined(separator: " ")
  }

  /// A text that is not empty.
  package func words(_ what: String) throws(DocumentError) -> String {
    let text = try text(what)
    guard !text.isEmpty else { throw error("\(what) is empty") }
    return text
  }

  /// A whole number: decimal, negative or hexadecimal.
  func number(_ what: String) throws(DocumentError) -> FieldNumber {
    guard let scalar, let number = FieldNumber(text: scalar) else {
      throw error("\(what) must be a whole number of at most 64 bits")
    }
    return number
  }

  /// A whole number within `bounds`.
  package func whole(
    _ what: String, in bounds: ClosedRange<Int>
  ) throws(DocumentError) -> Int {
    let value = try number(what).value
    guard value >= Int128(bounds.lowerBound), value <= Int128(bounds.upperBound)
    else {
      throw error("\(what) goes from \(bounds.lowerBound) to \(bounds.upperBound)")
    }
    return Int(value)
  }

  /// `true` or `false`.
  package func flag(_ what: String) throws(DocumentError) -> Bool {
    switch scalar {
    case "true": return true
    case "false": return false
    default: throw error("\(what) must be true or false")
    }
  }

  /// The elements of a list.
  package func list(_ what: String) throws(DocumentError) -> [YamlValue] {
    guard case .sequence(let sequence) = node else { throw error("\(what) must be a list") }
    return sequence.map { YamlValue($0) }
  }

  /// The pairs of a mapping, in their order.
  package func pairs(_ what: String) throws(DocumentError) -> [(key: YamlValue, value: YamlValue)] {
    guard case .mapping(let mapping) = node else { throw error("\(what) must be a mapping") }
    return mapping.map { (YamlValue($0.key), YamlValue($0.value)) }
  }

  /// The mapping by its keys; a key that is not `known` is an error.
  package func fields(_ what: String, known: [String]) throws(DocumentError) -> YamlFields {
    var problems = DocumentProblems()
    let fields = self.fields(what, known: known, &problems)
    guard let fields, problems.errors.isEmpty else { throw problems.errors[0] }
    return fields
  }

  /// The known keys of the mapping; every other one is a problem. Nil when it is no mapping.
  package func fields(
    _ what: String, known: [String], _ problems: inout DocumentProblems
  ) -> YamlFields? {
    let pairs = problems.reading { () throws(DocumentError) in try self.pairs(what) }
    guard let pairs else { return nil }
    var byName: [String: YamlValue] = [:]
    for (key, value) in pairs {
      if let name = key.scalar, known.contains(name) {
        byName[name] = value
      } else {
        let listed = known.joined(separator: ", ")
        problems.add(
          key.error("\(what) has no key \(quoted(key.scalar ?? "")); it may have: \(listed)"))
      }
    }
    return YamlFields(
      what: what, place: self, byName: byName, isWhole: byName.count == pairs.count)
  }

  private func quoted(_ text: String) -> String { "\"\(text)\"" }
}

/// The keys of one mapping.
package struct YamlFields {
  package let what: String
  package let place: YamlValue
  package let byName: [String: YamlValue]
  /// Whether there was no other key.
  let isWhole: Bool

  package subscript(name: String) -> YamlValue? { byName[name] }

  /// The value of a key that must be there.
  package func required(_ name: String) throws(DocumentError) -> YamlValue {
    guard let value = byName[name] else { throw place.error("\(what) needs the key \"\(name)\"") }
    return value
  }
}

extension FieldNumber {
  /// The number that `text` is, all of it.
  init?(text: String) {
    let bytes = Array(text.utf8)
    self.init(bytes.span, 0..<bytes.count)
  }
}
