import Foundation
import Glibc
import RaceTrace
import TestSupport
import Testing
import TraceFormats

@testable import LiveSources

struct PipeTests {
  @Test func `a meter tells nothing before half a second`() {
    var meter = RateMeter()
    #expect(meter.rate(total: 0, at: 0) == 0)
    #expect(meter.rate(total: 100, at: 100_000_000) == 0)
    #expect(meter.rate(total: 1000, at: 1_000_000_000) == 1000)
  }

  /// What a buffer makes of bytes that arrive in pieces: all that is recorded, the lines, and how
  /// many were left out.
  private static func lines(
    _ bytes: [UInt8], lineBytesMax: Int, cut: (Int) -> Int
  ) -> (raw: [UInt8], lines: [UInt8], skipped: Int) {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: lineBytesMax + 64, alignment: 16)
    defer { memory.deallocate() }
    var buffer = LineBuffer(memory, lineBytesMax: lineBytesMax)
    var result = (raw: [UInt8](), lines: [UInt8](), skipped: 0)
    var start = 0
    while start < bytes.count {
      let room = buffer.room(64)
      let count = min(bytes.count - start, room.count, cut(start))
      room.copyBytes(from: bytes[start..<(start + count)])
      let piece = buffer.add(count)
      result.raw += piece.raw
      result.lines += piece.lines
      result.skipped += piece.skipped
      buffer.remove(piece)
      start += count
    }
    result.raw += buffer.rest
    return result
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func `lines are whole in any cut, and nothing is missing`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let lengths = (0..<40).map { _ in Int(random.next() % 30) }
    let bytes = lengths.flatMap { [UInt8](repeating: 120, count: $0) + [10] }
    let found = Self.lines(bytes, lineBytesMax: 20) { _ in 1 + Int(random.next() % 64) }
    #expect(found.raw == bytes)
    // A long line that came in one piece is no trouble; one that did not is left out.
    let short = lengths.filter { $0 <= 20 }.flatMap { [UInt8](repeating: 120, count: $0) + [10] }
    #expect(found.lines.count >= short.count)
    #expect(found.lines.count { $0 == 10 } + found.skipped == lengths.count)
    let whole = Self.lines(bytes, lineBytesMax: 100) { _ in 1 + Int(random.next() % 64) }
    #expect(whole.lines == bytes)
    #expect(whole.skipped == 0)
  }

  @Test func `a feed reads a pipe to its end and records it`() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let bytes = Array("rubbish\n{\"not\": \"a trace\"}\nhalf a".utf8)
    #expect(write(ends[1], bytes, bytes.count) == bytes.count)
    close(ends[1])
    defer { close(ends[0]) }
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    let feed = try LiveFeed(
      LiveInput(path: "/proc/self/fd/\(ends[0])", follows: false), reader: LiveReader(),
      limits: .init(), recordPath: file.path)
    feed.run {}
    guard case .refused(let error) = feed.status.phase else {
      Issue.record("not refused")
      return
    }
    #expect(error.line == 1)
    #expect(feed.everything() == nil)
    #expect(try Data(contentsOf: file) == Data(bytes))
  }

  @Test(arguments: [false, true])
  func `everything arrives, unless somebody stops it`(isStopped: Bool) throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    let count = 60_000
    let head =
      #"{"racelanes":1,"type":"trace","title":"","lanes":[{"name":"A","title":""}]}"# + "\n"
    let event = Array(#"{"event":{"lane":0,"text":0}}"#.utf8) + [10]
    let writer = try WorkThread {
      _ = write(writing, Array(head.utf8), head.utf8.count)
      // Nobody reads on once it is stopped, and then the pipe is closed.
      signal(SIGPIPE, SIG_IGN)
      for _ in 0..<count where write(writing, event, event.count) < 0 { break }
      close(writing)
    }
    let feed = try LiveFeed(
      LiveInput(path: "/proc/self/fd/\(reading)", follows: false), reader: LiveReader(),
      limits: .init(keep: 1000))
    close(reading)
    var calls = 0
    feed.run {
      calls += 1
      if isStopped, calls == 2 { feed.stop() }
    }
    writer.join()
    if isStopped {
      #expect(feed.status.phase == .open)
    } else {
      #expect(feed.status.phase == .ended)
      #expect(feed.status.shownCount == count)
      #expect(feed.everything()?.events.count == 1000)
      #expect(feed.everything()?.droppedCount == count - 1000)
    }
  }

  @Test func `what is thrown at a piece ends the reading`() throws {
    struct Enough: Error {}
    let feed = try LiveFeed(
      LiveInput(path: "/dev/zero", follows: false), reader: LiveReader(), limits: .init())
    #expect(throws: Enough.self) { try feed.run { throw Enough() } }
  }
}
