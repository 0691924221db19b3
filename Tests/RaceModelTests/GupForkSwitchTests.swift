import TestSupport
import Testing

@testable import RaceModel

/// Which pieces of the fix carry it: one switch of v5.11 turned, and all interleavings searched.
struct GupForkSwitchTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var kernel: String
    var switches: [String: Bool]
    /// Whether the data can be lost.
    var loses: Bool
    var reason: String
    var testDescription: String {
      kernel + " "
        + switches.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
    init(_ switches: [String: Bool], loses: Bool, _ reason: String) {
      self.init("v5.11", switches, loses: loses, reason)
    }
    init(_ kernel: String, _ switches: [String: Bool], loses: Bool, _ reason: String) {
      self.kernel = kernel
      self.switches = switches
      self.loses = loses
      self.reason = reason
    }
  }

  private static let order = "under sequential consistency no barrier is needed"

  /// Every switch, turned against v5.11. The verdicts under weaker memory differ: this is SC.
  static let single: [Row] = [
    Row(["early_copy": false], loses: true, "a pin in front of fork() is ignored, as in v5.8"),
    Row(["has_pinned_used": false], loses: false, "the flag only saves looking at the count"),
    Row(["has_pinned_set": false], loses: true, "fork() takes every page for unpinned"),
    Row(
      ["has_pinned_first": false], loses: true,
      "a pin can be complete, with an even and unchanged seqcount, while the flag is still clear"),
    Row(["has_pinned_bit": true], loses: false, "the same flag in another word"),
    Row(["check_first": false], loses: false, "the order inside of the write section is hidden"),
    Row(
      ["recheck": false], loses: false,
      "the seqcount notices more; the second read guards against unmap, which is left out"),
    Row(["seqcount": false], loses: true, "that is v5.10"),
    Row(
      ["odd_check": false], loses: true,
      "a fast path that begins and ends inside of the section reads one and the same odd value"),
    Row(
      ["final_retry": false], loses: true,
      "a section that begins behind the first read is not noticed"),
    Row(["begin_wmb": false], loses: false, order), Row(["end_wmb": false], loses: false, order),
    Row(["read_rmb": false], loses: false, order), Row(["retry_rmb": false], loses: false, order),
    Row(["read_acquire": true], loses: false, order), Row(["grab_mb": true], loses: false, order),
    Row(["ptl_ordering": false], loses: false, order),
    Row(
      ["page_table_locks": false], loses: false,
      "the fast path takes no lock, and mmap_lock keeps the slow one out"),
    Row(
      ["mmap_locks": false], loses: false,
      "with one page table, its lock holds from the question to the write-protect"),
    Row(
      ["anon_exclusive": true], loses: false, "it decides what a write fault reuses, later on"),
    Row(["get_page_first": true], loses: false, "the question is still inside of the section"),
    Row(
      ["cow_by_mapcount": true], loses: false, "no pinned page comes to a write fault any more"),
    Row(
      ["needs_cow_before_exclusive": true], loses: false, "only looked at with PG_anon_exclusive"),
    Row(["child_exits": true], loses: false, "without the race there is nothing to lose"),
    Row(
      ["other_vmas": true], loses: false,
      "the copy of another mapping can only send the fast path away for nothing"),
  ]

  static let several: [Row] = [
    Row(
      ["has_pinned_set": false, "has_pinned_used": false], loses: false,
      "nobody needs a flag that nobody asks: the count decides"),
    Row(
      ["odd_check": false, "final_retry": false], loses: true, "a seqcount at which nobody looks"),
    Row(
      ["page_table_locks": false, "mmap_locks": false], loses: true,
      "nothing keeps slow GUP, which does not look at the seqcount, out of fork()"),
    Row(
      ["seqcount": false, "check_first": false], loses: false,
      "that is v5.9-rc8: clear the bit, then look at the count, against raise the count, then look "
        + "at the bit. It holds under SC; kernel-facts: not on arm64"),
    Row(
      "v5.9-rc8", ["recheck": false], loses: true,
      "without the second read the fast path's half of that is missing"),
    Row("v5.9-rc8", ["early_copy": false], loses: true, "as in v5.8"),
    Row("v5.10", ["recheck": false], loses: true, "the race needs no help"),
    Row("v5.10", ["mmap_locks": false], loses: true, "the race is that of the fast path"),
    Row("v5.10", ["child_exits": true], loses: true, "the pin itself counts as 1,024 references"),
    Row("v6.1", ["early_copy": false], loses: true, "fork() clears PG_anon_exclusive all the same"),
    Row("v6.12", ["early_copy": false], loses: true, "as in v6.1"),
    Row(
      "v6.1", ["seqcount": false, "check_first": false], loses: false,
      "write-protected before it asks, as in v5.9-rc8"),
    Row("v6.12", ["seqcount": false, "check_first": false], loses: false, "as in v6.1"),
    Row("v6.12", ["seqcount": false], loses: true, "PG_anon_exclusive does not replace it"),
    Row("v5.10", ["other_vmas": true], loses: true, "without the seqcount nobody sees them"),
    Row(["other_vmas": true, "odd_check": false], loses: true, "as without other mappings"),
    Row(["other_vmas": true, "final_retry": false], loses: true, "as without other mappings"),
    Row("v6.12", ["other_vmas": true], loses: false, "as in v5.11"),
    Row("v6.12", ["odd_check": false], loses: true, "as in v5.11"),
    Row("v6.12", ["final_retry": false], loses: true, "as in v5.11"),
  ]

  @Test(arguments: single + several)
  func `a switch is needed or not`(_ row: Row) throws {
    for pages in 1...2 {
      let found = ReferenceSearch(try GupFork.program(row.kernel, row.switches, pages: pages))
      #expect(found.violations.keys.contains("nothing_lost") == row.loses, "\(row.reason)")
      #expect(found.violations.keys.contains("pin_keeps_its_page") == row.loses)
      #expect(found.deadlocks.isEmpty)
      #expect(found.fault == nil)
    }
  }

  @Test func `every switch has a row and is turned in it`() throws {
    #expect(
      Set(Self.single.flatMap(\.switches.keys)) == Set(GupFork.model.switches.map(\.name)))
    let settings = GupFork.model.complete(ModelChoice(kernel: "v5.11")).switches
    for row in Self.single {
      for (name, isOn) in row.switches { #expect(settings[name] == !isOn, "\(name)") }
    }
  }
}
