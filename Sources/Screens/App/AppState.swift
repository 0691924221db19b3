public import Cells
public import RaceTrace

/// The whole state of the player, a value. ``update(_:)`` is the only thing that changes it, and
/// ``frame()`` draws it; neither touches a terminal, a file or a clock.
public struct AppState: Sendable {
  /// What is played.
  public struct Source: Hashable, Sendable {
    /// One line for the header.
    public var title: String
    /// The kernel, or whatever else tells this source from its like.
    public var detail: String
    /// What to look for, lines of text; shown with the provenance.
    public var notes: [String]

    /// A source.
    public init(title: String, detail: String = "", notes: [String] = []) {
      self.title = title
      self.detail = detail
      self.notes = notes
    }
  }

  /// What is played.
  public private(set) var source: Source
  /// What a scenario says of it; nil for a recording.
  public private(set) var lesson: Lesson?
  /// The trace with the page that is looked at.
  public private(set) var focused: FocusedTimeline
  /// The current step: 0...`timeline.stepCount`.
  public internal(set) var step = 0
  /// The size of the screen.
  public private(set) var size: Size
  /// Colours and signs.
  public var look: Look

  var rows: Rows
  var openFolds: Set<Int> = []
  var everythingOpen = false
  /// The first row on the screen. A row stays where it is as long as it can: text that does not
  /// move is easier to follow, and cheaper to draw.
  var top = 0
  var playback = Playback()
  /// The declaration that "next change" looks at.
  var chosen: Int?
  var marks: [Character: Int] = [:]
  var overlay: Overlay?
  var prompt: Prompt?
  var search: String?
  var searchesBack = false
  var typed: [Key] = []
  var count: Int?
  /// One line for the user, gone with the next key.
  var message: String?
  /// How much of the source has been read; nil when all of it.
  var progress: Double?
  /// The steps that were left by jumps, the latest last.
  var jumps: [Int] = []
  /// How far a live source has come, and whether its head is followed; nil when there is none.
  var live: LiveState?
  /// What runs, when it is not the scenario's own schedule.
  var plan: Plan?
  /// Somebody's own schedule while the scenario's runs.
  var kept: Plan?
  /// A second run beside this one.
  var comparison: Comparison?
  /// What a second run, or the run before, has otherwise, by position.
  var marked: [Int: Mark] = [:]
  /// Where this run parts from the one before it, when a switch was flipped.
  var parted: Parted?
  /// Where the fix was turned round, so that turning it back ends there.
  var turn: Turn?
  /// Whether a clicker's key for chapters was the last key, but for its others: a clicker sends F5
  /// and Esc by turns.
  var clicksChapters = false
  /// Whether a speaker has blanked the screen.
  var isBlank = false
  /// Whether the page map is shown.
  var showsPages = false
  /// What each switch is for, once it was asked for.
  var mutations: [MutationRow] = []
  /// The map, and how the ones began from which one dived.
  var map: ScheduleMap?
  var mapTrail: [String] = []
  /// The questions that are being asked.
  var quiz: Quiz?
  /// What is proven, in the order of the steps.
  private(set) var findings: [Finding]
  /// How many rows the words of the lesson need at this width, at any step.
  private(set) var storyRows = 0
  /// The addresses that can be looked at.
  private(set) var candidates: [Timeline.Candidate]
  private(set) var keyMap: KeyMap

  /// A player at step 0.
  ///
  /// - Parameters:
  ///   - address: what to look at; nil for the address that both lanes touch.
  ///   - lesson: what a scenario says of it.
  /// - Complexity: O(*events*)
  public init(
    _ timeline: Timeline, source: Source, size: Size, look: Look = Look(), address: UInt64? = nil,
    lesson: Lesson? = nil
  ) {
    self.source = source
    self.lesson = lesson
    self.size = size
    self.look = look
    keyMap = KeyMap(presents: lesson != nil)
    let view = PreparedView(timeline, address: address)
    candidates = view.candidates
    focused = view.focused
    rows = view.rows
    findings = Self.findings(lesson, view.findings)
    chosen = shownDeclarations.first
    measureStory()
  }

  /// What the trace is laid out as.
  public var timeline: Timeline { focused.timeline }

  /// The declarations that have an instance in view, loud ones first.
  var shownDeclarations: [Int] {
    let all = timeline.trace.declarations.indices.filter {
      focused.instance(of: $0, after: timeline.stepCount) != nil
    }
    let isLoud = { timeline.trace.declarations[$0].isLoud }
    return all.filter(isLoud) + all.filter { !isLoud($0) }
  }

  /// The values that the lesson is about, also those that this trace has nothing of: a kernel
  /// without the seqcount is told from one with it at a glance.
  var loudDeclarations: [Int] {
    timeline.trace.declarations.indices.filter { timeline.trace.declarations[$0].isLoud }
  }

  /// The loud declarations that the trace has something of.
  var wavedDeclarations: [Int] {
    loudDeclarations.filter { focused.instance(of: $0, after: timeline.stepCount) != nil }
  }

  /// The same, the elements of small arrays one by one.
  var loudValues: [Watched] { loudDeclarations.flatMap(focused.watched) }
  var wavedValues: [Watched] { wavedDeclarations.flatMap(focused.watched) }

  /// Looks at `address` and keeps the step.
  mutating func look(at address: UInt64) {
    focused = FocusedTimeline(
      timeline, focus: timeline.focus(on: address), isOpen: scheduler != nil)
    findings = Self.findings(lesson, focused.verdicts().map(Finding.init))
    openFolds = []
    refold()
    if !shownDeclarations.contains(chosen ?? -1) { chosen = shownDeclarations.first }
  }

  /// Takes another timeline of the same source, which may be longer, and keeps the step and the
  /// page that is looked at.
  ///
  /// - Parameter isOpen: whether somebody goes on choosing who moves.
  mutating func replace(_ timeline: Timeline, _ lesson: Lesson? = nil, isOpen: Bool = false) {
    self.lesson = lesson
    (comparison, marked, parted, quiz) = (nil, [:], nil, nil)
    keyMap = KeyMap(presents: lesson != nil)
    take(
      PreparedView(
        timeline, address: focused.focus?.address, openFolds: openFolds,
        everythingOpen: everythingOpen, isOpen: isOpen))
    step = min(step, timeline.stepCount)
    measureStory()
    keepVisible()
  }

  /// Takes a timeline that was laid out elsewhere. The step is left to the caller.
  mutating func take(_ view: PreparedView) {
    candidates = view.candidates
    focused = view.focused
    rows = view.rows
    findings = Self.findings(lesson, view.findings)
    if !shownDeclarations.contains(chosen ?? -1) { chosen = shownDeclarations.first }
  }

  /// Shows no more than what somebody may know by now who is asked about the rest.
  mutating func cover(with view: PreparedView, _ lesson: Lesson?) {
    take(view)
    self.lesson = lesson
    source = Source(title: lesson?.title ?? "Quiz", detail: source.detail)
    findings = []
    plan = nil
  }

  /// What is proven, by step.
  private static func findings(_ lesson: Lesson?, _ recorded: [Finding]) -> [Finding] {
    guard let lesson else { return recorded }
    guard let turn = lesson.outlook?.finding else { return lesson.findings }
    let index = lesson.findings.firstIndex { $0.step >= turn.step } ?? lesson.findings.count
    return lesson.findings[..<index] + [turn] + lesson.findings[index...]
  }

  /// Goes on with a schedule of somebody's own, or with the scenario's.
  mutating func enter(_ plan: Plan?) {
    self.plan = plan
    keyMap = KeyMap(presents: lesson != nil, schedules: plan?.scheduler != nil)
    keepVisible()
  }

  /// Builds the rows anew after folds were opened or closed.
  mutating func refold() {
    rows = Rows(focused, open: openFolds, everything: everythingOpen)
    keepVisible()
  }

  mutating func resize(to size: Size) {
    self.size = size
    measureStory()
    // As much of the past as fits: a larger screen shows more, not more blank lines.
    top = 0
    keepVisible()
  }

  /// What the lesson says, step by step; nil without one.
  var story: Story? {
    lesson.map { Story(lesson: $0, stepCount: timeline.stepCount, parted: parted) }
  }

  /// Measured once for all steps, so that nothing moves when the words change.
  mutating func measureStory() {
    guard let story else { return storyRows = 0 }
    let words = WordsView(self)
    let width = Layout.wordsWidth(of: size)
    storyRows = story.steps.map { words.rowCount(at: $0, width: width) }.max() ?? 0
  }

  /// The index of the current row; nil at step 0.
  var currentRow: Int? { rows.index(ofStep: step) }

  /// Moves the view so that the current row is on the screen, with a line of its own for its values
  /// and, where there is room, what comes next and who waits for what.
  mutating func keepVisible() {
    let layout = Layout(self)
    let isCovered = quiz != nil && QuizView.standsInLanes(layout)
    let height = layout.lanes.height - (isCovered ? QuizView.rows : 0)
    guard height > 1 else { return }
    let row = currentRow ?? 0
    // Few words take two lines: what a model waits for may be a whole condition.
    let waits = (lesson?.waiting[step] ?? [:]).values.contains {
      $0.count > layout.lanes.width / 2 - 6
    }
    let below = height > 6 ? (waits ? 4 : 3) : scheduler == nil ? 1 : 2
    let last = max(height - 1 - below, 0)
    if row < top || row > top + last {
      top = row - last * 2 / 3
    }
    top = min(max(top, 0), max(0, rows.rows.count - 1))
  }
}
