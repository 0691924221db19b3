/// Cuts untrusted text into glyphs that are safe to print. Everything that measures, cleans, clips
/// or draws text goes through it, so these can never disagree.
///
/// It works on scalars rather than on `Character`s because terminals do: a Devanagari vowel sign
/// with a width takes a column of its own, whatever Unicode calls one character.
struct GlyphReader: Sequence, IteratorProtocol {
  private var scalars: String.UnicodeScalarView.Iterator
  private let charset: Charset
  private var waiting: ScalarClass?
  /// Question marks still owed for a wide character in the ASCII set.
  private var owed = 0

  init(_ text: some StringProtocol, charset: Charset) {
    scalars = String(text).unicodeScalars.makeIterator()
    self.charset = charset
  }

  mutating func next() -> Glyph? {
    if owed > 0 {
      owed -= 1
      return Glyph(base: "?", wide: false)
    }
    guard var glyph = readBase() else { return nil }
    readRest(of: &glyph)
    guard charset == .ascii, !glyph.base.isASCII || !glyph.marks.isEmpty else { return glyph }
    owed = glyph.columns - 1
    // A plain letter keeps its shape when its accent cannot be shown.
    return Glyph(base: glyph.base.isASCII ? glyph.base : "?", wide: false)
  }

  /// Marks and joiners with nothing before them are drawn nowhere.
  private mutating func readBase() -> Glyph? {
    while let found = nextClass() {
      switch found {
      case .plain(let scalar), .emoji(let scalar, wide: false):
        return Glyph(base: scalar, wide: false)
      case .substitute(let scalar):
        return Glyph(base: charset == .ascii ? "?" : scalar, wide: false)
      case .wide(let scalar), .emoji(let scalar, wide: true): return Glyph(base: scalar, wide: true)
      case .modifier(let scalar): return Glyph(base: scalar, wide: true)
      case .mark, .joiner, .ignored: continue
      }
    }
    return nil
  }

  /// Takes the marks of a base. Of an emoji that is joined from several only the first is kept:
  /// terminals do not agree on the width of the whole.
  private mutating func readRest(of glyph: inout Glyph) {
    let isEmoji = ScalarClass(glyph.base).isEmoji
    var joined = false
    while let found = nextClass() {
      switch found {
      case .mark(let scalar): glyph.add(mark: scalar)
      case .joiner: joined = true
      case .ignored: continue
      case .modifier where isEmoji: continue
      case .emoji where isEmoji && joined: joined = false
      default:
        waiting = found
        return
      }
    }
  }

  private mutating func nextClass() -> ScalarClass? {
    if let found = waiting {
      waiting = nil
      return found
    }
    return scalars.next().map(ScalarClass.init)
  }
}
