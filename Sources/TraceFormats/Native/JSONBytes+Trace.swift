internal import RaceTrace

extension JSONBytes {
  /// A rule of verdicts.
  mutating func rule(_ rule: VerdictRule) {
    raw("{\"name\":")
    string(rule.name)
    raw(",\"tone\":")
    string(rule.tone.rawValue)
    raw(",\"words\":")
    string(rule.words)
    raw(",\"when\":")
    list(rule.conditions) { $0.string($1.description) }
    raw("}")
  }

  /// The line of an event.
  mutating func event(_ event: Event, _ operations: ArraySlice<Operation>) {
    raw("{\"event\":{\"lane\":")
    integer(event.lane)
    raw(",\"cpu\":")
    integer(event.cpu)
    if let time = event.time {
      raw(",\"time\":")
      integer(time)
    }
    raw(",\"name\":")
    integer(event.name)
    raw(",\"text\":")
    integer(event.text)
    if event.note != 0 {
      raw(",\"note\":")
      integer(event.note)
    }
    raw(",\"task\":")
    integer(event.task)
    if let subject = event.subject {
      raw(",\"about\":")
      list([subject.space, subject.start, subject.end]) { $0.word($1) }
    }
    if event.line != 0 {
      raw(",\"line\":")
      integer(event.line)
    }
    if !event.marks.isEmpty {
      raw(",\"marks\":")
      list(NativeFormat.marks.filter { event.marks.contains($0.mark) }) { $0.string($1.word) }
    }
    if !operations.isEmpty {
      raw(",\"do\":")
      list(operations) { $0.operation($1) }
    }
    raw("}}\n")
  }

  private mutating func operation(_ operation: Operation) {
    switch operation {
    case .load(let place, let value): seen("load", place, value)
    case .observe(let place, let value): seen("observe", place, value)
    case .store(let place, let old, let new): change("store", place, old, new)
    case .rmw(let place, let old, let new): change("rmw", place, old, new)
    case .forget(let place):
      start("forget")
      next(place)
    case .lock(let place, let mode): lock("lock", place, mode)
    case .unlock(let place, let mode): lock("unlock", place, mode)
    case .fence(let fence):
      start("fence")
      next(fence.rawValue)
    case .call: start("call")
    case .ret(let value):
      start("ret")
      raw(",")
      if let value { integer(value) } else { raw("null") }
    case .branch(let outcome, let words):
      start("branch")
      raw(",")
      integer(outcome)
      next(words)
    case .mark: start("mark")
    case .lost(let count):
      start("lost")
      raw(",")
      word(count)
    }
    raw("]")
  }

  private mutating func start(_ name: String) {
    raw("[")
    string(name)
  }

  private mutating func next(_ index: Int) {
    raw(",")
    integer(index)
  }

  private mutating func next(_ word: String) {
    raw(",")
    string(word)
  }

  private mutating func seen(_ name: String, _ place: Place.ID, _ value: UInt64) {
    start(name)
    next(place)
    raw(",")
    word(value)
  }

  private mutating func change(
    _ name: String, _ place: Place.ID, _ old: UInt64?, _ new: UInt64
  ) {
    start(name)
    next(place)
    raw(",")
    word(old)
    raw(",")
    word(new)
  }

  private mutating func lock(_ name: String, _ place: Place.ID, _ mode: LockWord.Mode) {
    start(name)
    next(place)
    next(mode.rawValue)
  }
}
