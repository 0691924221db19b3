import RaceTrace
import Synchronization
import TraceFormats

extension LiveFeed {
  /// The longest line that is read, in bytes; longer ones are recorded and told of.
  static let lineBytesMax = 1 << 20
  /// How many bytes are read at once: few enough for what becomes of them to stay in a cache.
  private static let chunkBytes = 1 << 16

  /// What the thread that reads has in its hands.
  private struct Hand: ~Copyable {
    var input: LiveInput
    var reader: LiveReader
    var lines: LineBuffer
    let queue = NewsQueue()

    /// Tells the other thread what the reader has to tell.
    mutating func tell<Failure: Error>(
      _ body: (inout LiveReader, inout [WindowNews]) throws(Failure) -> Void
    ) throws(Failure) {
      var news: [WindowNews] = []
      defer { queue.put(NewsQueue.Delivery(news: news, facts: ReaderFacts(reader))) }
      try body(&reader, &news)
    }
  }

  /// Reads until the end, or until ``stop()``; calls `body` after each piece and at each rest, and at
  /// the end. Once only: then the input is used up.
  public func run(_ body: () throws -> Void = {}) rethrows {
    precondition(!hasRun.exchange(true, ordering: .relaxed), "a feed is read once")
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Self.lineBytesMax + Self.chunkBytes, alignment: 16)
    defer { buffer.deallocate() }
    var hand = Hand(
      input: input, reader: reader, lines: LineBuffer(buffer, lineBytesMax: Self.lineBytesMax))
    let queue = hand.queue
    let keeper: WorkThread
    do throws(WorkThread.Unavailable) {
      keeper = try WorkThread { self.keep(queue) }
    } catch {
      hand.input.finish()
      shared.withLock { $0.phase = .failed(error.number) }
      return try body()
    }
    let phase: FeedStatus.Phase?
    do {
      defer {
        hand.input.finish()
        queue.close()
        keeper.join()
      }
      phase = try read(&hand, body)
    }
    guard let phase else { return }
    record.withLock { file in
      file?.sync(at: Self.now())
      noteRecording(file?.state)
    }
    shared.withLock { status in
      status.phase = phase
      if phase == .ended || phase == .cut, let failure = hand.reader.failure {
        status.phase = .refused(failure)
      }
    }
    try body()
  }

  /// Reads until the end and tells how it ended; nil when it was stopped.
  private func read(
    _ hand: inout Hand, _ body: () throws -> Void
  ) rethrows -> FeedStatus.Phase? {
    while !isStopped.load(ordering: .relaxed) {
      let look = hand.input.look(into: hand.lines.room(Self.chunkBytes))
      switch look {
      case .bytes(let count):
        do throws(TraceReadError) {
          try take(hand.lines.add(count), &hand)
        } catch {
          return .refused(error)
        }
      case .nothing, .gone: rest(&hand)
      case .writerLeft: takeCut(&hand)
      case .begunAnew:
        takeCut(&hand)
        hand.tell { $0.beginAnew(&$1) }
      case .end: return takeCut(&hand) ? .cut : .ended
      case .failed(let number):
        rest(&hand)
        return .failed(number)
      }
      if isStuck.exchange(false, ordering: .relaxed) { rest(&hand) }
      note(isGone: look == .gone)
      try body()
    }
    return nil
  }

  /// Takes whole lines: they are on the disk before they are on the screen. Once stopped, nothing is
  /// recorded and nothing shown.
  private func take(
    _ piece: LineBuffer.Piece, _ hand: inout Hand
  ) throws(TraceReadError) {
    if !piece.raw.isEmpty {
      record.withLock { $0?.write(piece.raw, at: Self.now()) }
      guard !isStopped.load(ordering: .relaxed) else { return }
    }
    try hand.tell { reader, news throws(TraceReadError) in
      if piece.skipped > 0 { reader.skipLine(lengthMax: Self.lineBytesMax, into: &news) }
      try reader.push(piece.lines, into: &news)
    }
    hand.lines.remove(piece)
  }

  /// What stands behind the last newline will never be whole. Returns whether there was anything.
  @discardableResult
  private func takeCut(_ hand: inout Hand) -> Bool {
    let rest = hand.lines.rest
    let isCut = !rest.isEmpty || hand.lines.isSkipping
    if !rest.isEmpty { record.withLock { $0?.write(rest, at: Self.now()) } }
    if hand.lines.isSkipping {
      hand.tell { $0.skipLine(lengthMax: Self.lineBytesMax, into: &$1) }
    } else if isCut {
      hand.tell { $0.addCutLine(rest, into: &$1) }
    }
    hand.lines.clear()
    self.rest(&hand)
    return isCut
  }

  /// Nothing is held back any more.
  private func rest(_ hand: inout Hand) {
    record.withLock { $0?.rest(at: Self.now()) }
    hand.tell { $0.rest(&$1) }
  }

  private func note(isGone: Bool) {
    record.withLock { noteRecording($0?.state) }
    shared.withLock { $0.isGone = isGone }
  }
}
