internal import RaceTrace

/// Turns what a machine does into the events of a trace.
///
/// A call or a barrier in front of an access is shown with it, when the lane moves again; what a
/// function returns is shown at once.
struct Recorder: StepObserver {
  /// A row that has not been shown yet.
  struct PendingRow {
    var row: Int
    var operations: [Operation]
  }

  private let program: Program
  private(set) var trace: Trace
  private(set) var rowOfEvent: [Int] = []
  /// What each lane will show first when it moves again.
  private(set) var pending: [[PendingRow]]
  /// What belongs to the last row of a lane and came behind it.
  private var current: [[PendingRow]]
  private var declarations: [Int] = []

  init(_ program: Program) {
    self.program = program
    pending = Array(repeating: [], count: program.laneCount)
    current = pending
    trace = Trace(
      title: program.title,
      lanes: program.laneTitles.enumerated().map {
        Lane(name: "CPU \($0.offset)", title: $0.element)
      })
    for array in program.arrays {
      declarations.append(
        trace.declare(
          PlaceDeclaration(
            name: array.name, kind: array.kind, isLoud: array.isLoud,
            isFullyRecorded: array.isFullyRecorded)))
    }
    // What this choice of the model never touches holds nothing: PG_anon_exclusive before v5.19.
    let used = Set(
      program.instructions.compactMap { instruction in
        if case .access(let access) = instruction { access.array } else { nil }
      })
    for slot in 0..<program.placeSlots {
      guard let array = program.array(ofSlot: slot), used.contains(array) else { continue }
      let id = trace.intern(place(slot))
      trace.begin(id, with: program.arrays[array].kind.raw(program.initialPlaces[slot]))
    }
    // A task for each lane: calls nest by task.
    for lane in 0..<program.laneCount { _ = trace.intern(KernelTask(name: "", pid: lane)) }
  }

  /// Elements of arrays get addresses: page frames from 0xa, anything else those of its index.
  private func place(_ slot: Int) -> Place {
    let array = program.array(ofSlot: slot) ?? 0
    let one = program.arrays[array]
    let index = slot - Int(one.bounds.slot)
    let address: UInt64 =
      one.isByFrame
      ? PageFrame.raw(Int32(index + 1))
      : one.bounds.count == 1 ? 0 : ElementAddress.raw(index)
    return Place(declaration: declarations[array], address: address)
  }

  // MARK: - What the machine says

  mutating func access(_ access: Access, lane: Int, slot: Int, old: Int32, new: Int32) {
    var operations: [Operation] = []
    if slot >= 0, let array = program.array(ofSlot: slot) {
      let kind = program.arrays[array].kind
      let id = trace.intern(place(slot))
      let (before, after) = (kind.raw(old), kind.raw(new))
      switch access.kind {
      case .load, .waitUntil: operations.append(.load(id, before))
      case .store: operations.append(.store(id, old: before, new: after))
      case .modify, .compareExchange, .addUnless:
        operations.append(old == new ? .load(id, before) : .rmw(id, old: before, new: after))
      case .lock(let isExclusive): operations.append(.lock(id, isExclusive ? .exclusive : .shared))
      case .unlock(let isExclusive):
        operations.append(.unlock(id, isExclusive ? .exclusive : .shared))
      case .join: operations.append(.mark)
      }
    } else {
      operations.append(.mark)
    }
    current[lane].append(PendingRow(row: access.row, operations: operations))
  }

  mutating func row(_ row: Int, lane: Int, value: Int32?) {
    switch program.rows[row].kind {
    case .call: current[lane].append(PendingRow(row: row, operations: [.call]))
    case .leave:
      let operation = Operation.ret(value.map(Int64.init))
      if program.rows[row].text.isEmpty, let last = lastShown(lane) {
        current[lane][last].operations.append(operation)
      } else {
        current[lane].append(PendingRow(row: row, operations: [operation]))
      }
    case .fence(let fence): current[lane].append(PendingRow(row: row, operations: [.fence(fence)]))
    case .local, .outcome, .access:
      current[lane].append(PendingRow(row: row, operations: [.mark]))
    }
  }

  mutating func test(_ row: Int, lane: Int, holds: Bool) {
    let outcomes = program.rows[row].outcomes
    let words = outcomes.count == 2 ? outcomes[holds ? 0 : 1] : ""
    let operation = Operation.branch(outcome: holds ? 1 : 0, words: trace.intern(words))
    if program.rows[row].kind == .outcome, let last = lastShown(lane) {
      current[lane][last].operations.append(operation)
    } else {
      current[lane].append(PendingRow(row: row, operations: [operation]))
    }
  }

  /// What a value that is returned or tested belongs to.
  private func lastShown(_ lane: Int) -> Int? {
    current[lane].isEmpty ? nil : current[lane].count - 1
  }

  // MARK: - What is shown when

  /// Shows everything of `lane` that has waited.
  mutating func flush(_ lane: Int) {
    for row in pending[lane] + current[lane] { append(row, lane) }
    pending[lane] = []
    current[lane] = []
  }

  /// Shows what has happened, and keeps calls and barriers that lead to the next access for later.
  mutating func settle() {
    for lane in pending.indices {
      let lastDone = current[lane].lastIndex { row in
        switch program.rows[row.row].kind {
        case .access, .leave, .local, .outcome: true
        case .call, .fence: row.operations.count > 1
        }
      }
      let count = lastDone.map { $0 + 1 } ?? 0
      if count > 0 { for row in pending[lane] { append(row, lane) }; pending[lane] = [] }
      for row in current[lane].prefix(count) { append(row, lane) }
      pending[lane] += current[lane].dropFirst(count)
      current[lane] = []
    }
  }

  private mutating func append(_ pending: PendingRow, _ lane: Int) {
    let row = program.rows[pending.row]
    let name = row.label.isEmpty ? row.function : row.label
    trace.append(
      Event(
        lane: lane, cpu: lane, name: trace.intern(name), text: trace.intern(row.text),
        note: trace.intern(row.remark), task: lane, line: row.line), pending.operations)
    rowOfEvent.append(pending.row)
  }
}
