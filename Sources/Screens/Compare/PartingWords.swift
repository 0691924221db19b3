import RaceTrace

/// What parts two runs, in words made from what they did and saw.
struct PartingWords {
  private let runs: [FocusedTimeline]
  /// How a run is told from the other: `with seqcount`, `as written`.
  private let names: [String]
  /// How many things are told of a way.
  private static let effectsMax = 2

  init(_ runs: [FocusedTimeline], _ names: [String]) {
    self.runs = runs
    self.names = names
  }

  /// `CPU 1, if (!atomic_read(&mm->has_pinned)): as written 0 clear, yes; with … 1 set, no`
  func otherValues(_ joint: Alignment.Joint) -> String {
    let position = joint.first - 1
    let event = runs[0].timeline.event(at: position)
    func value(_ run: Int, _ position: Int) -> String {
      let value = ValueWords(runs[run]).column(at: position, width: .max)
      return "\(names[run]) \(value.isEmpty ? "no value" : value)"
    }
    return "\(lane(0, position)), \(runs[0].timeline.trace.strings[event.text]): "
      + "\(value(0, position)); \(value(1, joint.second - 1))"
  }

  /// `only with has_pinned_set CPU 0 …: 0 → 1 set`
  func change(at position: Int, in run: Int) -> String {
    let event = runs[run].timeline.event(at: position)
    let value = ValueWords(runs[run]).column(at: position, width: .max)
    return "only \(names[run]) \(lane(run, position)) has "
      + runs[run].timeline.trace.strings[event.text] + (value.isEmpty ? "" : ": \(value)")
  }

  /// `with seqcount CPU 0 finds write_protect_seq changed (0, now 1), gives the pin on page A back
  /// and returns 0; without seqcount it returns 1`
  func otherWay(_ ways: [[Int]], deciding position: Int, in run: Int) -> String {
    let other = 1 - run
    let told = [seen(at: position, in: run)].compactMap { $0 } + deeds(ways[run], in: run)
    let instead = deeds(ways[other], in: other)
    return "\(names[run]) \(lane(run, position)) \(list(told)); "
      + "\(names[other]) it \(list(instead))"
  }

  private func lane(_ run: Int, _ position: Int) -> String {
    let trace = runs[run].timeline.trace
    return trace.lanes[runs[run].timeline.event(at: position).lane].name
  }

  private func list(_ parts: [String]) -> String {
    guard let last = parts.last else { return "goes on" }
    guard parts.count > 1 else { return last }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }

  /// What the lane saw for its test: there, or last before it.
  private func seen(at position: Int, in run: Int) -> String? {
    let timeline = runs[run].timeline
    let lane = timeline.event(at: position).lane
    let reads = (0...position).lazy.filter { timeline.event(at: $0).lane == lane }.flatMap { at in
      timeline.operations(at: at).compactMap { operation -> (place: Place.ID, value: UInt64)? in
        guard case .load(let place, let value) = operation else { return nil }
        return (place, value)
      }
    }
    let all = Array(reads)
    guard let last = all.last else { return nil }
    let name = runs[run].label(of: last.place)
    let kind = timeline.trace.kind(of: last.place)
    if let before = all.dropLast().last(where: { $0.place == last.place }),
      before.value != last.value
    {
      let old = kind.decode(before.value).compact
      return "finds \(name) changed (\(old), now \(kind.decode(last.value).compact))"
    }
    return "reads \(name): \(kind.decode(last.value).short)"
  }

  /// What is changed, and what comes back.
  private func deeds(_ positions: [Int], in run: Int) -> [String] {
    let timeline = runs[run].timeline
    var totals: [(place: Place.ID, old: UInt64?, new: UInt64)] = []
    var result: Int64?
    for position in positions {
      for operation in timeline.operations(at: position) {
        if case .ret(let value?) = operation { result = value }
        guard let place = operation.place, let new = operation.written else { continue }
        if let index = totals.firstIndex(where: { $0.place == place }) {
          totals[index].new = new
        } else {
          totals.append((place, timeline.value(of: place, after: position), new))
        }
      }
    }
    let changes = totals.filter { $0.old != $0.new }
    return changes.prefix(Self.effectsMax).map { deed($0.place, $0.old, $0.new, run) }
      + (result.map { ["returns \($0)"] } ?? [])
  }

  private func deed(_ place: Place.ID, _ old: UInt64?, _ new: UInt64, _ run: Int) -> String {
    let kind = runs[run].timeline.trace.kind(of: place)
    let label = runs[run].label(of: place)
    if kind == .refcount, let old {
      if new >= old, new - old >= Refcount.pinBias { return "pins \(label)" }
      if old >= new, old - new >= Refcount.pinBias { return "gives \(label) back" }
    }
    let change = ValueWords(runs[run]).change(in: place, from: old, to: new, .compact)
    return "changes \(label) (\(change))"
  }
}
