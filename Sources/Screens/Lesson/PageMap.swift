public import RaceTrace

/// Who points where: the parent's entries, the child's and the device's pins, and the pages that
/// they point at, after one step. A pure function of the state.
public struct PageMap: Hashable, Sendable {
  /// The names of the declarations that point at pages.
  public struct Sources: Hashable, Sendable {
    /// The parent's page-table entries.
    public var parent: [String]
    /// The child's page-table entries.
    public var child: [String]
    /// The page frames that the device was given.
    public var device: [String]

    /// The sources.
    public init(parent: [String] = [], child: [String] = [], device: [String] = []) {
      self.parent = parent
      self.child = child
      self.device = device
    }
  }

  /// Who points at a page.
  public enum Owner: String, CaseIterable, Hashable, Sendable {
    /// The process that pinned.
    case parent
    /// The process that fork() made.
    case child
    /// Whoever holds the pin.
    case device
  }

  /// One arrow: an entry, or a pin.
  public struct Pointer: Hashable, Sendable {
    /// Whose it is.
    public var owner: Owner
    /// The bits of an entry, or `pin`; `none` where nothing is mapped, `-` where nothing is pinned.
    public var words: String
    /// The page frame that it points at, or nil.
    public var frame: UInt64?
    /// Whether its owner may write through it.
    public var isWritable: Bool
    /// Whether the step changed it.
    public var isChanged: Bool
  }

  /// A page that somebody points at, or that is still counted.
  public struct Page: Hashable, Sendable {
    /// Its frame number.
    public var frame: UInt64
    /// The counts and data of it: name, value in words, whether the step changed it.
    public var facts: [Fact]
    /// Who points at it.
    public var owners: [Owner]
  }

  /// One value of a page.
  public struct Fact: Hashable, Sendable {
    /// The place's name.
    public var name: String
    /// Its value.
    public var words: String
    /// Whether the step changed it.
    public var isChanged: Bool
  }

  /// The pointers, a row for each page of the process, the owners in their order.
  public let rows: [[Pointer]]
  /// The pages, by frame.
  public let pages: [Page]
  /// What it comes to, in a sentence for each page of the process that a device holds.
  public let statements: [Statement]

  /// A sentence on the map.
  public struct Statement: Hashable, Sendable {
    /// The sentence.
    public var words: String
    /// Whether the device and the process use different pages.
    public var isParted: Bool
  }

  /// The map after `step` steps; nil when the trace has no page-table entry of the parent.
  ///
  /// - Complexity: O(*places* × log *changes*)
  public init?(_ timeline: Timeline, _ sources: Sources, step: Int) {
    let reader = Reader(timeline: timeline, step: step)
    let owned: [(Owner, [Place.ID])] = [
      (.parent, reader.places(sources.parent)), (.child, reader.places(sources.child)),
      (.device, reader.places(sources.device)),
    ]
    guard !owned[0].1.isEmpty else { return nil }
    let count = owned.map(\.1.count).max() ?? 0
    rows = (0..<count).map { index in
      owned.compactMap { owner, places in
        places.indices.contains(index) ? reader.pointer(owner, places[index]) : nil
      }
    }
    let ever = Set(owned.flatMap { reader.framesSoFar($0.1) })
    let pointers = rows.flatMap { $0 }
    pages = ever.sorted().map { frame in
      Page(
        frame: frame, facts: reader.facts(of: frame),
        owners: Owner.allCases.filter { owner in
          pointers.contains { $0.owner == owner && $0.frame == frame }
        })
    }
    let before = Reader(timeline: timeline, step: max(step - 1, 0))
    statements = (0..<count).compactMap { index in
      let parents = owned[0].1
      let devices = owned[2].1
      guard parents.indices.contains(index), devices.indices.contains(index) else { return nil }
      func pair(_ reader: Reader) -> Pair {
        Pair(
          parent: reader.pointer(.parent, parents[index]),
          device: reader.pointer(.device, devices[index]))
      }
      let number = count > 1 ? "\(index): " : ""
      return pair(reader).statement(number, before: pair(before), isNew: step > 0)
    }
  }
}

/// The parent's entry and the device's pin of one page of the process.
private struct Pair {
  var parent: PageMap.Pointer
  var device: PageMap.Pointer

  /// Whether the process and the device use different pages.
  var isParted: Bool {
    guard let held = device.frame, let mapped = parent.frame else { return false }
    return held != mapped
  }

  func statement(_ number: String, before: Pair, isNew: Bool) -> PageMap.Statement? {
    guard let held = device.frame else { return nil }
    let page = pageName(held)
    guard let mapped = parent.frame else {
      let words = "\(number)The device holds page \(page); the parent maps nothing."
      return .init(words: words, isParted: false)
    }
    let own = pageName(mapped)
    if isParted {
      let words =
        isNew && !before.isParted
        ? "Here they part: from now on the parent uses page \(own), the device page \(page)."
        : "They have parted: the parent uses page \(own), the device page \(page)."
      return .init(words: number + words, isParted: true)
    }
    let words =
      parent.isWritable
      ? "Parent and device use the same page \(page)."
      : "Parent and device use the same page \(page), but the parent may not write to it: its next "
        + "write faults."
    return .init(words: number + words, isParted: false)
  }
}

/// Reads the places of a timeline after a step.
private struct Reader {
  let timeline: Timeline
  let step: Int
  private var trace: Trace { timeline.trace }

  /// The places of the declarations with these names, by address.
  func places(_ names: [String]) -> [Place.ID] {
    trace.places.indices.filter { place in
      guard names.contains(trace.declaration(of: place).name) else { return false }
      switch trace.kind(of: place) {
      case .pte, .page: return true
      default: return false
      }
    }.sorted { trace.place($0).address < trace.place($1).address }
  }

  func pointer(_ owner: PageMap.Owner, _ place: Place.ID) -> PageMap.Pointer {
    let value = timeline.value(of: place, after: step)
    let before = step > 0 ? timeline.value(of: place, after: step - 1) : value
    let kind = trace.kind(of: place)
    let frame = value.flatMap { Self.frame($0, kind) }
    var isWritable = frame != nil
    var words = frame == nil ? "-" : "pin"
    if case .pte(let layout) = kind {
      words = value.map { kind.decode($0).compact } ?? "unknown"
      isWritable = value.map(layout.isWritable) ?? false
    }
    return PageMap.Pointer(
      owner: owner, words: words, frame: frame, isWritable: isWritable, isChanged: before != value)
  }

  private static func frame(_ value: UInt64, _ kind: PlaceKind) -> UInt64? {
    if case .pte(let layout) = kind { return layout.isPresent(value) ? layout.frame(value) : nil }
    return value == 0 ? nil : value
  }

  /// The frames that places have pointed at by now.
  func framesSoFar(_ places: [Place.ID]) -> [UInt64] {
    places.flatMap { place -> [UInt64] in
      let kind = trace.kind(of: place)
      var found: [UInt64?] = [trace.initialValues[place]]
      var end = step
      while let change = timeline.lastChange(of: place, upTo: end) {
        found.append(timeline.value(of: place, after: change + 1))
        end = change
      }
      return found.compactMap { $0.flatMap { Self.frame($0, kind) } }
    }
  }

  /// The values of the places that there is one of for each frame.
  func facts(of frame: UInt64) -> [PageMap.Fact] {
    trace.places.indices.compactMap { place in
      guard trace.place(place).address == frame,
        let value = timeline.value(of: place, after: step)
      else { return nil }
      let before = step > 0 ? timeline.value(of: place, after: step - 1) : value
      return PageMap.Fact(
        name: trace.declaration(of: place).name,
        words: trace.kind(of: place).decode(value).text, isChanged: before != value)
    }
  }
}
