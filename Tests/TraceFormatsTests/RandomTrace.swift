import RaceTrace
import TestSupport

/// A trace of arbitrary but valid parts, the same for the same seed.
struct RandomTrace {
  private var rng: SplitMix64

  init(seed: UInt64) { rng = SplitMix64(seed: seed) }

  private mutating func chance() -> Bool { Bool.random(using: &rng) }

  private mutating func word() -> UInt64 {
    switch Int.random(in: 0...3, using: &rng) {
    case 0: 0
    case 1: .max
    case 2: UInt64.random(in: 0...4096, using: &rng)
    default: rng.next()
    }
  }

  private mutating func text() -> String {
    let alphabet = ["a", "Z", "0", " ", "\"", "\\", "/", "\t", "é", "→", "作", "🙂", "{n}", "u0041"]
    return (0..<Int.random(in: 0...9, using: &rng)).map { _ in
      alphabet[Int.random(in: 0..<alphabet.count, using: &rng)]
    }.joined()
  }

  mutating func make() -> Trace {
    var trace = Trace(
      title: text(), provenance: (0..<Int.random(in: 0...3, using: &rng)).map { _ in text() },
      lanes: (0..<Int.random(in: 1...2, using: &rng)).map { _ in Lane(name: text(), title: text())
      },
      clock: Clock(unit: chance() ? .nanoseconds : .ticks, resolution: chance() ? 1 : 1000))
    for _ in 0..<Int.random(in: 1...8, using: &rng) {
      let kind = PlaceKind.allCases[Int.random(in: 0..<PlaceKind.allCases.count, using: &rng)]
      _ = trace.declare(
        PlaceDeclaration(name: text(), kind: kind, isLoud: chance(), isFullyRecorded: chance()))
    }
    if chance() { trace.fold = FoldWords(one: text(), many: text()) }
    if chance(), let condition = Condition("some fork_wrprotect with page >= 1024") {
      trace.rules = [
        VerdictRule(name: text(), tone: .bad, words: text(), conditions: [condition, condition])
      ]
    }
    for _ in 0..<Int.random(in: 0...30, using: &rng) { addEvent(to: &trace) }
    // Entries of the tables that no event uses must come through too.
    _ = trace.intern("unused \(text())")
    _ = trace.intern(KernelTask(name: text(), pid: 7))
    _ = trace.intern(Place(declaration: 0, space: 1, address: 2))
    for place in 0..<trace.placeCount where chance() { trace.begin(place, with: word()) }
    if chance() {
      trace.unknown = [UnknownEvents(name: text(), count: 3, firstLine: 9, sample: text())]
    }
    return trace
  }

  private mutating func addEvent(to trace: inout Trace) {
    let operations = (0..<Int.random(in: 0...4, using: &rng)).map { _ in operation(&trace) }
    var event = Event(
      lane: Int.random(in: 0..<trace.lanes.count, using: &rng),
      cpu: Int.random(in: 0...8191, using: &rng),
      time: chance() ? Int64(bitPattern: word()) : nil, name: trace.intern(text()),
      text: trace.intern(text()), note: trace.intern(text()),
      task: trace.intern(KernelTask(name: text(), pid: Int.random(in: -1...99999, using: &rng))),
      line: Int.random(in: 0...9, using: &rng),
      marks: Event.Marks(rawValue: UInt8.random(in: 0...7, using: &rng)))
    if chance() { event.subject = Subject(space: word(), start: word(), end: word()) }
    trace.append(event, operations)
  }

  private mutating func operation(_ trace: inout Trace) -> Operation {
    let place = trace.intern(
      Place(
        declaration: Int.random(in: 0..<trace.declarations.count, using: &rng),
        space: chance() ? word() : 0, address: word()))
    switch Int.random(in: 0...12, using: &rng) {
    case 0: return .load(place, word())
    case 1: return .observe(place, word())
    case 2: return .store(place, old: chance() ? word() : nil, new: word())
    case 3: return .rmw(place, old: chance() ? word() : nil, new: word())
    case 4: return .forget(place)
    case 5: return .lock(place, chance() ? .shared : .exclusive)
    case 6: return .unlock(place, chance() ? .shared : .exclusive)
    case 7:
      return .fence(Operation.Fence.allCases[Int.random(in: 0..<3, using: &rng)])
    case 8: return .call
    case 9: return .ret(chance() ? Int64(bitPattern: word()) : nil)
    case 10: return .branch(outcome: Int64(bitPattern: word()), words: trace.intern(text()))
    case 11: return .mark
    default: return .lost(chance() ? word() : nil)
    }
  }
}
