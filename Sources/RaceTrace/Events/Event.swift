/// One thing that one lane did. Fixed in size: text and operations live in the trace's tables.
public struct Event: Hashable, Sendable {
  /// What else is known of an event.
  public struct Marks: OptionSet, Hashable, Sendable {
    /// The marks as bits.
    public var rawValue: UInt8
    /// Marks from bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// A new attempt begins here: verdicts never mix what lies on two sides of it.
    public static let startsEpisode = Marks(rawValue: 1)
    /// Counted in the one line that stands for folded events.
    public static let counted = Marks(rawValue: 2)
    /// Told by the test harness and not by the code under study: no proof rests on it.
    public static let harness = Marks(rawValue: 4)
    /// It came so late that events with later stamps had been shown already.
    public static let late = Marks(rawValue: 8)
  }

  /// The column, as an index into ``Trace/lanes``.
  public var lane: Int
  /// The CPU that recorded it.
  public var cpu: Int
  /// When it was *reported*, in units of the trace's clock, or nil.
  public var time: Int64?
  /// The recorder's name for it: `gup_pte_read`.
  public var name: StringTable.ID
  /// The statement that the lane shows: `pte = gup_get_pte(ptep)`.
  public var text: StringTable.ID
  /// What it means, in a sentence for people, or 0.
  public var note: StringTable.ID
  /// The task that ran, as an index into ``Trace/tasks``.
  public var task: Int
  /// The address or range that it is about.
  public var subject: Subject?
  /// Its line in the file that it was read from, or 0.
  public var line: Int
  /// What else is known of it.
  public var marks: Marks

  /// An event.
  public init(
    lane: Int, cpu: Int, time: Int64? = nil, name: StringTable.ID = 0, text: StringTable.ID,
    note: StringTable.ID = 0, task: Int = 0, subject: Subject? = nil, line: Int = 0,
    marks: Marks = []
  ) {
    self.lane = lane
    self.cpu = cpu
    self.time = time
    self.name = name
    self.text = text
    self.note = note
    self.task = task
    self.subject = subject
    self.line = line
    self.marks = marks
  }
}

/// What an event is about: bytes of one address space.
public struct Subject: Hashable, Sendable {
  /// The address space (an `mm_struct` pointer), or 0 when the event does not say.
  public var space: UInt64
  /// The first address.
  public var start: UInt64
  /// The first address behind it.
  public var end: UInt64

  /// A subject; `end` is never taken below `start + 1`.
  public init(space: UInt64 = 0, start: UInt64, end: UInt64) {
    self.space = space
    self.start = start
    self.end = max(end, start == .max ? start : start + 1)
  }

  /// Whether `address` lies in it.
  public func covers(_ address: UInt64) -> Bool { start <= address && address < end }
}
