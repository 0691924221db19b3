/// Every write and every change of every place, by place: the state at any step is a binary search away, however
/// long the trace is.
struct History: Sendable {
  private struct Change {
    var position: Int
    var value: UInt64?
    /// Whether the event at the position wrote it. Otherwise it was only seen there.
    var isWrite: Bool
    /// Whether it is another value than before; who writes the same one again sets it too.
    var isNew = true
  }

  /// The changes of place *p* are `changes[starts[p]..<starts[p + 1]]`.
  private var starts: [Int]
  private var changes: [Change]
  /// The positions of lost events: behind one, nothing is known of a place until it is seen again.
  private var losses: [Int] = []

  /// The history of `trace` in the order of `order`.
  ///
  /// - Complexity: O(*operations* + *places*)
  init(_ trace: Trace, order: [Int]) {
    var found: [(place: Place.ID, change: Change)] = []
    found.reserveCapacity(trace.operationCount)
    var current = Remembered<UInt64?>(count: trace.placeCount, unknown: nil)
    var counts = [Int](repeating: 0, count: trace.places.count + 1)
    func record(_ value: UInt64?, in place: Place.ID, at position: Int, isWrite: Bool) {
      let isNew = current[place] != value
      guard isNew || isWrite else { return }
      current[place] = value
      counts[place + 1] += 1
      found.append(
        (place, Change(position: position, value: value, isWrite: isWrite, isNew: isNew)))
    }
    for (place, value) in trace.initialValues {
      record(value, in: place, at: -1, isWrite: false)
    }
    for (position, index) in order.enumerated() {
      let lane = trace.events[index].lane
      for operation in trace.operations(of: index) {
        switch operation {
        case .load(let place, let value), .observe(let place, let value):
          record(value, in: place, at: position, isWrite: false)
        case .store(let place, let old, let new), .rmw(let place, let old, let new):
          if let old { record(old, in: place, at: position, isWrite: false) }
          record(new, in: place, at: position, isWrite: true)
        case .forget(let place): record(nil, in: place, at: position, isWrite: false)
        case .lock(let place, let mode):
          let word = LockWord(raw: current[place] ?? 0).locked(by: lane, mode)
          record(word.raw, in: place, at: position, isWrite: true)
        case .unlock(let place, let mode):
          let word = LockWord(raw: current[place] ?? 0).unlocked(by: lane, mode)
          record(word.raw, in: place, at: position, isWrite: true)
        case .lost:
          losses.append(position)
          current.forgetAll()
        case .fence, .call, .ret, .branch, .mark: break
        }
      }
    }
    for place in counts.indices.dropFirst() { counts[place] += counts[place - 1] }
    starts = counts
    var next = counts
    let empty = Change(position: 0, value: nil, isWrite: false)
    var sorted = [Change](repeating: empty, count: found.count)
    for (place, change) in found {
      sorted[next[place]] = change
      next[place] += 1
    }
    changes = sorted
  }

  func value(of place: Place.ID, after step: Int) -> UInt64? {
    let index = firstIndex(of: place, atOrBehind: step)
    guard index > starts[place] else { return nil }
    let change = changes[index - 1]
    let lost = losses.partitioningIndex { $0 > change.position }
    return lost < losses.count && losses[lost] < step ? nil : change.value
  }

  func lastChange(of place: Place.ID, upTo step: Int) -> Int? {
    last(of: place, upTo: step) { $0.isWrite && $0.isNew }
  }

  func nextChange(of place: Place.ID, after step: Int) -> Int? {
    next(of: place, after: step) { $0.isWrite && $0.isNew }
  }

  func lastWrite(of place: Place.ID, upTo step: Int) -> Int? {
    last(of: place, upTo: step, where: \.isWrite)
  }

  func nextWrite(of place: Place.ID, after step: Int) -> Int? {
    next(of: place, after: step, where: \.isWrite)
  }

  private func last(
    of place: Place.ID, upTo step: Int, where matches: (Change) -> Bool
  ) -> Int? {
    changes[starts[place]..<firstIndex(of: place, atOrBehind: step)].last(where: matches)?.position
  }

  private func next(
    of place: Place.ID, after step: Int, where matches: (Change) -> Bool
  ) -> Int? {
    changes[firstIndex(of: place, atOrBehind: step)..<starts[place + 1]]
      .first(where: matches)?.position
  }

  /// The index of the first change of `place` at a position of at least `position`.
  private func firstIndex(of place: Place.ID, atOrBehind position: Int) -> Int {
    var low = starts[place]
    var high = starts[place + 1]
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].position < position { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
