import RaceTrace
import Testing

@testable import TraceFormats

/// One event line, and what must be found in it.
struct LineCase: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var line: String
  var comm = "forker"
  var pid = 89
  var cpu = 1
  var form = StampForm.seconds(decimals: 6)
  var time: Int64 = 3_678_209_000
  var name = "change"
  var rest = "where=0x10 value=1"
}

struct FtraceLineTests {
  static let cases = [
    LineCase(
      testDescription: "as 5.10 writes it",
      line: "          forker-89      [001] ....     3.678209: change: where=0x10 value=1"),
    LineCase(
      testDescription: "five flags",
      line: "          forker-89      [001] d..1.     3.678209: change: where=0x10 value=1"),
    LineCase(
      testDescription: "need-resched flags",
      line: "          forker-89      [001] dNh3.     3.678209: change: where=0x10 value=1"),
    LineCase(
      testDescription: "no flags",
      line: "          forker-89      [001]     3.678209: change: where=0x10 value=1"),
    LineCase(
      testDescription: "a thread group",
      line: "          forker-89      (   88) [001] ....     3.678209: change: where=0x10 value=1"),
    LineCase(
      testDescription: "an unknown thread group",
      line: "          forker-89      (-------) [001] ....     3.678209: change: where=0x10 value=1"
    ),
    LineCase(
      testDescription: "a name with blanks and dashes",
      line: "   my pro-gram 2-89      [001] ....     3.678209: change: where=0x10 value=1",
      comm: "my pro-gram 2"),
    LineCase(
      testDescription: "a name with a colon and brackets",
      line: "  k/0:1 [000]-7-89      [001] ....     3.678209: change: where=0x10 value=1",
      comm: "k/0:1 [000]-7"),
    LineCase(
      testDescription: "a name that is not known",
      line: "           <...>-89      [001] ....     3.678209: change: where=0x10 value=1",
      comm: "<...>"),
    LineCase(
      testDescription: "the idle task",
      line: "          <idle>-0       [001] d...     3.678209: change: where=0x10 value=1",
      comm: "<idle>", pid: 0),
    LineCase(
      testDescription: "raw stamps",
      line: "          forker-89      [001] ....         1050: change: where=0x10 value=1",
      form: .ticks, time: 1050),
    LineCase(
      testDescription: "nanoseconds",
      line: "          forker-89      [001] ....     3.678209001: change: where=0x10 value=1",
      form: .seconds(decimals: 9), time: 3_678_209_001),
    LineCase(
      testDescription: "the latency format",
      line: "  forker-89        1d..2   14us+: change: where=0x10 value=1",
      form: .microseconds, time: 14_000),
    LineCase(
      testDescription: "the latency format without a mark",
      line: "  forker-89        1d..2    4us : change: where=0x10 value=1",
      form: .microseconds, time: 4000),
    LineCase(
      testDescription: "trace-cmd report -l",
      line: "  forker-89      1d.h1.     3.678209: change:               where=0x10 value=1"),
    LineCase(
      testDescription: "trace-cmd report --ts-diff",
      line: "          forker-89    [001] ...1.     3.678209: (+1234)   change: where=0x10 value=1"),
    LineCase(
      testDescription: "trace-cmd's padding",
      line: "          forker-89    [001]     3.678209: change:               where=0x10 value=1"),
    LineCase(
      testDescription: "trace-cmd's file name",
      line: "   one.dat:           forker-89    [001]     3.678209: change: where=0x10 value=1"),
    LineCase(
      testDescription: "no fields",
      line: "          forker-89      [001] ....     3.678209: change:", rest: ""),
    LineCase(
      testDescription: "free text that looks like another event",
      line: "          forker-89      [001] ....     3.678209: change: a-1 [000] .... 1.0: x: y",
      rest: "a-1 [000] .... 1.0: x: y"),
    LineCase(
      testDescription: "the function tracer",
      line: "          forker-89      [001] ....     3.678209: copy_page_range <-dup_mmap",
      name: "copy_page_range", rest: "dup_mmap"),
    LineCase(
      testDescription: "the function tracer with a module",
      line: "          forker-89      [001] ....     3.678209: pin_ioctl [pinrace] <-vfs_ioctl",
      name: "pin_ioctl [pinrace]", rest: "vfs_ioctl"),
    LineCase(
      testDescription: "the function tracer in trace-cmd",
      line:
        "          forker-89    [001]     3.678209: function:             copy_page_range <-- dup_mmap",
      name: "copy_page_range", rest: "dup_mmap"),
  ]

  @Test(arguments: cases)
  func `an event line is taken apart`(_ one: LineCase) throws {
    let bytes = Array(one.line.utf8)
    let event = try #require(eventPieces(bytes))
    #expect(bytes.span.text(event.comm) == one.comm)
    #expect(event.pid == one.pid)
    #expect(event.cpu == one.cpu)
    #expect(event.stamp == Stamp(form: one.form, time: one.time))
    #expect(bytes.span.text(event.name) == one.name)
    #expect(bytes.span.text(event.rest) == one.rest)
  }

  @Test(arguments: [
    "CPU:3 [LOST 118 EVENTS]", "  CPU:3 [LOST 118 EVENTS]", "CPU:3 [118 EVENTS DROPPED]",
  ])
  func `lost events are counted`(_ line: String) {
    #expect(form(line) == .lost(cpu: 3, count: 118))
  }

  @Test(arguments: ["CPU:1 [EVENTS DROPPED]", "CPU:1 [LOST EVENTS]"])
  func `lost events may be without a count`(_ line: String) {
    #expect(form(line) == .lost(cpu: 1, count: nil))
  }

  @Test(arguments: [
    "", "   ", "#", "#           TASK-PID     CPU#  ||||", "cpus=2", "version = 7",
    "CPU 3 is empty",
    "CPU:1 [SUBBUFFER START]", " => copy_page_range", "=> dup_mmap (ffffffff81000000)",
    "          forker-89      [001] ....     3.678209: <stack trace>",
  ])
  func `lines that tell of no event are passed over`(_ line: String) {
    #expect(form(line) == .aside)
  }

  @Test func `the header is understood`() {
    #expect(
      form("# entries-in-buffer/entries-written: 2812/100063   #P:2")
        == .entries(kept: 2812, written: 100_063))
    #expect(form("##### CPU 2 buffer started ####") == .started(cpu: 2))
  }

  @Test(arguments: [
    "hello", "forker-89", "forker-89 [001]", "forker-89 [001] .... 3.678209",
    "forker-89 [001] .... 3.678209:", "forker-x [001] .... 3.678209: change: a=1",
    "forker-89 [001 .... 3.678209: change: a=1", "forker-89 [99999] .... 3.678209: change: a=1",
    "forker-89 [001] .... 99999999999999999999.0: change: a=1",
    "forker-89 [001] .... 3.6782091234: change: a=1", "CPU:x [LOST 1 EVENTS]",
    " 0)   1.333 us    |  fn();",
  ])
  func `what is no known form is told`(_ line: String) {
    #expect(form(line) == nil)
  }
}
