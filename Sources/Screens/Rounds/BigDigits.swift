import Cells

/// Digits that the last row of a room can read, of 3 by 5 squares each. A comma reaches one square
/// below them: on the line it would be a decimal point.
enum BigDigits {
  /// How large a square is: half a character, or two.
  enum Size { case small, large }

  private static let squares: [Character: String] = [
    "0": "111101101101111", "1": "110010010010111", "2": "111001111100111",
    "3": "111001011001111", "4": "101101111001001", "5": "111100111001111",
    "6": "111100111101111", "7": "111001001001001", "8": "111101111101111",
    "9": "111101111001111", ",": "000000000000010100",
  ]

  /// The rows of a number. Small ones put two squares into a character, which takes Unicode.
  static func rows(_ text: String, _ size: Size, _ glyphs: Glyphs) -> [String] {
    let digits = text.compactMap { squares[$0].map(Array.init) }
    func isSet(_ digit: [Character], _ x: Int, _ y: Int) -> Bool {
      y * 3 + x < digit.count && digit[y * 3 + x] == "1"
    }
    let squareRows = (digits.map(\.count).max() ?? 0) / 3
    return (0..<(size == .large ? squareRows : (squareRows + 1) / 2)).map { row in
      digits.map { digit in
        (0..<3).map { x -> String in
          if size == .large {
            return String(repeating: isSet(digit, x, row) ? glyphs.block : " ", count: 2)
          }
          switch (isSet(digit, x, 2 * row), isSet(digit, x, 2 * row + 1)) {
          case (true, true): return "█"
          case (true, false): return "▀"
          case (false, true): return "▄"
          case (false, false): return " "
          }
        }.joined()
      }.joined(separator: size == .large ? "  " : " ")
    }
  }
}
