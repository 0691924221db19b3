/// One round of a search: all steps of some states of a rank.
struct Expansion: @unchecked Sendable {
  let rank: Int
  let range: Range<Int>
  let layers: [Layer]
  let always: [(bit: Int, formula: Operand)]
  let finals: [(bit: Int, formula: Operand)]
  let independence: Independence?
  let placeSlots: Int
  let words: Int
  let laneCount: Int
  let ownerSlots: UnsafeMutableBufferPointer<Int>

  /// Does the part of `worker`. Doing it again, after a value had no room, changes nothing that was
  /// right before.
  func run(_ hand: inout Hand, _ worker: Int, _ given: Stepper) {
    var stepper = given
    guard let bucket = hand.buckets[rank] else { return }
    let (layer, workers) = (layers[worker], layers.count)
    let target = UnsafeMutablePointer<UInt64>.allocate(capacity: words * 2)
    defer { target.deallocate() }
    let last = min(range.upperBound, bucket.count)
    guard range.lowerBound < last else { return }
    for index in range.lowerBound..<last {
      let state = bucket.state(index)
      var flags: UInt16 = 0
      for (bit, formula) in always where !stepper.holds(formula, state) { flags |= 1 << bit }
      var canMove = false
      for lane in 0..<laneCount {
        var result = stepper.step(lane, state, into: target)
        if result == .done, let independence {
          result = stepper.settle(target, scratch: target + words, independence)
        }
        let at = index * laneCount + lane
        switch result {
        case .done:
          canMove = true
          send(target, at, &hand, worker, layer, workers, stepper)
        case .cannotMove: break
        case .fault:
          canMove = true
          layer.links[at] = .max
          flags |= Layer.Flag.fault
        case .missing:
          canMove = true
          if hand.missing.count < 64 { hand.missing.append(stepper.missing) }
        }
      }
      if !canMove { flags |= end(state, index, flags, &hand, worker, &stepper) }
      layer.flags[index] = flags
    }
    hand.putWaiting(layer, worker, words)
  }

  @inline(__always)
  private func send(
    _ target: UnsafeMutablePointer<UInt64>, _ at: Int, _ hand: inout Hand, _ worker: Int,
    _ layer: Layer, _ workers: Int, _ stepper: Stepper
  ) {
    var next = 0
    for lane in 0..<laneCount { next += stepper.stop(lane, target) }
    layer.distances[at] = UInt16(next - rank)
    let owner =
      workers == 1 ? 0 : Int(stepper.hash(of: ownerSlots, target) % UInt64(workers))
    if owner == worker {
      hand.put(target, next, at, layer, worker, words)
    } else {
      hand.letters[owner].append(at, target, words)
    }
  }

  /// What is wrong with a state in which nobody can move.
  private func end(
    _ state: UnsafeMutablePointer<UInt64>, _ index: Int, _ before: UInt16, _ hand: inout Hand,
    _ worker: Int, _ stepper: inout Stepper
  ) -> UInt16 {
    var flags: UInt16 = 0
    if stepper.isComplete(state) {
      for (bit, formula) in finals where !stepper.holds(formula, state) { flags |= 1 << bit }
      if stepper.holdsLock(state) { flags |= Layer.Flag.heldLock }
    } else {
      flags |= Layer.Flag.deadlock
    }
    hand.ends.append(
      StateGraph.End(rank: rank, number: index * layers.count + worker, flags: before | flags))
    for slot in 0..<placeSlots { hand.endValues.append(stepper.read(slot, state)) }
    return flags
  }
}
