import Cells

/// A statement in the columns that a lane has for it.
enum StatementText {
  /// The statement in at most `width` columns. What is called and the places that it touches tell
  /// more than the other arguments: these go first, the innermost and last of them before the
  /// others, then what stands around a place's name, then the name too, and only then the end.
  ///
  /// - Parameter names: the names that stay as long as there is room for them.
  static func fitted(
    _ text: String, to width: Int, keeping names: [String] = [], _ glyphs: Glyphs
  ) -> String {
    let ellipsis = glyphs.adapt("…")
    let forms = [names, []].map { kept in
      var short = glyphs.adapt(text)
      while TextWidth.columns(of: short) > width,
        let part = leastTelling(in: short, keeping: kept, ellipsis)
      {
        short.replaceSubrange(part, with: ellipsis)
      }
      return short
    }
    if let whole = forms.first(where: { TextWidth.columns(of: $0) <= width }) { return whole }
    let clipped = forms.map {
      TextWidth.clipped($0, to: max(0, width), ellipsis: ellipsis, charset: glyphs.charset)
    }
    return names.contains(where: clipped[0].contains) ? clipped[0] : clipped[1]
  }

  /// What stands between two parentheses or brackets, and in how many others these stand.
  private struct Group {
    var range: Range<String.Index>
    var depth: Int
  }

  /// What to leave out next, if anything is left that is longer than an ellipsis.
  private static func leastTelling(
    in text: String, keeping names: [String], _ ellipsis: String
  ) -> Range<String.Index>? {
    func isLong(_ range: Range<String.Index>) -> Bool {
      TextWidth.columns(of: text[range]) > TextWidth.columns(of: ellipsis)
    }
    let groups = groups(in: text)
    let kept = words(in: text).filter { names.contains(String(text[$0])) }
    var deepest: Group?
    for group in groups where isLong(group.range) && group.depth >= deepest?.depth ?? 0 {
      if !kept.contains(where: group.range.overlaps) { deepest = group }
    }
    if let deepest { return deepest.range }
    guard let name = kept.last else { return nil }
    return around(name, groups.filter { $0.range.contains(name.lowerBound) }, in: text)
      .first { isLong($0) && !kept.contains(where: $0.overlaps) }
  }

  /// What may go around a name that stands in `enclosing`, the innermost first: the way to it
  /// (`&mm->`), the arguments behind it, what its value is put into, and all in front of the call.
  private static func around(
    _ name: Range<String.Index>, _ enclosing: [Group], in text: String
  ) -> [Range<String.Index>] {
    var parts: [Range<String.Index>] = []
    if let innermost = enclosing.first {
      parts.append(innermost.range.lowerBound..<name.lowerBound)
    }
    var end = name.upperBound
    for group in enclosing {
      if text[end...].first == "[" {
        end = text[end...].firstIndex(of: "]").map { text.index(after: $0) } ?? end
      }
      parts.append(end..<max(end, group.range.upperBound))
      end = text.index(after: group.range.upperBound)
    }
    if let target = text.firstRange(of: " = "), target.upperBound <= name.lowerBound {
      parts.append(text.startIndex..<target.lowerBound)
    }
    if let outermost = enclosing.last {
      let call = words(in: text).last { $0.upperBound < outermost.range.lowerBound }
      parts.append(text.startIndex..<(call?.lowerBound ?? text.startIndex))
    }
    return parts
  }

  /// The arguments of calls and the indices of arrays, an inner one before the outer.
  private static func groups(in text: String) -> [Group] {
    var open: [(start: String.Index, isCall: Bool)] = []
    var found: [Group] = []
    var before: Character = " "
    for index in text.indices {
      switch text[index] {
      case "(", "[": open.append((text.index(after: index), isPart(before)))
      case ")", "]":
        guard let (start, isCall) = open.popLast(), isCall else { break }
        found.append(Group(range: start..<index, depth: open.count))
      default: break
      }
      before = text[index]
    }
    return found
  }

  private static func words(in text: String) -> [Range<String.Index>] {
    var found: [Range<String.Index>] = []
    var start = text.startIndex
    while let first = text[start...].firstIndex(where: isPart) {
      let end = text[first...].firstIndex { !isPart($0) } ?? text.endIndex
      found.append(first..<end)
      start = end
    }
    return found
  }

  /// Whether a character is part of a name.
  private static func isPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}
