/// A text with the values of fields in it: `try_grab_compound_head(page, {refs})`.
struct Template: Hashable, Sendable {
  enum Piece: Hashable, Sendable {
    case text(String)
    /// The field in that slot, as it was recorded.
    case field(Int)
  }

  var pieces: [Piece]

  /// The text, if it holds no field.
  var constant: String? {
    if pieces.isEmpty { return "" }
    if case .text(let text) = pieces[0], pieces.count == 1 { return text }
    return nil
  }
}

/// One text, or one for each value of a field.
enum Wording: Hashable, Sendable {
  case one(Template)
  case byField(slot: Int, cases: [Case], otherwise: Template?)

  struct Case: Hashable, Sendable {
    var value: FieldNumber
    var template: Template
  }
}
