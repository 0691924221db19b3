package import RaceModel

/// Looks for an order of two recorded sequences in which every load, every read-modify-write and
/// every lock saw what it saw, and the places end as they ended. The stamps are only asked what to try
/// first.
package struct Interleaving {
  /// How many different situations are looked at before the search is given up.
  package static let situationsMax = 500_000

  /// How far both lanes are, and what the places hold that both of them write. Any other place is
  /// written in the order of one lane, so that it holds nothing new.
  private struct Situation: Hashable {
    var first: Int32
    var second: Int32
    var contested: [Int32]
    var isBroken: Bool
  }

  /// What the order shall do beside explaining what was seen.
  package struct Wish {
    /// A property that must hold in every state.
    package var property: Program.Property
    /// Whether it shall fail in some state on the way, or hold in all of them.
    package var breaks: Bool
    /// The instruction at which each lane stands at the end.
    package var stands: [Int32]

    package init(property: Program.Property, breaks: Bool, stands: [Int32]) {
      self.property = property
      self.breaks = breaks
      self.stands = stands
    }
  }

  /// A situation on the way: the move that led here, and how many of the two moves from here were
  /// tried.
  private struct Frame {
    var lane: Int
    var old: Int32
    var preferred: Int
    var tried = 0
    /// Whether the property of the wish has failed up to here.
    var isBroken: Bool
  }

  private let program: Program
  private let lanes: [[RecordedAccess]]
  private let final: [Int32]?
  private let wish: Wish?
  private var machine: Machine
  private let contested: [Int]
  private var seen: Set<Situation> = []
  /// What the places hold, and behind them what the machine's state has as well.
  private var state: [Int32]
  private var positions = [0, 0]

  /// An order for the accesses of both lanes.
  ///
  /// - Parameters:
  ///   - final: what the places hold at the end, or nil when that is not known.
  ///   - wish: what else is asked of it. `impossible` then says that no order does that.
  /// - Complexity: O(*n* × *m* × *contents of the places that both lanes write*), at most
  ///   ``situationsMax`` situations.
  package static func explain(
    _ program: Program, _ lanes: [[RecordedAccess]], final: [Int32]?, wish: Wish? = nil
  ) -> Explanation {
    precondition(lanes.count == 2, "\(lanes.count) lanes")
    var search = Interleaving(program, lanes, final, wish)
    return search.run()
  }

  private init(
    _ program: Program, _ lanes: [[RecordedAccess]], _ final: [Int32]?, _ wish: Wish?
  ) {
    self.program = program
    self.lanes = lanes
    self.final = final
    self.wish = wish
    machine = Machine(program)
    state = program.initialPlaces
    state += Array(repeating: 0, count: program.slotCount - state.count)
    let written = lanes.map { Set($0.map(\.slot)) }
    contested = written[0].intersection(written[1]).filter { $0 >= 0 }.map(Int.init).sorted()
  }

  private mutating func run() -> Explanation {
    var frames = [Frame(lane: -1, old: 0, preferred: preferred, isBroken: isBroken)]
    if wish?.breaks == false, isBroken { return .impossible }
    while let frame = frames.last {
      if isAtEnd, wish.map({ $0.breaks == frame.isBroken }) ?? true {
        return .interleaving(frames.dropFirst().map(\.lane))
      }
      guard frame.tried < 2 else {
        frames.removeLast()
        if frame.lane >= 0 { undo(frame.lane, frame.old) }
        continue
      }
      frames[frames.count - 1].tried += 1
      let lane = frame.tried == 0 ? frame.preferred : 1 - frame.preferred
      guard let old = move(lane) else { continue }
      let isBroken = frame.isBroken || isBroken
      let isWanted = wish?.breaks != false || !isBroken
      guard isWanted, isNew(isBroken) else {
        undo(lane, old)
        continue
      }
      guard seen.count <= Self.situationsMax else { return .gaveUp }
      frames.append(Frame(lane: lane, old: old, preferred: preferred, isBroken: isBroken))
    }
    return .impossible
  }

  /// Whether nobody was at this point before.
  private mutating func isNew(_ isBroken: Bool) -> Bool {
    let situation = Situation(
      first: Int32(positions[0]), second: Int32(positions[1]),
      contested: contested.map { state[$0] }, isBroken: isBroken)
    return seen.insert(situation).inserted
  }

  /// Whether the property of the wish fails in this state.
  private var isBroken: Bool {
    mutating get {
      guard let wish else { return false }
      for lane in lanes.indices {
        let position = positions[lane]
        state[program.counterSlot(lane)] =
          position < lanes[lane].count ? lanes[lane][position].instruction : wish.stands[lane]
      }
      return (try? machine.holds(wish.property, in: state)) != true
    }
  }

  private var isAtEnd: Bool {
    positions[0] == lanes[0].count && positions[1] == lanes[1].count
      && (final.map { state.starts(with: $0) } ?? true)
  }

  /// The lane whose next access has the earlier stamp.
  private var preferred: Int {
    guard positions[0] < lanes[0].count else { return 1 }
    guard positions[1] < lanes[1].count else { return 0 }
    return lanes[0][positions[0]].stamp <= lanes[1][positions[1]].stamp ? 0 : 1
  }

  /// Makes the next access of `lane`, if it would see here what it saw; returns what the place held.
  private mutating func move(_ lane: Int) -> Int32? {
    guard positions[lane] < lanes[lane].count else { return nil }
    let access = lanes[lane][positions[lane]]
    guard access.slot >= 0 else {
      // A join: all of the other lane lies before it.
      guard positions[1 - lane] == lanes[1 - lane].count else { return nil }
      positions[lane] += 1
      return 0
    }
    let old = state[Int(access.slot)]
    guard isStore(access) || old == access.seen else { return nil }
    state[Int(access.slot)] = access.written
    positions[lane] += 1
    return old
  }

  private mutating func undo(_ lane: Int, _ old: Int32) {
    positions[lane] -= 1
    let access = lanes[lane][positions[lane]]
    if access.slot >= 0 { state[Int(access.slot)] = old }
  }

  private func isStore(_ access: RecordedAccess) -> Bool {
    if case .access(let made) = program.instructions[Int(access.instruction)],
      case .store = made.kind
    {
      return true
    }
    return false
  }
}
