/// A word of the language, with its place.
struct Token: Hashable {
  enum Kind: Hashable {
    /// A name; `mm->has_pinned` is one name.
    case name(String)
    case number(Int)
    case string(String)
    /// An operator, a bracket or a separator.
    case sign(String)
    /// A line of `///`: what it says.
    case remark(String)
    case end
  }

  var kind: Kind
  /// The bytes in the source.
  var range: Range<Int>

  /// What to call it in an error.
  var words: String {
    switch kind {
    case .name(let name): "\"\(name)\""
    case .number(let value): "\(value)"
    case .string: "a text in quotes"
    case .sign(let sign): "\"\(sign)\""
    case .remark: "a /// remark"
    case .end: "the end of the file"
    }
  }

  func isSign(_ sign: String) -> Bool { kind == .sign(sign) }
  func isName(_ name: String) -> Bool { kind == .name(name) }
}
