internal import RaceModel

/// One round of a search: all steps of some states of a rank.
struct Expansion: @unchecked Sendable {
  let rank: Int
  let round: Round
  let layer: Layer
  let frontier: Frontier
  let always: [(bit: Int, formula: FlatOperation.Operand)]
  let finals: [(bit: Int, formula: FlatOperation.Operand)]
  let independence: Independence?
  let placeSlots: Int
  let words: Int
  let laneCount: Int
  /// Whether several workers are at it.
  let isShared: Bool

  /// Does blocks until none is left or something has no room. Doing one again changes nothing that
  /// was right before.
  func run(_ hand: inout Hand, _ worker: Int, _ given: Stepper) {
    var stepper = given
    var batch = Batch(frontier, layer, words: words, worker: worker, isShared: isShared)
    let target = UnsafeMutablePointer<UInt64>.allocate(capacity: words * 2)
    defer {
      target.deallocate()
      batch.free()
    }
    while let block = round.take() {
      let (ends, values) = (hand.ends.count, hand.endValues.count)
      layer.clear(block)
      for number in frontier.states(rank, block: block) {
        expand(number, into: target, &hand, &batch, &stepper)
      }
      batch.flush()
      guard hand.missing.isEmpty, batch.full.isEmpty else {
        hand.ends.removeSubrange(ends...)
        hand.endValues.removeSubrange(values...)
        hand.full = batch.full
        hand.undone = [block] + round.takeRest()
        return
      }
    }
  }

  @inline(__always)
  private func expand(
    _ number: Int, into target: UnsafeMutablePointer<UInt64>, _ hand: inout Hand,
    _ batch: inout Batch, _ stepper: inout Stepper
  ) {
    let state = frontier.buckets[rank].state(number)
    var flags: UInt16 = 0
    for index in always.indices where !stepper.holds(always[index].formula, state) {
      flags |= 1 << always[index].bit
    }
    var canMove = false
    for lane in 0..<laneCount {
      var result = stepper.step(lane, state, into: target)
      if result == .done, let independence {
        result = stepper.settle(target, scratch: target + words, independence)
      }
      let link = number * laneCount + lane
      if result != .cannotMove { canMove = true }
      switch result {
      case .done:
        var next = 0
        for lane in 0..<laneCount { next += stepper.stop(lane, target) }
        layer.distances[link] = UInt16(next - rank)
        batch.add(target, next, parent: link)
      case .cannotMove: break
      case .fault:
        layer.links[link] = .max
        flags |= Layer.Flag.fault
      case .missing: hand.missing.append(stepper.missing)
      }
    }
    if !canMove { flags |= end(state, number, flags, &hand, &stepper) }
    layer.flags[number] = flags
  }

  /// What is wrong with a state in which nobody can move.
  private func end(
    _ state: UnsafeMutablePointer<UInt64>, _ number: Int, _ before: UInt16, _ hand: inout Hand,
    _ stepper: inout Stepper
  ) -> UInt16 {
    var flags: UInt16 = 0
    if stepper.isComplete(state) {
      for (bit, formula) in finals where !stepper.holds(formula, state) { flags |= 1 << bit }
      if stepper.holdsLock(state) { flags |= Layer.Flag.heldLock }
    } else {
      flags |= Layer.Flag.deadlock
    }
    hand.ends.append(StateGraph.End(rank: rank, number: number, flags: before | flags))
    for slot in 0..<placeSlots { hand.endValues.append(stepper.read(slot, state)) }
    return flags
  }
}
