import RaceTrace
import TestSupport
import Testing

@testable import RaceModel

/// The big model: what each kernel makes of each order, and which pieces of the fix carry it.
struct GupForkTests {
  /// When fork() runs.
  enum Order: String, CaseIterable {
    case pinnedFirst = "cpu0 until join, cpu1 to the end, cpu0 to the end"
    /// fork() has asked about the first page; then all of the pin.
    case race = "cpu1 through ask_mm, cpu0 until join, cpu1 to the end, cpu0 to the end"
    case forkFirst = "cpu1 to the end, cpu0 to the end"
  }

  /// What becomes of one page. Frames: A, B, … in the order of the model: what the pages begin with,
  /// the early copies, the copies of write faults.
  enum Fate: Equatable {
    /// fork() copied it for the child at once; the process and the device keep theirs.
    case copiedForChild
    /// The process writes to a copy, the device to the old page: the data is lost, and the child
    /// sees what the device wrote.
    case lost
    /// fork() shared it before the pin; the pin broke copy-on-write first and got the copy.
    case sharedThenPinned
  }

  struct Row: CustomTestStringConvertible, Sendable {
    var kernel: String
    var pages: Int
    var order: Order
    var fates: [Fate]
    var testDescription: String { "\(kernel), \(pages) pages, \(order)" }
  }

  /// The outcomes by kernel; the reasons are those of the commits.
  ///
  /// - v5.8 has no early copy: whatever is pinned before fork()'s write-protect is lost at the next
  ///   write. It never asks, so its race is a pin before the fork.
  /// - v5.9-rc8 write-protects before it asks: the pin of the race finds a read-only entry.
  /// - v5.10 asks first: the answer for the first page is out of date. Its second page is asked about
  ///   later, when has_pinned is set and the count is above 1,024: it is copied.
  /// - v5.11 and later notice the odd seqcount, and pin behind fork().
  static let rows: [Row] = {
    var rows: [Row] = []
    let kernels = ["v5.8", "v5.9-rc8", "v5.10", "v5.11", "v5.15", "v6.1", "v6.12"]
    for kernel in kernels {
      for pages in 1...2 {
        func all(_ fate: Fate) -> [Fate] { Array(repeating: fate, count: pages) }
        let pinnedFirst = all(kernel == "v5.8" ? .lost : .copiedForChild)
        let race: [Fate] =
          switch kernel {
          case "v5.8": all(.lost)
          case "v5.10": pages == 1 ? [.lost] : [.lost, .copiedForChild]
          default: all(.sharedThenPinned)
          }
        rows.append(Row(kernel: kernel, pages: pages, order: .pinnedFirst, fates: pinnedFirst))
        rows.append(Row(kernel: kernel, pages: pages, order: .race, fates: race))
        rows.append(
          Row(kernel: kernel, pages: pages, order: .forkFirst, fates: all(.sharedThenPinned)))
      }
    }
    return rows
  }()

  @Test(arguments: rows)
  func `a kernel and an order have one outcome`(_ row: Row) throws {
    let program = try GupFork.program(row.kernel, pages: row.pages)
    let run = Runner.follow(program, schedule(row.order.rawValue))
    #expect(run.end == .complete)
    #expect(run.heldLocks.isEmpty)
    let isLost = row.fates.contains(.lost)
    #expect(run.violated == (isLost ? ["pin_keeps_its_page", "nothing_lost"] : []))
    // v5.8 has no flag; the seqcount moves by 2, from v5.11 on.
    #expect(run.finals("has_pinned") == [row.kernel == "v5.8" ? 0 : 1])
    let hasSeqcount = !["v5.8", "v5.9-rc8", "v5.10"].contains(row.kernel)
    #expect(run.finals("write_protect_seq") == [hasSeqcount ? 2 : 0])
    for (page, fate) in row.fates.enumerated() { expect(fate, page, row, run) }
  }

  private func expect(_ fate: Fate, _ page: Int, _ row: Row, _ run: Run) {
    let index = row.pages == 1 ? "" : "[\(page)]"
    let (own, early, moved) = (1 + page, 1 + row.pages + page, 1 + 2 * row.pages + page)
    func pte(_ frame: Int, _ flags: UInt64) -> UInt64 {
      1 << 63 | UInt64(frame + 9) << 12 | flags
    }
    // P RW US A D; the child's shared entry is read-only and old: kernel-facts' 0x..867 and 0x..845
    // without the soft-dirty bit, which the model leaves out.
    let (writable, childShared) = (UInt64(0x67), UInt64(0x45))
    let parent = fate == .copiedForChild ? own : moved
    #expect(run.finals("pte\(index)") == [pte(parent, writable)])
    #expect(
      run.finals("child_pte\(index)")
        == [fate == .copiedForChild ? pte(early, writable) : pte(own, childShared)])
    // The pin is gone by now: each frame counts its mappings.
    let counts: [UInt64] = fate == .copiedForChild ? [1, 1, 0] : [1, 0, 1]
    #expect(run.finals("page[\(own)]", "page[\(early)]", "page[\(moved)]") == counts)
    #expect(run.finals("mapcount[\(own)]", "mapcount[\(early)]", "mapcount[\(moved)]") == counts)
    #expect(run.finals("device_data[\(fate == .sharedThenPinned ? moved : own)]") == [1])
    #expect(run.finals("child_saw\(index)") == [fate == .lost ? 1 : 0])
    #expect(run.finals("device\(index)") == [0])
  }

  /// The counts that kernel-facts.md gives for the screen: 1, pinned 1,025, shared by fork() 1,026,
  /// and 1,025 when the process has moved on to its copy; the child's mapping stays when the pin
  /// has gone.
  @Test func `the counts of the lost page`() throws {
    let program = try GupFork.program("v5.10")
    let run = try Runner.run(program, schedule(Order.race.rawValue))
    let page = try place(run.trace, "page", 0xA)
    #expect(values(run.trace, page) == [1, 2, 1025, 1026, 1025, 1])
  }

  @Test(arguments: [
    ("v5.8", ["pin_keeps_its_page", "nothing_lost"]), ("v5.9-rc8", []),
    ("v5.10", ["pin_keeps_its_page", "nothing_lost"]), ("v5.11", []), ("v5.15", []), ("v6.1", []),
    ("v6.12", []),
  ])
  func `every interleaving`(_ kernel: String, _ violated: [String]) throws {
    for pages in 1...2 {
      let found = ReferenceSearch(try GupFork.program(kernel, pages: pages))
      #expect(Set(found.violations.keys) == Set(violated), "\(pages) pages")
      #expect(found.deadlocks.isEmpty)
      #expect(found.fault == nil)
      #expect(!found.isCut)
    }
  }
}
