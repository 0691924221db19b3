/// The functions of a running kernel, as `/proc/kallsyms` lists them.
public struct KernelSymbols: Sendable {
  private let bytes: [UInt8]
  /// The names of the functions of the kernel itself; those of modules are left out.
  private let names: [Range<Int>]

  /// How many functions there are.
  public var count: Int { names.count }

  /// Reads the list.
  ///
  /// - Complexity: O(*bytes*)
  public init(_ bytes: [UInt8]) throws(KernelSymbolsError) {
    self.bytes = bytes
    var names: [Range<Int>] = []
    var start = 0
    var number = 0
    while start < bytes.count {
      number += 1
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      defer { start = end + 1 }
      if start == end { continue }
      guard let line = Self.line(bytes, start..<end) else { throw .badLine(number: number) }
      if line.isFunction { names.append(line.name) }
    }
    guard !names.isEmpty else { throw .empty }
    self.names = names
  }

  /// How many functions of the kernel itself have that name: static ones need not be alone.
  ///
  /// - Complexity: O(*functions*)
  public func count(of name: String) -> Int {
    let name = Array(name.utf8)
    return names.count { $0.count == name.count && bytes[$0].elementsEqual(name) }
  }

  private struct Line {
    var isFunction: Bool
    var name: Range<Int>
  }

  /// `ffffffff81234560 T name`, with a tab and `[module]` behind it for a module's.
  private static func line(_ bytes: [UInt8], _ range: Range<Int>) -> Line? {
    var index = range.lowerBound
    while index < range.upperBound, isHexDigit(bytes[index]) { index += 1 }
    guard (1...16).contains(index - range.lowerBound), index + 3 < range.upperBound,
      bytes[index] == 0x20,
      bytes[index + 2] == 0x20
    else { return nil }
    let letter = bytes[index + 1] | 0x20
    let start = index + 3
    let end = bytes[start..<range.upperBound].firstIndex { $0 == 0x09 || $0 == 0x20 }
    // Functions are t and T, or w and W where another definition may stand in for them.
    let isFunction = (letter == 0x74 || letter == 0x77) && end == nil
    return Line(isFunction: isFunction, name: start..<(end ?? range.upperBound))
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
    default: false
    }
  }
}
