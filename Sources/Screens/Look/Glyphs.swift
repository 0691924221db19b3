public import Cells

/// The signs that views draw with, for terminals that know Unicode and for those that do not.
public struct Glyphs: Hashable, Sendable {
  /// Which characters there are.
  public let charset: Charset

  /// The signs for a charset.
  public init(_ charset: Charset) { self.charset = charset }

  private func pick(_ unicode: Character, _ ascii: Character) -> Character {
    charset == .ascii ? ascii : unicode
  }

  var rule: Character { pick("─", "-") }
  var bar: Character { pick("│", "|") }
  var cross: Character { pick("┼", "+") }
  var teeUp: Character { pick("┴", "+") }
  var pending: Character { pick("┆", ":") }
  var here: Character { pick("▶", ">") }
  var next: Character { pick("▷", "-") }
  var fold: Character { pick("▸", "+") }
  var moved: Character { pick("⇅", "^") }
  var tie: Character { pick("≈", "=") }
  var doubt: Character { "?" }
  var changed: Character { pick("◆", "*") }
  var noReturn: Character { pick("⊗", "!") }
  var differs: Character { pick("≠", "#") }
  var other: Character { "~" }
  var addition: Character { "+" }
  var low: Character { pick("▁", "_") }
  var high: Character { pick("▇", "#") }
  var many: Character { pick("▒", "%") }
  var unseen: Character { pick("·", ".") }
  var cursor: Character { pick("▲", "^") }
  var bad: Character { pick("✗", "x") }
  var good: Character { pick("✓", "v") }
  var neutral: Character { pick("•", "o") }
  var block: Character { pick("█", "#") }
  var shade: Character { pick("▒", "=") }
  var sliver: Character { pick("▏", ".") }
  var live: Character { pick("●", "@") }

  /// `text` with its arrows, dots and dashes in the characters that there are. Words are written in
  /// Unicode everywhere else; what is left foreign is cleaned by the grid.
  func adapt(_ text: String) -> String {
    guard charset == .ascii else { return text }
    var result = ""
    for character in text {
      switch character {
      case "→": result += "->"
      case "←": result += "<-"
      case "…": result += "..."
      case "µ": result += "u"
      case "·": result += "-"
      case "×": result += "x"
      case "–", "—", "─": result += "-"
      default: result.append(character)
      }
    }
    return result
  }
}
