/// Prints expressions as kernel C, as the lanes show them: single spaces, the names of the chosen
/// kernel, and the numbers of unrolled loops in place of their variables.
struct Printer {
  let compiler: Compiler

  func text(_ expression: Expression) -> String { text(expression, level: -1) }

  private func text(_ expression: Expression, level: Int) -> String {
    switch expression.form {
    case .number(let value): return String(value)
    case .name(let name):
      // Only where it stands alone: nobody wrote `1 + pages + 0`.
      if level < 0, case .round(let value)? = compiler.lookup(name) { return String(value) }
      return shown(name)
    case .index(let array, let index):
      let base = text(array, level: 99)
      if isSingle(array) { return base }
      return "\(base)[\(indexText(index))]"
    case .dereference(let operand): return "*" + text(operand, level: 99)
    case .reference(let operand): return "&" + text(operand, level: 99)
    case .unary(let sign, let operand): return sign + text(operand, level: 99)
    case .binary("&&", let left, let right) where known(left) != nil:
      return text(right, level: level)
    case .binary("||", let left, let right) where known(left) != nil:
      return text(right, level: level)
    case .binary(let sign, let left, let right):
      let own = Parser.level(of: sign)
      let words = "\(text(left, level: own)) \(sign) \(text(right, level: own + 1))"
      return own < level ? "(\(words))" : words
    case .conditional(let condition, let then, let otherwise):
      let words = "\(text(condition)) ? \(text(then)) : \(text(otherwise))"
      return level >= 0 ? "(\(words))" : words
    case .call(let name, let arguments):
      if let call = compiler.functions[name.text]?.shownCall {
        return call.hasPrefix(name.text)
          ? shown(name.text) + call.dropFirst(name.text.count) : call
      }
      return "\(shown(name.text))(\(arguments.map(text).joined(separator: ", ")))"
    }
  }

  func shown(_ name: String) -> String { compiler.shownNames[name] ?? name }

  /// The value of a condition of switches and parameters, which needs no words on the lanes.
  private func known(_ expression: Expression) -> Bool? {
    switch expression.form {
    case .name(let name):
      guard case .constant(let value)? = compiler.scopes[0][name] else { return nil }
      return value != 0
    case .unary("!", let operand): return known(operand).map { !$0 }
    case .binary("&&", let left, let right):
      guard let left = known(left), let right = known(right) else { return nil }
      return left && right
    case .binary("||", let left, let right):
      guard let left = known(left), let right = known(right) else { return nil }
      return left || right
    default: return nil
    }
  }

  private func indexText(_ index: Expression) -> String {
    guard case .name(let name) = index.form else { return text(index) }
    switch compiler.lookup(name) {
    case .constant(let value), .round(let value): return String(value)
    default: return text(index)
    }
  }

  /// Whether an array has one element only, whose index says nothing.
  private func isSingle(_ array: Expression) -> Bool {
    guard case .name(let name) = array.form, case .place(let place)? = compiler.lookup(name) else {
      return false
    }
    return compiler.program.arrays[place.array].bounds.count == 1
  }
}
