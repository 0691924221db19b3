import Cells
import RaceTrace
import TestSupport
import Testing

@testable import Screens
@testable import racelanes

/// A quiz tells nothing that it asks.
struct QuizTests {
  private static let path = "gup-fork/lost-pin.yaml"
  private static let sizes = [
    Size(width: 80, height: 24), Size(width: 120, height: 40), Size(width: 200, height: 60),
  ]

  private func pressed(_ keys: String) throws -> AppState {
    var state = try Playing.lesson(width: 120, height: 40)
    try Playing.press(keys, &state, Self.path)
    return state
  }

  /// The screen without the question itself.
  private func outside(_ state: AppState) -> [String] {
    let rows = state.frame().rows()
    let layout = Layout(state.covered)
    let width = QuizView.standsInLanes(layout) ? layout.lanes.width : state.size.width
    guard let first = rows.firstIndex(where: { $0.contains(" Quiz: question ") }),
      let last = rows[(first + 1)...].firstIndex(where: { $0.hasPrefix("┼─") })
    else { return rows }
    return rows.enumerated().map { index, row in
      (first...last).contains(index) ? String(row.dropFirst(width)) : row
    }
  }

  // MARK: - Nothing is told

  @Test("a frame depends on nothing that is asked", arguments: LessonTests.all, sizes)
  func independent(_ path: String, _ size: Size) throws {
    var state = try Playing.lesson(path, width: size.width, height: size.height)
    if state.pageMap != nil { _ = try state.press("M") }
    _ = try state.press("Q")
    let quiz = try #require(state.quiz)
    #expect(quiz.questions.count >= 3)
    for question in quiz.questions {
      #expect(state.quiz?.question == question)
      var other = try elsewhere(state, question)
      other.showsPages = state.showsPages
      (other.top, other.chosen) = (state.top, state.chosen)
      other.quiz = state.quiz
      other.showQuestion()
      let (here, there) = (state.frame(), other.frame())
      let isSame = here == there
      let parts = zip(here.rows(), there.rows()).filter { $0 != $1 }
      #expect(isSame, "\(question)\n\(parts.map { "\($0)\n\($1)" }.joined(separator: "\n"))")
      _ = try state.press("<space><space>")
    }
    #expect(state.quiz?.question == nil)
  }

  /// The same run up to the question, with another value of what is secret, another continuation and
  /// other words.
  private func elsewhere(_ state: AppState, _ question: Question) throws -> AppState {
    let trace = state.timeline.trace
    var other = trace
    other.removeEvents()
    let leak = other.intern("LEAK")
    if let secret = question.secret, secret.position == nil,
      let value = trace.initialValues[secret.place]
    {
      other.begin(secret.place, with: value + 1000)
    }
    for (index, var event) in trace.events.enumerated() {
      var operations = Array(trace.operations(of: index))
      event.note = leak
      if index >= question.asked {
        event.lane = 1 - event.lane
        event.text = leak
        operations = [.ret(77)]
      } else if let secret = question.secret, index >= secret.position ?? 0,
        operations.contains(where: { $0.place == secret.place })
      {
        operations = operations.map {
          changed($0, secret.place, leak, isFirst: index == secret.position)
        }
      }
      other.append(event, operations)
    }
    var lesson = try #require(state.lesson)
    func hidden(_ text: String) -> String { String(text.map { $0 == " " ? " " : "#" }) }
    lesson.title = "LEAK"
    (lesson.objective, lesson.moral) = (hidden(lesson.objective), hidden(lesson.moral))
    lesson.chapters = lesson.chapters.map {
      .init(step: $0.step, title: hidden($0.title), words: hidden($0.words))
    }
    lesson.notes = lesson.notes.mapValues { $0.map(hidden) }
    lesson.waiting = Dictionary(
      uniqueKeysWithValues: (0...trace.events.count).map { ($0, [0: "LEAK", 1: "LEAK"]) })
    lesson.findings = [Finding(step: 0, title: "LEAK", words: "LEAK", tone: .bad)]
    lesson.outlook = nil
    lesson.properties = []
    return AppState(
      Timeline(other), source: AppState.Source(title: "LEAK", notes: ["LEAK"]), size: state.size,
      look: state.look, lesson: lesson)
  }

  /// With another value wherever it is secret: all of them alike, so that the run stays one that can
  /// be, and in the same order. What the first write replaced is none.
  private func changed(
    _ operation: RaceTrace.Operation, _ place: Place.ID, _ words: Int, isFirst: Bool
  ) -> RaceTrace.Operation {
    let more: UInt64 = isFirst ? 0 : 1000
    return switch operation {
    case .load(place, let value): .load(place, value + 1000)
    case .store(place, let old, let new): .store(place, old: old.map { $0 + more }, new: new + 1000)
    case .rmw(place, let old, let new): .rmw(place, old: old.map { $0 + more }, new: new + 1000)
    case .observe(place, let value): .observe(place, value + 1000)
    case .branch: .branch(outcome: 7, words: words)
    case .ret: .ret(77)
    default: operation
    }
  }

  private static let recordings = [
    "hit-as-in-the-commit", "seq-retry-saves", "both-guards", "early-copy", "live-kprobes",
    "lost-events", "hit-pin-check-reported-late",
  ]

  @Test("nothing behind a question is on the screen", arguments: recordings)
  func recordingsToo(_ name: String) throws {
    for size in Self.sizes {
      var state = try Playing.state(name, width: size.width, height: size.height)
      let whole = state
      _ = try state.press("Q")
      let quiz = try #require(state.quiz)
      #expect(!quiz.questions.isEmpty)
      for question in quiz.questions {
        let screen = outside(state).joined(separator: "\n")
        let past = (0..<question.asked).map { text(whole, $0) }
        for position in question.asked..<whole.timeline.stepCount {
          let text = text(whole, position)
          if text.count > 8, !past.contains(where: { $0.contains(text) }) {
            #expect(!screen.contains(text), "\(question)")
          }
        }
        for finding in whole.findings { #expect(!screen.contains(finding.title.uppercased())) }
        _ = try state.press("<space><space>")
      }
    }
  }

  private func text(_ state: AppState, _ position: Int) -> String {
    state.timeline.trace.strings[state.timeline.event(at: position).text]
  }

  @Test("no reading of what is asked is on the screen", arguments: LessonTests.all)
  func noReading(_ path: String) throws {
    var state = try Playing.lesson(path, width: 200, height: 60)
    if state.pageMap != nil { _ = try state.press("M") }
    _ = try state.press("Q")
    for question in try #require(state.quiz).questions {
      if let place = question.secret?.place {
        let screen = outside(state).joined(separator: "\n")
        let label = state.focused.label(of: place)
        let kind = state.timeline.trace.kind(of: place)
        let value = state.timeline.value(of: place, after: question.asked) ?? 0
        let lines = screen.split(separator: "\n").filter { $0.contains(" \(label) ") }
        #expect(
          !lines.contains { $0.contains("\(label) \(kind.decode(value).short)") }, "\(screen)")
        let declaration = state.timeline.trace.place(place).declaration
        if state.timeline.trace.declarations[declaration].isLoud,
          state.focused.instance(of: declaration, after: question.asked) == place
        {
          #expect(screen.contains("withheld"), "\(screen)")
        }
      }
      _ = try state.press("<space><space>")
    }
  }

  @Test func `what is withheld says so`() throws {
    var state = try pressed("Q")
    while let question = state.quiz?.question, !question.text.contains("has_pinned") {
      _ = try state.press("<space><space>")
    }
    let rows = state.frame().rows()
    #expect(rows.contains { $0.contains("withheld") })
    _ = try state.press("1")
    #expect(!state.frame().rows().contains { $0.contains("withheld") })
    #expect(state.frame().rows().contains { $0.contains("0 clear") })
  }

  // MARK: - Questions

  @Test func `questions of every kind`() throws {
    let questions = try #require(try pressed("Q").quiz).questions
    #expect(questions.map(\.asked) == questions.map(\.asked).sorted())
    for part in [
      "find in has_pinned?", "What is the count after it?", "How does the test come out?",
      "Who moves next", "Can CPU 0 move now?", "makes a bad end certain?",
      "What becomes of nothing_lost in the end?",
    ] {
      #expect(questions.contains { $0.text.contains(part) }, "\(part)")
    }
    let ending = try #require(questions.first { $0.text.contains("nothing_lost") })
    #expect(ending.asked < 21, "before the point of no return")
    #expect(ending.text.contains("the process sees what the device wrote"))
    #expect(ending.options[ending.answer] == "It is violated")
    let wait = try #require(questions.first { $0.text.contains("Can CPU 0 move") })
    #expect(wait.options[wait.answer] == "No: it waits for CPU 1 to end")
  }

  @Test("options differ and the answer is one of them", arguments: LessonTests.all)
  func options(_ path: String) throws {
    var state = try Playing.lesson(path)
    _ = try state.press("Q")
    let questions = try #require(state.quiz).questions
    for question in questions {
      #expect(Set(question.options).count == question.options.count)
      #expect(question.options.indices.contains(question.answer))
      #expect((2...4).contains(question.options.count))
    }
    // Whoever always says the same is not always right.
    #expect(Set(questions.map(\.answer)).count > 1)
  }

  @Test(arguments: [
    ("hit-as-in-the-commit", "lost: The pin is lost"),
    ("seq-retry-saves", "saved: Saved by the retry"),
  ])
  func `a recording asks what it will prove`(_ name: String, _ answer: String) throws {
    var state = try Playing.state(name)
    _ = try state.press("Q")
    let question = try #require(
      state.quiz?.questions.first { $0.text.contains("values of this attempt") })
    #expect(question.options[question.answer] == answer)
    #expect(question.options.count == 4)
  }

  // MARK: - The score

  @Test func `a key shows the answer and does not count`() throws {
    for key in ["<space>", "<ret>", "<pgdn>"] {
      var state = try pressed("Q")
      let first = try #require(state.quiz?.question)
      _ = try state.press(key)
      #expect(state.step == first.shown)
      #expect(state.frame().rows().contains { $0.contains("Shown, and not counted") })
      let next = try #require(state.quiz?.questions[1])
      _ = try state.press("<ret>\(next.answer + 1)")
      #expect(state.quiz?.score == "1 of 1 answer right, 1 shown without an answer")
      let third = try #require(state.quiz?.questions[2])
      _ = try state.press("<ret>\(third.answer == 0 ? 2 : 1)")
      _ = try state.press("<esc>")
      #expect(
        state.message == "The quiz is over: 1 of 2 answers right, 1 shown without an answer")
      #expect(state.quiz == nil)
    }
  }

  @Test func `the end tells the score and gives the run back`() throws {
    var state = try pressed("Q")
    let count = try #require(state.quiz?.questions.count)
    for question in try #require(state.quiz).questions {
      _ = try state.press("\(question.answer + 1)<ret>")
    }
    #expect(state.frame().rows().contains { $0.contains("\(count) of \(count) answers right") })
    _ = try state.press("<ret>")
    #expect(state.quiz == nil)
    #expect(state.frame().rows().contains { $0.contains("fork() takes a pinned page away") })
  }

  @Test func `clicks and other keys do nothing to a quiz`() throws {
    var state = try pressed("Q")
    let before = state.frame()
    for key in ["l", "?", "9", "G", "x", "d", "s", "M"] { _ = try state.press(key) }
    _ = state.update(.terminal(.mouse(MouseEvent(kind: .wheelDown, x: 3, y: 3))))
    #expect(state.frame() == before)
    #expect(state.overlay == nil && state.quiz != nil)
  }

  @Test func `two runs beside each other have no quiz`() throws {
    let state = try pressed("dQ")
    #expect(state.quiz == nil && state.comparison != nil)
    #expect(state.message == "A quiz is about one run: d closes the other one first")
  }
}
