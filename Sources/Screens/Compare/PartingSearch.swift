import RaceTrace

/// Looks for the first step at which two runs part, lane by lane: where a lane takes another way,
/// each has something that the other has not, and they leave what both touch otherwise. Of two runs
/// of one model that are alike in this, one may still have something in addition that changes what
/// both touch.
struct PartingSearch {
  /// Statements of one lane, between two that both runs have, that only one run has.
  struct Gap {
    /// The items of either run.
    var items: [[Int]] = [[], []]
    /// The items of both that end it.
    var end: Alignment.Pair?
  }

  /// A place as both runs know it. One model declares the same places in every kernel, under names
  /// that may differ; a recording has its own addresses, of which one is looked at.
  private struct Name: Hashable {
    var declaration: String
    var address: UInt64
  }

  /// What a lane makes of a place: by how much it counts up or down, or what it leaves there.
  private enum Effect: Hashable {
    case sum(UInt64)
    case value(UInt64)
    /// It changes it, and nothing tells to what.
    case unknown

    static func areAlike(_ one: [Name: Effect], _ other: [Name: Effect]) -> Bool {
      one.count == other.count
        && one.allSatisfy { name, effect in
          guard let theirs = other[name] else { return false }
          return effect == theirs || effect == .unknown || theirs == .unknown
        }
    }
  }

  private let runs: [FocusedTimeline]
  private let items: [[Alignment.Item]]
  private let names: [String]
  private let likeness: Alignment.Likeness
  private var isOneModel: Bool { likeness == .oneModel }
  /// The places that both runs touch.
  private let common: Set<Name>

  init(
    _ runs: [FocusedTimeline], _ items: [[Alignment.Item]], _ likeness: Alignment.Likeness,
    _ names: [String]
  ) {
    self.runs = runs
    self.items = items
    self.names = names
    self.likeness = likeness
    let touched = runs.map { run in
      Set(
        (0..<run.timeline.stepCount).flatMap { position in
          run.timeline.operations(at: position).compactMap { operation in
            operation.isAccess ? operation.place.map { Self.name($0, run, likeness) } : nil
          }
        })
    }
    common = touched[0].intersection(touched[1])
  }

  /// Tells the joints apart that are mere additions, and finds the parting.
  func settle(_ joints: inout [Alignment.Joint]) -> Parting? {
    var jointOf: [[Int: Int]] = [[:], [:]]
    for (index, joint) in joints.enumerated() {
      if joint.kind != .onlySecond { jointOf[0][joint.first] = index }
      if joint.kind != .onlyFirst { jointOf[1][joint.second] = index }
      joints[index].isAddition = [.onlyFirst, .onlySecond].contains(joint.kind)
    }
    func joint(_ run: Int, _ item: Int) -> Int { jointOf[run][items[run][item].end] ?? 0 }
    var found = joints.firstIndex(where: { $0.kind == .otherValues }).map {
      Parting(otherValues: joints[$0], joint: $0, runs, names)
    }
    var changes: Parting?
    for gap in runs[0].timeline.trace.lanes.indices.flatMap(gaps) {
      let effects = (0...1).map { self.effects(gap.items[$0], of: $0) }
      let isWay =
        (0...1).allSatisfy { hasWay(gap.items[$0], of: $0) }
        && !Effect.areAlike(effects[0], effects[1])
      let isChange = isOneModel && gap.items.contains { $0.isEmpty } && effects != [[:], [:]]
      guard isWay || isChange else { continue }
      for run in 0...1 {
        for item in gap.items[run] { joints[joint(run, item)].isAddition = false }
      }
      let (run, item) = decisive(gap, joint)
      let one = parting(gap, run, item, joint(run, item), isWay: isWay)
      if isWay, one.joint < found?.joint ?? .max {
        found = one
        // Until it decides, it only has something in addition.
        for other in gap.items[run].prefix(while: { $0 != item }) {
          joints[joint(run, other)].isAddition = true
        }
      }
      if isChange, one.joint < changes?.joint ?? .max { changes = one }
    }
    return found ?? changes
  }

  // MARK: - Gaps

  private func gaps(_ lane: Int) -> [Gap] {
    let own = items.map { all in
      all.indices.filter { all[$0].key.lane == lane && !all[$0].isAside }
    }
    let pairs = Alignment.pairs(own[0].map { items[0][$0] }, own[1].map { items[1][$0] }) ?? []
    var gaps: [Gap] = []
    var gap = Gap()
    for pair in pairs {
      let (one, other) = (pair.first.map { own[0][$0] }, pair.second.map { own[1][$0] })
      if let one, let other {
        gap.end = Alignment.Pair(first: one, second: other)
        if gap.items != [[], []] { gaps.append(gap) }
        gap = Gap()
      } else {
        if let one { gap.items[0].append(one) }
        if let other { gap.items[1].append(other) }
      }
    }
    return gap.items == [[], []] ? gaps : gaps + [gap]
  }

  /// Whether the items are a way of their own. A model has many statements that no recording tells
  /// of: beside one, only accesses are.
  private func hasWay(_ all: [Int], of run: Int) -> Bool {
    likeness == .accesses ? all.contains { items[run][$0].access != nil } : !all.isEmpty
  }

  /// What the items make of places that both runs touch, where that is something new.
  private func effects(_ all: [Int], of run: Int) -> [Name: Effect] {
    var (before, after): ([Name: UInt64], [Name: UInt64]) = ([:], [:])
    var sums: [Name: UInt64] = [:]
    var unknown: [Name: Effect] = [:]
    let timeline = runs[run].timeline
    for item in all {
      let position = items[run][item].position
      for operation in timeline.operations(at: position) {
        guard let place = operation.place, let name = commonName(place, position, run) else {
          continue
        }
        if case .forget = operation { unknown[name] = .unknown }
        guard let new = operation.written else { continue }
        let kind = timeline.trace.kind(of: place)
        let old = timeline.value(of: place, after: position)
        if isOneModel, case .rmw(_, let old?, _) = operation, [.refcount, .word].contains(kind) {
          sums[name, default: 0] &+= new &- old
          continue
        }
        before[name] = before[name] ?? old.map { meaning($0, kind) }
        after[name] = meaning(new, kind)
      }
    }
    let values = after.filter { before[$0.key] != $0.value }.mapValues { Effect.value($0) }
    let counted = sums.filter { $0.value != 0 }.mapValues { Effect.sum($0) }
    return values.merging(counted) { one, _ in one }.merging(unknown) { _, unknown in unknown }
  }

  /// What can be compared of a value: of recordings not frames and counts themselves.
  private func meaning(_ value: UInt64, _ kind: PlaceKind) -> UInt64 {
    guard !isOneModel else { return value }
    switch kind {
    case .pte(let layout): return layout.isWritable(value) ? 1 : 0
    case .refcount: return value >= Refcount.pinBias ? 1 : 0
    case .seqcount: return value & 1
    case .flag: return value == 0 ? 0 : 1
    case .word, .page, .spinlock, .rwsem: return 0
    }
  }

  private func commonName(_ place: Place.ID, _ position: Int, _ run: Int) -> Name? {
    let declaration = runs[run].timeline.trace.place(place).declaration
    guard isOneModel || runs[run].instance(of: declaration, after: position + 1) == place else {
      return nil
    }
    // A count that changes unseen in a recording cannot be held against a model, which tells all.
    if likeness == .accesses, runs[run].timeline.trace.kind(of: place) == .refcount { return nil }
    let name = Self.name(place, runs[run], likeness)
    return common.contains(name) ? name : nil
  }

  private static func name(
    _ place: Place.ID, _ run: FocusedTimeline, _ likeness: Alignment.Likeness
  ) -> Name {
    let one = run.timeline.trace.place(place)
    return likeness == .oneModel
      ? Name(declaration: String(one.declaration), address: one.address)
      : Name(declaration: run.timeline.trace.declaration(of: place).name, address: 0)
  }

  // MARK: - The step that decides

  /// The test that sends a run another way, or else the first thing that is done there.
  private func decisive(_ gap: Gap, _ joint: (Int, Int) -> Int) -> (run: Int, item: Int) {
    let tests = (0...1).compactMap { run in
      test(gap.items[run], of: run).map { (run: run, item: $0) }
    }
    // Who asks for something that the other does not know decides; then who asks shared memory.
    func rank(_ test: (run: Int, item: Int)) -> (Int, Int, Int) {
      (
        readsOwn(gap.items[test.run], of: test.run) ? 0 : 1, reads(test.item, of: test.run) ? 0 : 1,
        joint(test.run, test.item)
      )
    }
    if let first = tests.min(by: { rank($0) < rank($1) }) { return first }
    let order = [1, 0]
    for run in order {
      let first = gap.items[run].first { changesCommon(items[run][$0].position, of: run) }
      if let item = first { return (run, item) }
    }
    let run = gap.items[1].isEmpty ? 0 : 1
    return (run, gap.items[run][0])
  }

  /// Before anything is changed: the last test of a shared place, or else the first one of a local.
  private func test(_ all: [Int], of run: Int) -> Int? {
    let before = all.prefix { !changesCommon(items[run][$0].position, of: run) }
    let tests = before.filter { item in
      operations(item, of: run).contains { if case .branch = $0 { true } else { false } }
    }
    return tests.last { reads($0, of: run) } ?? tests.first
  }

  private func reads(_ item: Int, of run: Int) -> Bool {
    operations(item, of: run).contains { $0.seen != nil }
  }

  private func operations(_ item: Int, of run: Int) -> ArraySlice<Operation> {
    runs[run].timeline.operations(at: items[run][item].position)
  }

  private func changesCommon(_ position: Int, of run: Int) -> Bool {
    runs[run].timeline.operations(at: position).contains { operation in
      guard operation.written != nil, let place = operation.place else { return false }
      return commonName(place, position, run) != nil
    }
  }

  private func readsOwn(_ all: [Int], of run: Int) -> Bool {
    all.contains { item in
      operations(item, of: run).contains { operation in
        guard operation.seen != nil, let place = operation.place else { return false }
        return !common.contains(Self.name(place, runs[run], likeness))
      }
    }
  }

  private func parting(
    _ gap: Gap, _ run: Int, _ item: Int, _ joint: Int, isWay: Bool
  ) -> Parting {
    let ends = [gap.end?.first, gap.end?.second]
    let positions = (0...1).map { side -> Int? in
      let shown = side == run ? item : gap.items[side].first ?? ends[side]
      return shown.map { items[side][$0].position }
    }
    let ways = (0...1).map { side in
      gap.items[side].filter { side != run || $0 >= item }.map { items[side][$0].position }
    }
    let words = PartingWords(runs, names)
    return Parting(
      joint: joint, first: positions[0], second: positions[1],
      words: isWay
        ? words.otherWay(ways, deciding: items[run][item].position, in: run)
        : words.change(at: items[run][item].position, in: run))
  }
}

extension Operation {
  /// Whether the path itself reads or writes.
  fileprivate var isAccess: Bool {
    switch self {
    case .load, .store, .rmw: true
    default: false
    }
  }
}
