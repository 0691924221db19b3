/// Cuts the text of a model into tokens.
struct Lexer {
  private let source: SourceText
  private let bytes: [UInt8]
  private var offset = 0
  private var tokens: [Token] = []
  private(set) var errors: [ModelError] = []

  /// The longest name, in bytes.
  static let nameBytesMax = 64
  /// The longest text in quotes and the longest line of a remark, in bytes.
  static let textBytesMax = 400

  static let signs = [
    "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "++", "--", "+=", "-=", "..", "(", ")", "{",
    "}", "[", "]", ";", ",", ":", "?", "=", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", "~",
    "!", ".",
  ].map { Array($0.utf8) }

  init(_ source: SourceText) {
    self.source = source
    bytes = source.bytes
  }

  mutating func run() -> [Token] {
    while true {
      skipBlanks()
      guard offset < bytes.count else { break }
      next()
    }
    tokens.append(Token(kind: .end, range: bytes.count..<bytes.count))
    return tokens
  }

  private func byte(_ ahead: Int = 0) -> UInt8 {
    offset + ahead < bytes.count ? bytes[offset + ahead] : 0
  }

  private func starts(with text: String) -> Bool {
    bytes[offset...].starts(with: text.utf8)
  }

  private mutating func skipBlanks() {
    while offset < bytes.count {
      if [0x20, 0x09, 0x0A, 0x0D].contains(byte()) {
        offset += 1
      } else if starts(with: "//"), !starts(with: "///") {
        while offset < bytes.count, byte() != 0x0A { offset += 1 }
      } else if starts(with: "/*") {
        let start = offset
        offset += 2
        while offset < bytes.count, !starts(with: "*/") { offset += 1 }
        if offset >= bytes.count { error(start, "this comment has no end: expected \"*/\"") }
        offset = min(offset + 2, bytes.count)
      } else {
        return
      }
    }
  }

  private mutating func next() {
    let start = offset
    if starts(with: "///") {
      while offset < bytes.count, byte() != 0x0A { offset += 1 }
      let text = source.text(start + 3..<offset)
      checkText(text, at: start)
      return add(
        .remark(text.split { $0 == " " || $0 == "\t" || $0 == "\r" }.joined(separator: " ")), start)
    }
    switch byte() {
    case _ where byte().isNameStart: name(start)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): number(start)
    case UInt8(ascii: "\""): string(start)
    default:
      if let sign = Self.signs.first(where: { bytes[start...].starts(with: $0) }) {
        offset += sign.count
        return add(.sign(String(decoding: sign, as: UTF8.self)), start)
      }
      repeat { offset += 1 } while offset < bytes.count && byte() & 0xC0 == 0x80
      error(start, "no statement has the character \"\(printable(source.text(start..<offset)))\"")
    }
  }

  private mutating func name(_ start: Int) {
    while true {
      while byte().isNameByte { offset += 1 }
      guard byte() == UInt8(ascii: "-"), byte(1) == UInt8(ascii: ">"), byte(2).isNameStart else {
        break
      }
      offset += 2
    }
    if offset - start > Self.nameBytesMax {
      error(start, "a name has at most \(Self.nameBytesMax) characters")
    }
    add(.name(source.text(start..<offset)), start)
  }

  private mutating func number(_ start: Int) {
    while byte().isNameByte { offset += 1 }
    let text = source.text(start..<offset)
    let value = text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
    guard let value, value <= Int(Int32.max) else {
      error(start, "\"\(text)\" is not a whole number below 2147483648")
      return add(.number(0), start)
    }
    add(.number(value), start)
  }

  private mutating func string(_ start: Int) {
    offset += 1
    while offset < bytes.count, byte() != UInt8(ascii: "\""), byte() != 0x0A { offset += 1 }
    let text = source.text(start + 1..<offset)
    if byte() == UInt8(ascii: "\"") {
      offset += 1
    } else {
      error(start, "this text has no end on its line: expected a quote")
    }
    checkText(text, at: start)
    add(.string(text), start)
  }

  private mutating func add(_ kind: Token.Kind, _ start: Int) {
    tokens.append(Token(kind: kind, range: start..<offset))
  }

  /// What is shown on a terminal must not steer it.
  private mutating func checkText(_ text: String, at start: Int) {
    if text.utf8.count > Self.textBytesMax {
      error(start, "a text has at most \(Self.textBytesMax) bytes, this one \(text.utf8.count)")
    }
    if text.unicodeScalars.contains(where: \.steersTerminal) {
      error(start, "this text holds a control character, which could steer a terminal")
    }
  }

  private func printable(_ text: String) -> String {
    text.unicodeScalars.map {
      $0.steersTerminal ? "U+" + String($0.value, radix: 16, uppercase: true) : String($0)
    }.joined()
  }

  private mutating func error(_ offset: Int, _ message: String) {
    // One bad byte after another says nothing more.
    guard errors.count < Parser.errorsMax else { return }
    errors.append(ModelError(source, at: offset, message))
  }
}

extension UInt8 {
  fileprivate var isNameStart: Bool {
    (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) || self == 0x5F
  }
  fileprivate var isNameByte: Bool { isNameStart || (0x30...0x39).contains(self) }
}

extension Unicode.Scalar {
  /// Whether it could move a terminal's cursor, change its colours, or turn the order of its text.
  var steersTerminal: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
    default: false
    }
  }
}
