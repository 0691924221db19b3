extension Runner {
  /// The run of `program` that comes nearest to `schedule`, which was written for another choice of
  /// the model: a lane that has to wait waits, and in the end both lanes run as far as they can.
  ///
  /// A piece may name a statement that the lane does not come to any more. Then the lane stops in
  /// front of the first statement that it made only later in `own`, the run of the choice for which
  /// the schedule was written: that is where the missing one would have stood. Statements of one label
  /// are the same, wherever the model has them. Without `own` the piece is left out.
  ///
  /// - Complexity: O(*steps* × *slots*)
  public static func follow(
    _ program: Program, _ schedule: [ScheduleWord], writtenFor own: Run? = nil
  ) -> Run {
    var runner = Runner(program)
    runner.begin()
    for (index, word) in schedule.enumerated() {
      runner.follow(word) { lane in own?.statements(of: lane, behindWord: index) ?? [] }
      runner.run.stepsAfterWord.append(runner.run.schedule.count)
    }
    var lane = runner.run.schedule.last ?? 0
    while runner.canMove(lane) || runner.canMove(1 - lane) {
      if !runner.canMove(lane) { lane = 1 - lane }
      runner.move(lane)
    }
    return runner.finished()
  }

  /// - Parameter later: the statements to which a lane came only behind the word.
  private mutating func follow(
    _ word: ScheduleWord, later: (Int) -> Set<Program.Row.Statement>
  ) {
    switch word {
    case .lanes(let lanes): for lane in lanes where canMove(lane) { move(lane) }
    case .steps(let lane, let count): for _ in 0..<count where canMove(lane) { move(lane) }
    case .untilBlocked(let lane), .toTheEnd(let lane): while canMove(lane) { move(lane) }
    case .until(let lane, let text), .through(let lane, let text):
      var ahead = self
      while ahead.canMove(lane), !ahead.isNext(text, lane) { ahead.move(lane) }
      if ahead.isNext(text, lane) {
        self = ahead
        if case .through = word, canMove(lane) { move(lane) }
      } else if ahead.mayReach(text, lane) {
        // It waits in front of it.
        self = ahead
      } else {
        let later = later(lane)
        guard !later.isEmpty else { return }
        while canMove(lane), let next = nextStatement(lane), !later.contains(next) { move(lane) }
      }
    }
  }

  /// Where in the model `lane` makes its next step.
  private func nextStatement(_ lane: Int) -> Program.Row.Statement? {
    let program = run.program
    guard case .access(let access) = program.instructions[Int(state[program.counterSlot(lane)])]
    else { return nil }
    return program.rows[access.row].statement
  }

  /// Whether there is a way from where `lane` stands to a statement that `text` means.
  private func mayReach(_ text: String, _ lane: Int) -> Bool {
    let program = run.program
    guard lane < program.laneCount, !state.isEmpty else { return false }
    var seen: Set<Int> = []
    var open = [Int(state[program.counterSlot(lane)])]
    while let index = open.popLast() {
      guard seen.insert(index).inserted else { continue }
      switch program.instructions[index] {
      case .access(let access) where program.isCalled(text, row: access.row): return true
      case .row(let row, _) where program.isCalled(text, row: row): return true
      default: open += program.ways(from: index)
      }
    }
    return false
  }

  private mutating func canMove(_ lane: Int) -> Bool {
    guard lane < run.program.laneCount, run.schedule.count < ScheduleWord.stepsMax,
      case .ready? = try? status(lane, 0)
    else { return false }
    return true
  }

  private mutating func move(_ lane: Int) {
    // It can move, as was asked before.
    try? step(lane, 0, .lanes([lane]))
  }
}

extension Run {
  /// The statements to which `lane` came only behind a word of the schedule, and not before.
  func statements(of lane: Int, behindWord word: Int) -> Set<Program.Row.Statement> {
    guard stepsAfterWord.indices.contains(word) else { return [] }
    func statements(_ steps: Range<Int>) -> Set<Program.Row.Statement> {
      Set(
        steps.filter { schedule[$0] == lane && $0 + 1 < eventsAfterStep.count }.flatMap { step in
          (eventsAfterStep[step]..<eventsAfterStep[step + 1]).map { program.rows[rowOfEvent[$0]] }
            .filter { $0.kind == .access }.map(\.statement)
        })
    }
    let end = stepsAfterWord[word]
    return statements(end..<schedule.count).subtracting(statements(0..<end))
  }
}

extension Program.Row {
  /// What tells a statement from others when the model is compiled for another choice.
  enum Statement: Hashable {
    case label(String)
    case line(Int)
  }

  /// Its label, which another choice may have in another line, or else its line.
  var statement: Statement { label.isEmpty ? .line(line) : .label(label) }
}
