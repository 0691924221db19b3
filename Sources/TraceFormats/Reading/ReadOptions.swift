/// How strict a reader is, and how much it takes.
public struct ReadOptions: Hashable, Sendable {
  /// Whether bad bytes are spelled out and bad lines counted, instead of ending the reading.
  public var repair: Bool
  /// The longest line that is taken, in bytes.
  public var lineBytesMax: Int
  /// Whether bad lines become rows of the trace, and a vocabulary is waited for as long as it takes:
  /// so a trace that grows is read.
  var isLive = false

  /// Options; strict by default.
  public init(repair: Bool = false, lineBytesMax: Int = 1 << 20) {
    precondition(lineBytesMax > 0, "lineBytesMax \(lineBytesMax)")
    self.repair = repair
    self.lineBytesMax = lineBytesMax
  }
}
