/// The numbers that the texts, places and tasks of one trace have in another.
struct Renumbering: Sendable {
  /// The numbers of one kind of name.
  private struct Column<Name: Sendable>: Sendable {
    /// The names, by their number in the source.
    var names: [Name] = []
    /// Their numbers in the target, or -1 for those that nobody has asked for.
    var numbers: [Int32] = []

    mutating func learn(_ more: some Collection<Name>) {
      names.append(contentsOf: more)
      numbers.append(contentsOf: repeatElement(-1, count: more.count))
    }

    mutating func number(_ id: Int, _ intern: (Name) -> Int) -> Int {
      if numbers[id] < 0 { numbers[id] = Int32(intern(names[id])) }
      return Int(numbers[id])
    }

    mutating func forgetTarget() {
      for id in numbers.indices { numbers[id] = -1 }
    }

    /// The number in the target of each, or nil.
    var all: [Int?] { numbers.map { $0 < 0 ? nil : Int($0) } }
  }

  private var texts = Column<String>()
  private var placeColumn = Column<Place>()
  private var taskColumn = Column<KernelTask>()
  private var initialValues: [Place.ID: UInt64] = [:]

  /// Of a source that has told no name yet.
  init() {}

  /// Of all names of `source`.
  init(of source: Trace) {
    texts.learn(source.strings.all)
    placeColumn.learn(source.places)
    taskColumn.learn(source.tasks)
  }

  /// Takes in what the source tells; a new head begins its numbers anew.
  mutating func learn(_ news: TraceNews) {
    if news.head != nil { self = Renumbering() }
    texts.learn(news.texts)
    placeColumn.learn(news.places)
    taskColumn.learn(news.tasks)
    initialValues.merge(news.initialValues) { _, new in new }
  }

  /// The target is another one.
  mutating func forgetTarget() {
    texts.forgetTarget()
    placeColumn.forgetTarget()
    taskColumn.forgetTarget()
  }

  /// What a place of the source held before the first event, if this is the first time that it is
  /// asked for and the source says so.
  func newValue(of id: Place.ID) -> UInt64? {
    placeColumn.numbers[id] < 0 ? initialValues[id] : nil
  }

  /// The place's number, which is added if it is new.
  mutating func place(_ id: Place.ID, _ target: inout Trace) -> Place.ID {
    placeColumn.number(id) { target.intern($0) }
  }

  /// Gives an event the numbers of `target`.
  mutating func translate(_ event: inout Event, _ target: inout Trace) {
    event.name = text(event.name, &target)
    event.text = text(event.text, &target)
    event.note = text(event.note, &target)
    guard event.task < taskColumn.names.count else { return event.task = 0 }
    event.task = taskColumn.number(event.task) { target.intern($0) }
  }

  /// An operation with the numbers of `target`; `place` is the number of its place there.
  mutating func translate(
    _ operation: Operation, to place: Place.ID?, _ target: inout Trace
  ) -> Operation {
    switch operation {
    case .load(let id, let value): .load(place ?? id, value)
    case .observe(let id, let value): .observe(place ?? id, value)
    case .store(let id, let old, let new): .store(place ?? id, old: old, new: new)
    case .rmw(let id, let old, let new): .rmw(place ?? id, old: old, new: new)
    case .forget(let id): .forget(place ?? id)
    case .lock(let id, let mode): .lock(place ?? id, mode)
    case .unlock(let id, let mode): .unlock(place ?? id, mode)
    case .branch(let outcome, let words): .branch(outcome: outcome, words: text(words, &target))
    case .fence, .call, .ret, .mark, .lost: operation
    }
  }

  private mutating func text(_ id: StringTable.ID, _ target: inout Trace) -> StringTable.ID {
    texts.number(id) { target.intern($0) }
  }

  /// The number in the target of each place of the source, or nil.
  var places: [Int?] { placeColumn.all }

  /// The number in the target of each task of the source, or nil.
  var tasks: [Int?] { taskColumn.all }
}
