/// Finds the fields that a vocabulary reads in what follows an event's name.
///
/// Fields are `key=value`, separated by blanks. Anything else between them is passed over. Of a
/// kprobe's `(place)` or `(caller <- function)` the parts are the fields `probe` and `caller`; of
/// free text after `tracing_mark_write:`, `print:` and `bprint:` there is one field, `text`; of the
/// function tracer's lines, `parent`.
struct FieldScanner: Sendable {
  private let names: [[UInt8]]
  /// The slot of each `key=value` of the last line, in its order: the next line is nearly always
  /// of the same order. -1 for a key that nobody reads. The keys stand one behind the other, each
  /// with its sign of equality.
  private var guesses: [(keyEnd: Int, slot: Int)] = []
  private var guessedKeys: [UInt8] = []

  /// A scanner for fields of these names; the index of each is its slot.
  init(fields: [String]) {
    names = fields.map { Array($0.utf8) }
  }

  /// Puts where the fields of `event` stand into `found`.
  mutating func scan(_ line: Bytes, _ event: FtraceEvent, into found: inout FoundFields) {
    guard !names.isEmpty else { return }
    if event.isFunction {
      set("parent", event.rest, &found)
      return
    }
    if Self.isFreeText(line, event.name) {
      set("text", event.rest, &found)
      return
    }
    var index = event.rest.lowerBound
    if line.has(.openParen, at: index) { scanProbe(line, event.rest, &index, &found) }
    scanPairs(line, index, event.rest.upperBound, &found)
  }

  private static func isFreeText(_ line: Bytes, _ name: Range<Int>) -> Bool {
    switch name.count {
    case 5: line.hasPrefix("print", at: name.lowerBound)
    case 6: line.hasPrefix("bprint", at: name.lowerBound)
    case 18: line.hasPrefix("tracing_mark_write", at: name.lowerBound)
    default: false
    }
  }

  private func scanProbe(
    _ line: Bytes, _ rest: Range<Int>, _ index: inout Int, _ found: inout FoundFields
  ) {
    let start = index + 1
    var end = start
    while end < rest.upperBound, line[end] != .closeParen { end += 1 }
    guard end < rest.upperBound else { return }
    index = end + 1
    if let arrow = line.firstIndex(of: " <- ", from: start), arrow < end {
      set("caller", start..<arrow, &found)
      set("probe", (arrow + 4)..<end, &found)
    } else {
      set("probe", start..<end, &found)
    }
  }

  private func set(_ name: StaticString, _ range: Range<Int>, _ found: inout FoundFields) {
    let bytes = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    for slot in names.indices where names[slot].elementsEqual(bytes) {
      found[slot] = range
    }
  }

  private mutating func scanPairs(
    _ line: Bytes, _ start: Int, _ end: Int, _ found: inout FoundFields
  ) {
    var index = start
    var order = 0
    while index < end {
      while index < end, line[index] == .space || line[index] == .tab || line[index] == .comma {
        index += 1
      }
      if let slot = guessed(line, &index, end, order) {
        let value = Self.value(line, &index, end)
        Self.take(value, for: slot, &found)
        order += 1
        continue
      }
      let keyStart = index
      while index < end, line[index].isWordByte || line[index] == .dot { index += 1 }
      guard index < end, line[index] == .equals, index > keyStart else {
        while index < end, line[index] != .space, line[index] != .tab { index += 1 }
        continue
      }
      let key = keyStart..<index
      index += 1
      let value = Self.value(line, &index, end)
      Self.take(value, for: slot(of: line, key, order: order), &found)
      order += 1
    }
  }

  /// The slot of the key that stood here in the last line, if it stands here again; `index` moves
  /// behind its sign of equality.
  private func guessed(_ line: Bytes, _ index: inout Int, _ end: Int, _ order: Int) -> Int? {
    guard order < guesses.count else { return nil }
    let key = (order == 0 ? 0 : guesses[order - 1].keyEnd)..<guesses[order].keyEnd
    guard index + key.count <= end,
      line.extracting(index..<index + key.count).isEqual(to: guessedKeys.span.extracting(key))
    else { return nil }
    index += key.count
    return guesses[order].slot
  }

  /// The first of several fields of one name counts.
  private static func take(_ value: Range<Int>, for slot: Int, _ found: inout FoundFields) {
    if slot >= 0, found[slot] == nil { found[slot] = value }
  }

  /// A value ends at a blank or comma, or at its closing quote.
  private static func value(_ line: Bytes, _ index: inout Int, _ end: Int) -> Range<Int> {
    if index < end, line[index] == .quote {
      let start = index + 1
      var close = start
      while close < end, line[close] != .quote { close += 1 }
      if close < end {
        index = close + 1
        return start..<close
      }
    }
    let start = index
    index = line.firstEnd(from: index, upTo: end)
    return start..<index
  }

  private mutating func slot(of line: Bytes, _ key: Range<Int>, order: Int) -> Int {
    let slot = names.firstIndex { line.equals(key, $0) } ?? -1
    guard order < 32, order <= guesses.count else { return slot }
    guesses.removeSubrange(order...)
    guessedKeys.removeSubrange((guesses.last?.keyEnd ?? 0)...)
    for index in key { guessedKeys.append(line[index]) }
    guessedKeys.append(.equals)
    guesses.append((guessedKeys.count, slot))
    return slot
  }
}
