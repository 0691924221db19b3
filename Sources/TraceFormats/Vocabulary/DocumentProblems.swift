/// What is wrong with a document, gathered while what is right in it is read on.
package struct DocumentProblems {
  /// The problems in the order in which they were met.
  package private(set) var errors: [DocumentError] = []

  /// Nothing wrong yet.
  package init() {}

  /// Adds a problem.
  package mutating func add(_ error: DocumentError) { errors.append(error) }

  /// What `body` gives; nil when it says what is wrong instead.
  package mutating func reading<Value>(
    _ body: () throws(DocumentError) -> Value
  ) -> Value? {
    do throws(DocumentError) { return try body() } catch {
      add(error)
      return nil
    }
  }

  /// What `body` makes of a key that must be there; nil when something is wrong. Of a mapping with
  /// an unknown key, which is likely to be this one misspelt, no other is missed.
  package mutating func required<Value>(
    _ name: String, _ fields: YamlFields, _ body: (YamlValue) throws(DocumentError) -> Value
  ) -> Value? {
    if fields[name] == nil, !fields.isWhole { return nil }
    return reading { () throws(DocumentError) in try body(try fields.required(name)) }
  }

  /// What `body` makes of a key if it is there.
  package mutating func optional<Value>(
    _ name: String, _ fields: YamlFields, _ body: (YamlValue) throws(DocumentError) -> Value
  ) -> Value? {
    fields[name].flatMap { value in reading { () throws(DocumentError) in try body(value) } }
  }

  /// The elements of a list that may be left out.
  package mutating func items(_ name: String, _ fields: YamlFields) -> [YamlValue] {
    optional(name, fields) { value throws(DocumentError) in try value.list(name) } ?? []
  }

  /// Throws if anything was wrong.
  package func check() throws(DocumentErrors) {
    if !errors.isEmpty { throw DocumentErrors(errors) }
  }
}
