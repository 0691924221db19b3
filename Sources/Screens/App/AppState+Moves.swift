import RaceTrace

extension AppState {
  /// Goes to a step; the ends hold.
  mutating func go(to step: Int) {
    self.step = min(max(step, 0), timeline.stepCount)
    keepVisible()
  }

  mutating func go(toShare share: Double) {
    go(to: Int((Double(timeline.stepCount) * min(share, 1)).rounded()))
  }

  /// Moves by rows; a fold is one row, and its step is its last event.
  mutating func moveRows(by count: Int) {
    guard !rows.rows.isEmpty else { return }
    let target = (currentRow ?? -1) + count
    if target < 0 {
      go(to: 0)
    } else {
      go(to: rows.rows[min(target, rows.rows.count - 1)].positions.upperBound)
    }
  }

  mutating func playOrPause() {
    if playback.isPlaying { return playback.stop() }
    if live?.follows == true, live?.isOver == false {
      message = "This is the head: h steps back, End returns"
      return
    }
    if step == timeline.stepCount, !isBehindLive { go(to: 0) }
    playback.start()
  }

  /// Plays `count` rows, and no further than to where the next chapter begins.
  mutating func advance(_ count: Int) {
    guard count > 0 else { return }
    if comparison != nil {
      moveJoint(by: count)
      if comparison?.joint == comparison?.alignment.joints.count { playback.stop() }
      return
    }
    let chapter = lesson?.chapters.first { $0.step > step }?.step ?? .max
    moveRows(by: count)
    if step >= chapter {
      go(to: chapter)
      playback.stop()
    }
    // Of what is live more may be on its way to the screen.
    if step == timeline.stepCount, !isBehindLive { playback.stop() }
  }

  /// Goes to the next row that has an event of `lane`.
  mutating func moveInLane(_ lane: Int, by direction: Int) {
    var row = (currentRow ?? -1) + direction
    while rows.rows.indices.contains(row) {
      let candidate = rows.rows[row]
      if !candidate.isFold, timeline.event(at: candidate.positions.lowerBound).lane == lane {
        return go(to: candidate.positions.upperBound)
      }
      row += direction
    }
    let lane = timeline.trace.lanes.indices.contains(lane) ? timeline.trace.lanes[lane].name : ""
    message = "No event of \(lane) \(direction > 0 ? "behind" : "before") this one"
  }

  mutating func choosePlace(by direction: Int) {
    let all = shownDeclarations
    guard !all.isEmpty else { return }
    let index = chosen.flatMap { all.firstIndex(of: $0) } ?? 0
    let next = all[(index + direction + all.count) % all.count]
    chosen = next
    message = "w and W go to the changes of \(timeline.trace.declarations[next].name)"
  }

  mutating func goToNextChange() {
    guard let chosen else { return }
    if let position = focused.nextChange(of: chosen, after: step) {
      go(to: position + 1)
    } else {
      message = "\(timeline.trace.declarations[chosen].name) does not change any more"
    }
  }

  mutating func goToPreviousChange() {
    guard let chosen else { return }
    if let position = focused.previousChange(of: chosen, before: step) {
      go(to: position + 1)
    } else {
      message = "\(timeline.trace.declarations[chosen].name) has not changed before"
    }
  }

  /// Goes to the next event with something to say about its order, or to lost events.
  mutating func goToRemark(by direction: Int) {
    var position = step - 1 + direction
    while position >= 0, position < timeline.stepCount {
      if hasRemark(position) { return go(to: position + 1) }
      position += direction
    }
    message = "No remark \(direction > 0 ? "behind" : "before") this step"
  }

  private func hasRemark(_ position: Int) -> Bool {
    if marked[position] == .parting { return true }
    guard focused.concerns[position] || everythingOpen else { return false }
    return !timeline.orderNotes(at: position).isEmpty || timeline.isLoss(at: position)
  }

  mutating func goToHarm(by direction: Int) {
    let bad = findings.filter { $0.tone == .bad }
    let found = direction > 0 ? bad.first { $0.step > step } : bad.last { $0.step < step }
    if let found {
      go(to: found.step)
    } else if bad.isEmpty {
      message =
        lesson == nil
        ? "No episode of this recording loses data" : "Nothing goes wrong in this run"
    } else {
      message = "Nothing more of the kind in that direction"
    }
  }

  mutating func toggleFold() {
    guard let index = currentRow else { return }
    let row = rows.rows[index]
    if row.isFold {
      openFolds.insert(row.positions.lowerBound)
    } else if let start = foldStart(around: row.positions.lowerBound), openFolds.contains(start) {
      openFolds.remove(start)
    } else {
      message = "Nothing is folded here"
      return
    }
    refold()
  }

  /// The first position of the run of unconcerned events around `position`.
  private func foldStart(around position: Int) -> Int? {
    guard !focused.concerns[position] else { return nil }
    var start = position
    while start > 0, !focused.concerns[start - 1] { start -= 1 }
    return start
  }

  mutating func toggleAllFolds() {
    everythingOpen.toggle()
    openFolds = []
    refold()
    message = everythingOpen ? "All events are shown" : "Other pages are folded"
  }

  mutating func setMark(_ letter: Character) {
    guard letter.isLetter, letter.isASCII else {
      message = "A mark is a letter from a to z"
      return
    }
    marks[letter] = step
    message = "Mark \(letter) is at step \(timeline.number(ofStep: step))" + markSpan(from: letter)
  }

  mutating func go(toMark letter: Character) {
    guard let target = marks[letter] else {
      message = "There is no mark \(letter)"
      return
    }
    let origin = step
    go(to: target)
    message =
      "Mark \(letter): step \(timeline.number(ofStep: target))" + span(from: origin, to: target)
  }

  /// The time from the other mark of the pair a, b.
  private func markSpan(from letter: Character) -> String {
    guard let a = marks["a"], let b = marks["b"], letter == "a" || letter == "b" else { return "" }
    return "; from a to b" + span(from: a, to: b)
  }

  private func span(from: Int, to: Int) -> String {
    guard from > 0, to > 0, let time = timeline.elapsed(from: from - 1, to: to - 1) else {
      return ""
    }
    return ": \(abs(to - from)) events, \(Narration(focused).span(Int64(clamping: time.magnitude)))"
  }

  /// The step that a column of a waveform of `width` columns stands for.
  func waveStep(column: Int, of width: Int) -> Int {
    guard !rows.rows.isEmpty, width > 0 else { return 0 }
    let row = min((column + 1) * rows.rows.count / width, rows.rows.count)
    return row == 0 ? 0 : rows.rows[row - 1].positions.upperBound
  }
}
