import Cells
import RaceTrace

extension AppState {
  mutating func startQuiz() {
    guard comparison == nil else {
      message = "A quiz is about one run: d closes the other one first"
      return
    }
    guard live?.isOver != false else {
      message = "A quiz knows how a run goes on: this one is still being written"
      return
    }
    let questions = QuizMaker(focused: focused, lesson: lesson).questions()
    guard !questions.isEmpty else {
      message = "There is nothing to ask about in this run"
      return
    }
    playback.stop()
    quiz = Quiz(questions, rows, stepCount: timeline.stepCount)
    showQuestion()
  }

  /// Goes to where the question on the screen is asked or, once it has its reply, answered, and
  /// covers what must not be seen yet.
  mutating func showQuestion() {
    guard let quiz, let question = quiz.question else {
      self.quiz?.view = nil
      return
    }
    go(to: quiz.isOpen ? question.asked : question.shown)
    let told = timeline.withheld(after: step, quiz.secret, keepsNotes: !quiz.isOpen)
    self.quiz?.view = PreparedView(
      told, address: focused.focus?.address, openFolds: openFolds, everythingOpen: everythingOpen,
      isOpen: true)
  }

  /// What is drawn: while a quiz runs, no more than may be seen.
  var covered: AppState {
    guard let quiz, let view = quiz.view else { return self }
    var covered = self
    covered.cover(with: view, lesson?.covered(showing: quiz.isOpen ? nil : step))
    return covered
  }

  /// Whether the place's value must not be told.
  func isWithheld(_ place: Place.ID?) -> Bool {
    guard let place, let quiz, quiz.view != nil else { return false }
    return quiz.secret?.place == place
      && timeline.value(of: place, after: timeline.stepCount) == nil
  }

  /// Whether the event at `position` must not tell what it did.
  func isWithheld(at position: Int) -> Bool {
    guard let quiz, quiz.view != nil, let secret = quiz.secret else { return false }
    return timeline.operations(at: position).contains(.forget(secret.place))
  }

  /// Takes a key for the quiz, which leaves none to anybody else.
  mutating func pressInQuiz(_ key: Key) {
    guard let question = quiz?.question else {
      if Self.goesOn(key) || Self.leaves(key) { quiz = nil }
      return
    }
    if Self.leaves(key) {
      message = "The quiz is over: \(quiz?.score ?? "")"
      quiz = nil
    } else if Self.goesOn(key) {
      if quiz?.isOpen == true { quiz?.take(.shown) } else { quiz?.goOn() }
      showQuestion()
    } else if case .character(let digit) = key, digit.isASCII, let number = digit.wholeNumberValue,
      question.options.indices.contains(number - 1), quiz?.isOpen == true
    {
      quiz?.take(.chosen(number - 1))
      showQuestion()
    }
  }

  /// Also what a presentation clicker sends.
  private static func goesOn(_ key: Key) -> Bool {
    [.enter, .character(" "), .pageDown].contains(key)
  }

  private static func leaves(_ key: Key) -> Bool {
    [.escape, .character("q"), .character("Q")].contains(key)
  }
}
