internal import RaceModel

/// Which steps need not be tried in every order, for the reduced search.
///
/// A step may be taken at once, before anything else and without a state of its own, when nothing
/// that the other lanes can still do touches what it touches (or both only read), and no property of
/// every state can tell that it was made. Programs have no loops, so that nothing is put off for
/// ever. Such steps are persistent sets of one: all final states, deadlocks and violations remain.
struct Independence: @unchecked Sendable {
  /// Sets of slots, one row for each stop of each lane: what the lane can still read and write.
  private let reads: UnsafeMutablePointer<UInt64>
  private let writes: UnsafeMutablePointer<UInt64>
  private let firstRow: [Int]
  private let width: Int
  /// What the properties of every state read.
  private let seen: Set<Int>
  /// Whether one of them asks whether a lane is done.
  private let seesEnds: Bool
  private let laneCount: Int

  init(_ code: SearchCode, _ program: Program) {
    let width = (program.placeSlots + 63) / 64
    var firstRow: [Int] = []
    var rows = 0
    for stops in code.stops {
      firstRow.append(rows)
      rows += stops.count
    }
    reads = .allocate(capacity: max(1, rows * width))
    reads.initialize(repeating: 0, count: max(1, rows * width))
    writes = .allocate(capacity: max(1, rows * width))
    writes.initialize(repeating: 0, count: max(1, rows * width))
    for (lane, stops) in code.stops.enumerated() {
      for number in stops.indices.reversed() {
        let operation = code.operations[Int(stops[number])]
        let row = (firstRow[lane] + number) * width
        if operation.slot >= 0 {
          for slot in Int(operation.slot)..<Int(operation.slot + operation.count) {
            let set = operation.isWrite ? writes : reads
            set[row + slot / 64] |= 1 << UInt64(slot % 64)
          }
        }
        for next in code.stopsBehind(stops[number]) {
          let other = (firstRow[lane] + Int(code.stopNumber[Int(next)])) * width
          for word in 0..<width {
            reads[row + word] |= reads[other + word]
            writes[row + word] |= writes[other + word]
          }
        }
      }
    }
    var seen: Set<Int> = []
    for property in program.properties where !property.isFinal {
      for index in property.formula.start..<property.formula.end {
        let operation = program.formulas[Int(index)]
        if operation.code == .slot { seen.insert(Int(operation.operand)) }
        if operation.code == .element {
          let bounds = program.arrays[Int(operation.operand)].bounds
          seen.formUnion(Int(bounds.slot)..<Int(bounds.slot + bounds.count))
        }
      }
    }
    self.seen = seen
    self.width = width
    self.firstRow = firstRow
    laneCount = program.laneCount
    seesEnds = (0..<program.laneCount).contains { seen.contains(program.counterSlot($0)) }
  }

  func free() {
    reads.deallocate()
    writes.deallocate()
  }

  /// Whether the step of `lane` that touches `slot` (-1 for none) concerns nobody else.
  func isOwn(
    _ lane: Int, slot: Int, isWrite: Bool, _ state: UnsafePointer<UInt64>, _ stepper: Stepper
  ) -> Bool {
    guard slot >= 0 else { return true }
    if isWrite, seen.contains(slot) { return false }
    let (word, bit) = (slot / 64, UInt64(1) << UInt64(slot % 64))
    for other in 0..<laneCount where other != lane {
      let row = (firstRow[other] + stepper.stop(other, state)) * width + word
      if writes[row] & bit != 0 || isWrite && reads[row] & bit != 0 { return false }
    }
    return true
  }

  /// Whether a property can tell that a lane has ended.
  func isSeen(end isEnd: Bool) -> Bool { isEnd && seesEnds }
}

extension FlatOperation {
  /// Whether an access may change its place.
  var isWrite: Bool {
    switch code {
    case .store, .modify, .compareExchange, .addUnless, .lock, .unlock: true
    default: false
    }
  }
}

extension SearchCode {
  /// The stops that a lane may come to next from `stop`.
  func stopsBehind(_ stop: Int32) -> Set<Int32> {
    guard operations[Int(stop)].code != .end else { return [] }
    var found: Set<Int32> = []
    var seen: Set<Int32> = []
    var open = [operations[Int(stop)].next]
    while let at = open.popLast() {
      guard seen.insert(at).inserted else { continue }
      let operation = operations[Int(at)]
      if operation.isStop {
        found.insert(at)
      } else {
        open.append(operation.next)
        if operation.code == .test { open.append(operation.otherwise) }
      }
    }
    return found
  }
}

extension Stepper {
  /// Takes every step at once that concerns nobody else, the first lane's first.
  ///
  /// - Returns: `done`, or `missing` when a value had no room.
  mutating func settle(
    _ state: UnsafeMutablePointer<UInt64>, scratch: UnsafeMutablePointer<UInt64>,
    _ independence: Independence, record: (Int) -> Void = { _ in }
  ) -> Result {
    var lane = 0
    while lane < laneCount {
      let (operation, slot) = next(lane, state)
      if slot >= -1,
        independence.isOwn(lane, slot: slot, isWrite: operation.isWrite, state, self)
      {
        switch step(lane, state, into: scratch) {
        case .done where !independence.isSeen(end: hasEnded(lane, scratch)):
          copy(scratch, to: state)
          record(lane)
          lane = 0
          continue
        case .missing: return .missing
        default: break
        }
      }
      lane += 1
    }
    return .done
  }
}
