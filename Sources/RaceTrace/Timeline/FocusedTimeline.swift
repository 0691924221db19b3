/// A timeline seen with a focus: which events concern it, and which instance of each place is meant
/// when somebody says `pte`.
///
/// Without a focus every event concerns it.
public struct FocusedTimeline: Sendable {
  /// The timeline.
  public let timeline: Timeline
  /// What is looked at; nil for everything.
  public let focus: Focus?
  /// Whether the event at each position concerns the focus.
  public let concerns: [Bool]
  /// For each declaration, where the instance that is meant changes: ascending positions.
  private let instances: [[(position: Int, place: Place.ID)]]
  /// For each declaration, the elements of a small array of a model, by index.
  private let elements: [[Place.ID]]

  /// `timeline` with a focus.
  ///
  /// - Parameter isOpen: whether it may go on: then also a place that was not touched yet is meant
  ///   by its name.
  /// - Complexity: O(*operations* + *places*)
  public init(_ timeline: Timeline, focus: Focus?, isOpen: Bool = false) {
    self.timeline = timeline
    self.focus = focus
    let concerns = Self.concerns(timeline, focus)
    self.concerns = concerns
    let trace = timeline.trace
    var instances = Array(
      repeating: [(position: Int, place: Place.ID)](), count: trace.declarations.count)
    for position in 0..<timeline.stepCount where concerns[position] {
      for operation in timeline.operations(at: position) {
        guard let id = operation.place else { continue }
        let place = trace.places[id]
        guard Self.isInstance(place, trace.declarations[place.declaration], of: focus) else {
          continue
        }
        if instances[place.declaration].last?.place != id {
          instances[place.declaration].append((position, id))
        }
      }
    }
    if isOpen {
      for (id, place) in trace.places.enumerated() where instances[place.declaration].isEmpty {
        let declaration = trace.declarations[place.declaration]
        guard declaration.isLoud || trace.initialValues[id] != nil,
          Self.isInstance(place, declaration, of: focus)
        else { continue }
        instances[place.declaration].append((.max, id))
      }
    }
    self.instances = instances
    elements = Self.elements(of: trace)
  }

  /// A call that is about an address lends it to what it encloses: the write section around the
  /// copy of another VMA is about that VMA.
  private static func concerns(_ timeline: Timeline, _ focus: Focus?) -> [Bool] {
    guard let focus else { return Array(repeating: true, count: timeline.stepCount) }
    var result: [Bool] = []
    result.reserveCapacity(timeline.stepCount)
    var enclosing = Remembered<[Bool?]>(count: max(1, timeline.trace.taskCount), unknown: [])
    for (task, calls) in timeline.trace.openCalls {
      enclosing[task] = calls.map { $0.map(focus.concerns) }
    }
    for position in 0..<timeline.stepCount {
      let event = timeline.event(at: position)
      let task = min(event.task, enclosing.count - 1)
      let own = event.subject.map(focus.concerns)
      let inherited = enclosing[task].last { $0 != nil } ?? nil
      let verdict = own ?? inherited ?? true
      var isLoss = false
      for operation in timeline.operations(at: position) {
        switch operation {
        case .call: enclosing[task].append(own)
        case .ret: _ = enclosing[task].popLast()
        case .lost:
          isLoss = true
          enclosing.forgetAll()
        default: break
        }
      }
      result.append(verdict || isLoss)
    }
    return result
  }

  private static func isInstance(
    _ place: Place, _ declaration: PlaceDeclaration, of focus: Focus?
  ) -> Bool {
    guard let focus else { return true }
    if place.space != 0, !focus.spaces.isEmpty, !focus.spaces.contains(place.space) {
      return false
    }
    if case .pte = declaration.kind { return place.address == focus.address }
    return true
  }

  /// The instance of a declaration that is meant after `step` steps: the one that the focus touched
  /// last, or else the first that it is going to touch; nil when it never touches one.
  ///
  /// - Complexity: O(log *changes of instance*)
  public func instance(of declaration: Int, after step: Int) -> Place.ID? {
    let list = instances[declaration]
    let index = list.partitioningIndex { $0.position >= step }
    return index == 0 ? list.first?.place : list[index - 1].place
  }

  /// The instances of a declaration touched up to `step`, the latest first, at most `limit`.
  public func recentInstances(of declaration: Int, after step: Int, limit: Int) -> [Place.ID] {
    let list = instances[declaration]
    var index = list.partitioningIndex { $0.position >= step }
    var found: [Place.ID] = []
    while index > 0, found.count < limit {
      index -= 1
      if !found.contains(list[index].place) { found.append(list[index].place) }
    }
    return found.isEmpty ? list.first.map { [$0.place] } ?? [] : found
  }

  /// The position of the first event behind `step` that changes what a declaration stands for, as
  /// the focus means it.
  public func nextChange(of declaration: Int, after step: Int) -> Int? {
    let list = instances[declaration]
    var next = list.partitioningIndex { $0.position >= step }
    guard var place = instance(of: declaration, after: step) else { return nil }
    var from = step
    while true {
      let change = timeline.nextChange(of: place, after: from)
      guard next < list.count else { return change }
      if let change, change <= list[next].position { return change }
      (from, place) = list[next]
      next += 1
    }
  }

  /// The position of the last event that changed what a declaration stands for and led to a step
  /// before `step`.
  public func previousChange(of declaration: Int, before step: Int) -> Int? {
    let list = instances[declaration]
    var end = step - 1
    while end > 0, let first = list.first {
      let index = list.partitioningIndex { $0.position >= end } - 1
      // Before its first touch, the first instance is meant.
      guard index >= 0 else { return timeline.lastChange(of: first.place, upTo: end) }
      let change = timeline.lastChange(of: list[index].place, upTo: end)
      if let change, change >= list[index].position { return change }
      end = list[index].position
    }
    return nil
  }

  /// The value of the instance of a declaration that is meant after `step` steps.
  public func value(of declaration: Int, after step: Int) -> UInt64? {
    instance(of: declaration, after: step).flatMap { timeline.value(of: $0, after: step) }
  }

  /// The elements of a small array of a model, by index; empty for any other declaration.
  public func elements(of declaration: Int) -> [Place.ID] { elements[declaration] }

  private static func elements(of trace: Trace) -> [[Place.ID]] {
    var found = Array(repeating: [Place.ID](), count: trace.declarations.count)
    for (id, place) in trace.places.enumerated() where ElementAddress.index(place.address) != nil {
      found[place.declaration].append(id)
    }
    return found.map { all in
      guard all.count <= elementsMax else { return [] }
      return all.sorted { trace.place($0).address < trace.place($1).address }
    }
  }

  /// How many elements of an array are shown one by one.
  private static let elementsMax = 4

  /// What to call a place: `pte` for the one that is looked at, `pte 0x4be000` for another,
  /// `pte[1]` for an element of a model's array, and `pte of mm 0xffff888003b40000` for the same
  /// address in another address space.
  public func label(of place: Place.ID) -> String {
    let trace = timeline.trace
    let (one, declaration) = (trace.places[place], trace.declaration(of: place))
    var label = declaration.name
    if let index = ElementAddress.index(one.address) { return "\(label)[\(index)]" }
    if one.address != 0, !declaration.isLoud || one.address != focus?.address {
      label += " \(pageName(one.address))"
    }
    if let focus, one.space != 0, !focus.spaces.isEmpty, !focus.spaces.contains(one.space) {
      label += " of mm \(hex(one.space))"
    }
    return label
  }
}

extension Array {
  /// The first index whose element satisfies `predicate`, given that all behind it do too.
  ///
  /// - Complexity: O(log *count*)
  func partitioningIndex(where predicate: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
