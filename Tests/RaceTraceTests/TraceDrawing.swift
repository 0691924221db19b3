import RaceTrace

/// Small traces for tests, written a line an event: `lane time operation place value [old]`.
///
///     1 10 load pte 3
///     0 12 rmw ref 1026 2
struct TraceDrawing {
  var trace = Trace(
    title: "drawn",
    lanes: [Lane(name: "CPU 0", title: "left"), Lane(name: "CPU 1", title: "right")],
    clock: Clock(unit: .nanoseconds, resolution: 1000))
  private var declarations: [String: Int] = [:]

  init(places: [String: PlaceKind] = [:], partly: Set<String> = [], _ text: String) {
    for (name, kind) in places.sorted(by: { $0.key < $1.key }) {
      declarations[name] = trace.declare(
        PlaceDeclaration(name: name, kind: kind, isFullyRecorded: !partly.contains(name)))
    }
    for line in text.split(separator: "\n") { add(line.split(separator: " ").map(String.init)) }
  }

  func place(_ name: String) -> Place.ID {
    declarations[name].flatMap { trace.id(of: Place(declaration: $0)) } ?? -1
  }

  private mutating func add(_ words: [String]) {
    guard words.count >= 3, let lane = Int(words[0]), let time = Int64(words[1]) else { return }
    let text = trace.intern(words.dropFirst(2).joined(separator: " "))
    let event = Event(
      lane: lane, cpu: lane, time: time * 1000, name: trace.intern(words[2]), text: text,
      task: trace.intern(KernelTask(name: "t", pid: lane)))
    trace.append(event, operation(Array(words.dropFirst(2))).map { [$0] } ?? [])
  }

  private mutating func operation(_ words: [String]) -> Operation? {
    switch words[0] {
    case "call": return .call
    case "ret": return .ret(nil)
    case "lost": return .lost(nil)
    default: break
    }
    guard words.count > 1 else { return nil }
    let declaration = declare(words[1])
    let place = trace.intern(Place(declaration: declaration))
    let value = words.count > 2 ? UInt64(words[2]) ?? 0 : 0
    let old = words.count > 3 ? UInt64(words[3]) : nil
    switch words[0] {
    case "load": return .load(place, value)
    case "see": return .observe(place, value)
    case "store": return .store(place, old: old, new: value)
    case "rmw": return .rmw(place, old: old, new: value)
    case "forget": return .forget(place)
    case "lock": return .lock(place, .exclusive)
    case "unlock": return .unlock(place, .exclusive)
    default: return nil
    }
  }

  private mutating func declare(_ name: String) -> Int {
    if let known = declarations[name] { return known }
    let index = trace.declare(PlaceDeclaration(name: name, kind: .word))
    declarations[name] = index
    return index
  }
}
