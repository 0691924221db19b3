/// Finds the fields that a vocabulary reads in what follows an event's name.
///
/// Fields are `key=value`, separated by blanks. Anything else between them is passed over. Of a
/// kprobe's `(place)` or `(caller <- function)` the parts are the fields `probe` and `caller`; of
/// free text after `tracing_mark_write:`, `print:` and `bprint:` there is one field, `text`; of the
/// function tracer's lines, `parent`.
struct FieldScanner: Sendable {
  /// Where the value of each slot stands, or an empty range at 0.
  private(set) var ranges: [Range<Int>]
  private(set) var isPresent: [Bool]
  private let names: [[UInt8]]
  /// The slot of each `key=value` of the last line, in its order: the next line is nearly always
  /// of the same order. -1 for a key that nobody reads.
  private var guesses: [(key: [UInt8], slot: Int)] = []

  /// A scanner for fields of these names; the index of each is its slot.
  init(fields: [String]) {
    names = fields.map { Array($0.utf8) }
    ranges = Array(repeating: 0..<0, count: fields.count)
    isPresent = Array(repeating: false, count: fields.count)
  }

  /// Reads the fields of `event`.
  mutating func scan(_ line: Bytes, _ event: FtraceEvent) {
    for slot in isPresent.indices { isPresent[slot] = false }
    guard !names.isEmpty else { return }
    if event.isFunction {
      set("parent", event.rest)
      return
    }
    if Self.isFreeText(line, event.name) {
      set("text", event.rest)
      return
    }
    var index = event.rest.lowerBound
    if line.has(.openParen, at: index) { scanProbe(line, event.rest, &index) }
    scanPairs(line, index, event.rest.upperBound)
  }

  private static func isFreeText(_ line: Bytes, _ name: Range<Int>) -> Bool {
    switch name.count {
    case 5: line.hasPrefix("print", at: name.lowerBound)
    case 6: line.hasPrefix("bprint", at: name.lowerBound)
    case 18: line.hasPrefix("tracing_mark_write", at: name.lowerBound)
    default: false
    }
  }

  private mutating func scanProbe(_ line: Bytes, _ rest: Range<Int>, _ index: inout Int) {
    let start = index + 1
    var end = start
    while end < rest.upperBound, line[end] != .closeParen { end += 1 }
    guard end < rest.upperBound else { return }
    index = end + 1
    if let arrow = line.firstIndex(of: " <- ", from: start), arrow < end {
      set("caller", start..<arrow)
      set("probe", (arrow + 4)..<end)
    } else {
      set("probe", start..<end)
    }
  }

  private mutating func set(_ name: StaticString, _ range: Range<Int>) {
    let bytes = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    for slot in names.indices where names[slot].elementsEqual(bytes) {
      ranges[slot] = range
      isPresent[slot] = true
    }
  }

  private mutating func scanPairs(_ line: Bytes, _ start: Int, _ end: Int) {
    var index = start
    var order = 0
    while index < end {
      while index < end, line[index] == .space || line[index] == .tab || line[index] == .comma {
        index += 1
      }
      if let slot = guessed(line, &index, end, order) {
        let value = Self.value(line, &index, end)
        take(value, for: slot)
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
      take(value, for: slot(of: line, key, order: order))
      order += 1
    }
  }

  /// The slot of the key that stood here in the last line, if it stands here again; `index` moves
  /// behind its sign of equality.
  private func guessed(_ line: Bytes, _ index: inout Int, _ end: Int, _ order: Int) -> Int? {
    guard order < guesses.count else { return nil }
    let key = index..<index + guesses[order].key.count
    guard key.upperBound < end, line[key.upperBound] == .equals,
      line.equals(key, guesses[order].key)
    else { return nil }
    index = key.upperBound + 1
    return guesses[order].slot
  }

  /// The first of several fields of one name counts.
  private mutating func take(_ value: Range<Int>, for slot: Int) {
    guard slot >= 0, !isPresent[slot] else { return }
    ranges[slot] = value
    isPresent[slot] = true
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
    while index < end, line[index] != .space, line[index] != .tab, line[index] != .comma {
      index += 1
    }
    return start..<index
  }

  private mutating func slot(of line: Bytes, _ key: Range<Int>, order: Int) -> Int {
    let slot = names.firstIndex { line.equals(key, $0) } ?? -1
    if order < 32 {
      let guess = (key: key.map { line[$0] }, slot: slot)
      if order < guesses.count {
        guesses[order] = guess
      } else if order == guesses.count {
        guesses.append(guess)
      }
    }
    return slot
  }
}
