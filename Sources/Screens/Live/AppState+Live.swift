import RaceTrace

extension AppState {
  /// Says that the source is live: the view is at its head and follows it.
  public mutating func followLive() {
    live = LiveState()
    go(to: timeline.stepCount)
  }

  /// What is to be laid out next; nil when what is on the screen stands still, or is all there is.
  public var liveWish: LiveWish? {
    guard let live, !live.isFinal else { return nil }
    let isAtEnd = step == timeline.stepCount
    if !live.follows, live.isWhole, !isAtEnd, !live.isOver { return nil }
    let wantsNewest = live.follows && !live.isOver
    return LiveWish(
      extent: wantsNewest ? .newest : .everything, address: focused.focus?.address,
      openFolds: Set(openFolds.map { timeline.number(ofStep: $0) }),
      everythingOpen: everythingOpen)
  }

  /// Whether there is more than what is on the screen.
  public var isBehindLive: Bool {
    guard let live else { return false }
    return live.status.total > timeline.number(ofStep: timeline.stepCount)
  }

  /// Somebody may have left the head, or come to it.
  mutating func noteMove() {
    guard let follows = live?.follows else { return }
    if follows, step < timeline.stepCount {
      live?.follows = false
      live?.isWhole = false
    } else if !follows {
      followAtHead()
    }
  }

  /// Who has come to the newest event that there is goes with it from now on.
  private mutating func followAtHead() {
    guard step == timeline.stepCount, !isBehindLive else { return }
    live?.follows = true
    playback.stop()
  }

  /// How many events have come behind the current step.
  var liveSince: Int { liveTotal - timeline.number(ofStep: step) }

  /// How many events there are, as far as is known; what is on the screen may be newer than the
  /// status, or older.
  var liveTotal: Int {
    max(live?.status.total ?? 0, timeline.number(ofStep: timeline.stepCount))
  }

  /// To the end; of a live source to its head, which is followed from now on.
  mutating func goToLast(_ number: Int?) {
    guard let number else {
      live?.follows = true
      return go(to: timeline.stepCount)
    }
    go(to: timeline.step(numbered: number))
  }

  /// Takes what the source has by now. At the head the view moves with it; otherwise the event stays
  /// that somebody looks at.
  mutating func grow(to view: PreparedView) {
    guard let old = live, let wish = view.wish else { return }
    // Somebody has stepped back meanwhile, or returned: the next answer will suit.
    if !view.isFinal, wish.extent != liveWish?.extent { return }
    let number = timeline.number(ofStep: step)
    let topNumber =
      rows.rows.indices.contains(top)
      ? timeline.number(ofStep: rows.rows[top].positions.upperBound) : nil
    let moved = view.focused.timeline.trace.droppedCount - timeline.trace.droppedCount
    let address = focused.focus?.address
    let isEmpty = timeline.stepCount == 0
    openFolds = Set(openFolds.map { $0 - moved })
    marks = marks.mapValues { $0 - moved }.filter { $0.value >= 0 }
    jumps = jumps.map { $0 - moved }.filter { $0 >= 0 }
    take(view)
    if let address, address != focused.focus?.address { look(at: address) }
    if wish.everythingOpen != everythingOpen
      || wish.openFolds != Set(openFolds.map { timeline.number(ofStep: $0) })
    {
      rows = Rows(focused, open: openFolds, everything: everythingOpen)
    }
    live?.isWhole = wish.extent == .everything
    live?.isFinal = view.isFinal
    if let topNumber, !isEmpty {
      top = rows.index(ofStep: max(1, timeline.step(numbered: topNumber))) ?? 0
    }
    if old.follows { return go(to: timeline.stepCount) }
    let target = timeline.step(numbered: number)
    if step > 0, target < 1 { message = "What was shown here is not kept any more: see --keep" }
    go(to: step == 0 ? 0 : target)
    followAtHead()
  }
}
