extension Program {
  /// Where a lane may be behind the instruction `index`.
  func ways(from index: Int) -> [Int] {
    switch instructions[index] {
    case .access, .set, .row: [index + 1]
    case .jump(let target): [target]
    case .test(_, let otherwise, _): [index + 1, otherwise]
    case .end: []
    }
  }

  /// Which instructions a lane may come to. What stands behind a return that every lane takes is not
  /// among them.
  ///
  /// - Complexity: O(*instructions*)
  package var reachable: [Bool] {
    var found = Array(repeating: false, count: instructions.count)
    var open = entries
    while let index = open.popLast() {
      guard !found[index] else { continue }
      found[index] = true
      open += ways(from: index)
    }
    return found
  }
}
