internal import RaceModel

/// Everything that both threads touch: the places of the model, and the signs that the threads give
/// each other, each in a cache line of its own.
final class SharedMemory: @unchecked Sendable {
  /// Words behind the places.
  enum Sign: Int, CaseIterable {
    /// Whether a lane has ended this round.
    case ended0, ended1
    /// How often a lane tried in vain this round.
    case polls0, polls1
    /// Why this round was given up: see ``RoundEnd``.
    case abort
    /// The round that may begin; -1 at the end.
    case go
    /// The last round that the second thread was ready for, and the last that it has done.
    case ready, done
  }

  let placeCount: Int
  private let words: UnsafeMutablePointer<SharedWord>
  private let initial: UnsafeMutablePointer<Int32>

  init(_ program: Program) {
    placeCount = program.placeSlots
    let count = placeCount + Sign.allCases.count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<SharedWord>.stride, alignment: 64)
    words = raw.bindMemory(to: SharedWord.self, capacity: count)
    for index in 0..<count { (words + index).initialize(to: SharedWord(0)) }
    initial = .allocate(capacity: max(1, placeCount))
    initial.initialize(from: program.initialPlaces, count: placeCount)
    reset()
  }

  deinit {
    words.deallocate()
    initial.deallocate()
  }

  @inline(__always)
  func place(_ slot: Int) -> UnsafeMutablePointer<SharedWord> { words + slot }

  @inline(__always)
  func sign(_ sign: Sign) -> UnsafeMutablePointer<SharedWord> {
    words + placeCount + sign.rawValue
  }

  @inline(__always)
  func ended(_ lane: Int) -> UnsafeMutablePointer<SharedWord> {
    words + placeCount + Sign.ended0.rawValue + lane
  }

  @inline(__always)
  func polls(_ lane: Int) -> UnsafeMutablePointer<SharedWord> {
    words + placeCount + Sign.polls0.rawValue + lane
  }

  /// Makes everything ready for a round.
  func reset() {
    for slot in 0..<placeCount { words[slot].store(initial[slot], .once) }
    for lane in 0...1 {
      ended(lane).pointee.store(0, .once)
      polls(lane).pointee.store(0, .once)
    }
    sign(.abort).pointee.store(0, .once)
  }

  /// Copies what the places hold.
  func copyPlaces(to target: UnsafeMutablePointer<Int32>) {
    for slot in 0..<placeCount { target[slot] = words[slot].load(.once) }
  }
}

/// How a round ended.
enum RoundEnd: Int32 {
  case complete, deadlock
  /// The model is wrong there.
  case notHeld, badIndex, overflow, division
}
