internal import RaceModel
internal import RaceTrace

/// A program, made ready for the search.
struct SearchCode: Sendable {
  private var code: FlatCode
  /// One for each instruction of the program, at the same index.
  var operations: [FlatOperation] { code.operations }
  /// The first operation of each lane.
  var entries: [Int32] { code.entries }
  let formulas: [FormulaOperation]
  let bounds: [ArrayBounds]
  /// For each lane, the operations where it can stand between steps, in the order of the text: the
  /// number of such a stop is what a packed state holds for the lane.
  private(set) var stops: [[Int32]] = []
  /// For each operation that is a stop, its number in its lane.
  private(set) var stopNumber: [Int32]
  /// The slots that hold locks.
  let lockSlots: [Int32]

  init(_ program: Program) {
    formulas = program.formulas
    bounds = program.arrays.map(\.bounds)
    stopNumber = Array(repeating: 0, count: program.instructions.count)
    lockSlots = (0..<program.placeSlots).compactMap { slot in
      guard let array = program.array(ofSlot: slot) else { return nil }
      let kind = program.arrays[array].kind
      return kind == .spinlock || kind == .rwsem ? Int32(slot) : nil
    }
    code = FlatCode(program)
    removeClearsOfZeros(program)
    code.link(program, keepsFences: false)
    for lane in 0..<program.laneCount {
      let stopsOfLane = program.instructions(ofLane: lane).filter { isStop($0, program) }
      stops.append(stopsOfLane.map(Int32.init))
      for (number, index) in stops[lane].enumerated() { stopNumber[Int(index)] = Int32(number) }
    }
  }

  private func isStop(_ index: Int, _ program: Program) -> Bool {
    switch program.instructions[index] {
    case .access, .end: true
    default: false
    }
  }

  /// Marks clears of registers that are zero already on every way to them, by making them write
  /// nowhere.
  private mutating func removeClearsOfZeros(_ program: Program) {
    for lane in 0..<program.laneCount {
      let range = program.instructions(ofLane: lane)
      let entry = range.lowerBound
      // Registers that may be other than zero when an instruction is reached; nil: never reached.
      var maybe: [Set<Int32>?] = Array(repeating: nil, count: range.count + 1)
      maybe[0] = []
      func flow(_ set: Set<Int32>, to index: Int) {
        maybe[index - entry] = (maybe[index - entry] ?? []).union(set)
      }
      for index in range {
        guard var set = maybe[index - entry] else { continue }
        switch program.instructions[index] {
        case .set(let slot, _):
          let value = code.operations[index].value
          if value.kind == .number, value.first == 0 {
            if set.remove(slot) == nil { code.operations[index].destination = -1 }
          } else {
            set.insert(slot)
          }
          flow(set, to: index + 1)
        case .access(let access):
          if access.destination >= 0 { set.insert(access.destination) }
          flow(set, to: index + 1)
        case .test(_, let otherwise, _):
          flow(set, to: otherwise)
          flow(set, to: index + 1)
        case .jump(let target): flow(set, to: target)
        case .row: flow(set, to: index + 1)
        case .end: break
        }
      }
    }
  }
}
