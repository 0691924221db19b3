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
    operations = Self.copy(code.operations)
    formulas = Self.copy(code.formulas)
    bounds = Self.copy(code.bounds)
    stops = Self.copy(code.stops.map { Self.copy($0) })
    stopNumber = Self.copy(code.stopNumber)
    operationCount = code.operations.count
    counters = Self.copy((0..<program.laneCount).map(program.counterSlot))
    laneCount = program.laneCount
    stackSize = code.formulas.count + 1
    lockSlots = UnsafeMutableBufferPointer(
      start: Self.copy(code.lockSlots), count: code.lockSlots.count)
  }

  private static func copy<Element>(_ array: [Element]) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, array.count))
    memory.initialize(from: array, count: array.count)
    return memory
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
