internal import RaceModel

/// The code of a search in memory that does not move, for the steppers of all workers.
struct CodeArena: @unchecked Sendable {
  let operations: UnsafeMutablePointer<FlatOperation>
  let formulas: UnsafeMutablePointer<FormulaOperation>
  let bounds: UnsafeMutablePointer<ArrayBounds>
  /// For each lane, its stops.
  let stops: UnsafeMutablePointer<UnsafeMutablePointer<Int32>>
  let stopNumber: UnsafeMutablePointer<Int32>
  let operationCount: Int
  /// For each lane, the slot of its program counter.
  let counters: UnsafeMutablePointer<Int>
  let laneCount: Int
  /// How many values a formula may stack.
  let stackSize: Int
  let lockSlots: UnsafeMutableBufferPointer<Int32>

  init(_ code: SearchCode, _ program: Program) {
    operations = UnsafeMutablePointer(copying: code.operations)
    formulas = UnsafeMutablePointer(copying: code.formulas)
    bounds = UnsafeMutablePointer(copying: code.bounds)
    stops = UnsafeMutablePointer(copying: code.stops.map(UnsafeMutablePointer.init(copying:)))
    stopNumber = UnsafeMutablePointer(copying: code.stopNumber)
    operationCount = code.operations.count
    counters = UnsafeMutablePointer(copying: (0..<program.laneCount).map(program.counterSlot))
    laneCount = program.laneCount
    stackSize = code.formulas.count + 1
    lockSlots = UnsafeMutableBufferPointer(
      start: UnsafeMutablePointer(copying: code.lockSlots), count: code.lockSlots.count)
  }

  func free() {
    operations.deallocate()
    formulas.deallocate()
    bounds.deallocate()
    for lane in 0..<laneCount { stops[lane].deallocate() }
    stops.deallocate()
    counters.deallocate()
    lockSlots.baseAddress?.deallocate()
    stopNumber.deallocate()
  }
}
