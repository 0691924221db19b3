extension Runner {
  /// The run of `program` that comes nearest to `schedule`, which was written for another choice of
  /// the model: a lane that has to wait waits, a piece that names a statement which is not reached is
  /// left out, and in the end both lanes run as far as they can.
  ///
  /// - Complexity: O(*steps* × *slots*)
  public static func follow(_ program: Program, _ schedule: [ScheduleWord]) -> Run {
    var runner = Runner(program)
    runner.begin()
    for word in schedule { runner.follow(word) }
    var lane = runner.run.schedule.last ?? 0
    while runner.canMove(lane) || runner.canMove(1 - lane) {
      if !runner.canMove(lane) { lane = 1 - lane }
      runner.move(lane)
    }
    return runner.finished()
  }

  private mutating func follow(_ word: ScheduleWord) {
    switch word {
    case .lanes(let lanes): for lane in lanes where canMove(lane) { move(lane) }
    case .steps(let lane, let count): for _ in 0..<count where canMove(lane) { move(lane) }
    case .untilBlocked(let lane), .toTheEnd(let lane): while canMove(lane) { move(lane) }
    case .until(let lane, let text), .through(let lane, let text):
      var ahead = self
      while ahead.canMove(lane), !ahead.isNext(text, lane) { ahead.move(lane) }
      let isReached = ahead.isNext(text, lane)
      guard isReached || !ahead.hasEnded(lane) else { return }
      self = ahead
      if isReached, case .through = word, canMove(lane) { move(lane) }
    }
  }

  private mutating func hasEnded(_ lane: Int) -> Bool {
    (try? status(lane, 0)) == .ended
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
