/// What a round did, as numbers: what each lane saw and wrote, and how it ended.
///
/// Two rounds with the same numbers are taken for the same path. Of numbers with 64 bits each, two
/// that are equal by chance are not to be expected in as many rounds as anybody runs.
struct RoundPath: Equatable {
  /// The recorded accesses of each lane; both 0 when they are not looked at.
  var first: UInt64 = 0
  var second: UInt64 = 0
  /// What the places held, and why the round ended.
  var end: UInt64

  /// The same end, whatever led to it.
  var ofEnd: RoundPath { RoundPath(end: end) }

  /// Where a folded number begins.
  static let seed: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Takes another word into a number.
  @inline(__always)
  static func fold(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let mixed = (hash ^ word) &* 0xBF58_476D_1CE4_E5B9
    return mixed ^ mixed >> 29
  }

  /// The number of an end.
  static func end(_ places: UnsafePointer<Int32>, _ count: Int, _ end: RoundEnd) -> UInt64 {
    var hash = fold(seed, UInt64(UInt32(bitPattern: end.rawValue)))
    for slot in 0..<count { hash = fold(hash, UInt64(UInt32(bitPattern: places[slot]))) }
    return hash
  }
}
