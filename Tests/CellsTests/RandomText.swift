import TestSupport

/// Up to 24 pieces of all the kinds of text that have ever broken a terminal.
func randomText(using rng: inout SplitMix64) -> String {
  let pieces = [
    "a", "Z", " ", "é", "e\u{301}", "作", "한", "🐧", "👩‍👩‍👧", "🇩🇪", "\u{1B}[2J", "\t", "\u{9B}", "─",
    "\u{202E}", "\u{301}", "कि", "\u{200D}", "\u{FE0F}", "👍🏽", "\u{1F3FD}", "\r\n",
  ]
  var text = ""
  for _ in 0..<Int.random(in: 0...24, using: &rng) {
    text += pieces.randomElement(using: &rng) ?? ""
  }
  return text
}
