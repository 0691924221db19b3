import RaceTrace
import TestSupport
import Testing

@testable import TraceFormats

struct MutationTests {
  /// A recording with some of its bytes changed, dropped or doubled gives a trace or an error, and
  /// the same one however it is cut.
  @Test(arguments: 0..<10 as Range<UInt64>)
  func `a damaged recording is read or refused`(_ seed: UInt64) throws {
    var rng = SplitMix64(seed: seed)
    let vocabularies = try shippedVocabularies()
    let name = Recordings.names[Int(seed) % Recordings.names.count]
    let ftrace = Array(try Recordings.bytes(name).prefix(6000))
    let native = NativeWriter.bytes(of: try read(ftrace, vocabularies, ReadOptions(repair: true)))
    for round in 0..<30 {
      var input = round.isMultiple(of: 2) ? ftrace : native
      mutate(&input, using: &rng)
      let options = ReadOptions(repair: Bool.random(using: &rng), lineBytesMax: 4096)
      let whole = Result { try read(input, vocabularies, options) }
      let cuts = randomCuts(input.count, using: &rng)
      let pieces = Result { try read(input, cuts: cuts, vocabularies, options) }
      switch (whole, pieces) {
      case (.success(let left), .success(let right)): #expect(left == right)
      case (.failure(let left), .failure(let right)):
        #expect(left as? TraceReadError == right as? TraceReadError)
        #expect((left as? TraceReadError)?.message.isEmpty == false)
      default: Issue.record("seed \(seed), round \(round): the cut decided")
      }
    }
  }

  private func mutate(_ input: inout [UInt8], using rng: inout SplitMix64) {
    for _ in 0..<Int.random(in: 1...6, using: &rng) {
      let at = Int.random(in: 0..<input.count, using: &rng)
      switch Int.random(in: 0...5, using: &rng) {
      case 0: input[at] = UInt8.random(in: 0...255, using: &rng)
      case 1: input[at] ^= 1 << UInt8.random(in: 0...7, using: &rng)
      case 2: input.removeSubrange(at..<min(input.count, at + 9))
      case 3: input.insert(contentsOf: input[at..<min(input.count, at + 40)], at: at)
      case 4: input.insert(contentsOf: "9999999999999999999999".utf8, at: at)
      default: input.removeLast(min(input.count - 1, input.count - at))
      }
      if input.isEmpty { input = [0x23] }
    }
  }
}
