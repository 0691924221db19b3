public import RaceTrace

/// One execution of a program under one schedule, as a trace, with what it shows.
public struct Run: Sendable {
  /// How a run ended.
  public enum End: Hashable, Sendable {
    /// All lanes have ended.
    case complete
    /// The schedule ended before all lanes did.
    case stopped
    /// No lane can move, and not all have ended: what each waits for.
    case deadlock([String])
    /// The model itself is wrong at the step of that lane.
    case fault(Fault, lane: Int)
  }

  /// A property that does not hold.
  public struct Violation: Hashable, Sendable {
    /// Its name.
    public var property: String
    /// What must hold.
    public var sentence: String
    /// Whether it is one of the end.
    public var isFinal: Bool
    /// The number of steps of the schedule after which it first failed.
    public var step: Int
    /// The number of events of the trace by then.
    public var event: Int
  }

  /// What ran.
  public internal(set) var program: Program
  /// The lane of each step.
  public internal(set) var schedule: [Int] = []
  /// Everything that happened.
  public internal(set) var trace: Trace
  /// How many steps there were after each word of a schedule that was followed.
  var stepsAfterWord: [Int] = []
  /// How many events there were after each step of the schedule, from 0 steps on.
  public internal(set) var eventsAfterStep: [Int] = [0]
  /// The row of the program that each event shows.
  public internal(set) var rowOfEvent: [Int] = []
  /// What a lane waited for, after each step of the schedule.
  public internal(set) var waiting: [[Int: String]] = []
  /// The state after each step of the schedule.
  public internal(set) var states: [[Int32]] = []
  /// What did not hold, each property once, in the order of the steps.
  public internal(set) var violations: [Violation] = []
  /// Locks that are still held although all lanes have ended.
  public internal(set) var heldLocks: [String] = []
  /// How it ended.
  public internal(set) var end: End = .stopped

  /// The schedule as the short string that replays it.
  public var scheduleText: String { schedule.map(String.init).joined() }

  /// The value of the place called `name` (`page[1]`) at the end, as its raw word, or nil.
  public func finalValue(_ name: String) -> (raw: UInt64, kind: PlaceKind)? {
    guard let state = states.last, let slot = program.slot(named: name),
      let array = program.array(ofSlot: slot)
    else { return nil }
    let kind = program.arrays[array].kind
    return (kind.raw(state[slot]), kind)
  }
}

extension Program {
  /// The slot of the place called `name`: `has_pinned`, `page[1]`.
  func slot(named name: String) -> Int? {
    let parts = name.split(separator: "[", maxSplits: 1)
    guard let base = parts.first, let array = arrays.first(where: { $0.name == base }) else {
      return nil
    }
    guard parts.count == 2 else {
      return array.bounds.count == 1 ? Int(array.bounds.slot) : nil
    }
    guard parts[1].hasSuffix("]"), let index = Int32(parts[1].dropLast()),
      index >= array.bounds.low, index < array.bounds.low + array.bounds.count
    else { return nil }
    return Int(array.bounds.slot + index - array.bounds.low)
  }

  /// The kind of the place that a slot holds; nil for a register.
  public func kind(ofSlot slot: Int) -> PlaceKind? {
    array(ofSlot: slot).map { arrays[$0].kind }
  }

  /// Every place by its name, in order.
  public var placeNames: [String] { placeNames { _, index in String(index) } }

  /// The same for people: what there is one of for each page frame goes by the letter that values
  /// have for that frame, `page[C]`.
  public var framedPlaceNames: [String] {
    placeNames { array, index in
      guard array.isByFrame else { return String(index) }
      return PlaceKind.page.decode(PlaceKind.page.raw(index)).compact
    }
  }

  private func placeNames(_ element: (PlaceArray, Int32) -> String) -> [String] {
    arrays.flatMap { array in
      (0..<array.bounds.count).map { index in
        array.bounds.count == 1
          ? array.name : "\(array.name)[\(element(array, index + array.bounds.low))]"
      }
    }
  }
}

extension PlaceKind {
  /// The word that a trace holds for a value of the machine.
  public func raw(_ value: Int32) -> UInt64 {
    switch self {
    case .pte: PteBits.raw(value)
    case .page: PageFrame.raw(value)
    case .seqcount, .flag, .refcount, .word: UInt64(bitPattern: Int64(value))
    case .spinlock, .rwsem: UInt64(UInt32(bitPattern: value))
    }
  }
}
