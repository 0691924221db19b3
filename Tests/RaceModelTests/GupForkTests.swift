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
  /// and 1,025 when the process has moved on to its copy, for which the fault holds one more in
  /// between; the child's mapping stays when the pin has gone. If the child has ended before: 1,024,
  /// the pin alone, and 0.
  @Test func `the counts of the lost page`() throws {
    func counts(_ switches: [String: Bool]) throws -> [UInt64] {
      let program = try GupFork.program("v5.10", switches)
      let run = try Runner.run(program, schedule(Order.race.rawValue))
      #expect(run.violated == ["pin_keeps_its_page", "nothing_lost"])
      return values(run.trace, try place(run.trace, "page", 0xA))
    }
    #expect(try counts([:]) == [1, 2, 1025, 1026, 1027, 1026, 1025, 1])
    #expect(try counts(["child_exits": true]) == [1, 2, 1025, 1026, 1025, 1026, 1025, 1024, 0])
  }

  /// Whether a write reuses the page that the child has left: up to v5.8 by the mappings, later by
  /// the references, of which a pin has 1,024, or by PG_anon_exclusive, which fork() has cleared.
  @Test(arguments: GupFork.model.kernels.map(\.name))
  func `who writes after the child has ended`(_ kernel: String) throws {
    var switches = ["child_exits": true, "seqcount": false]
    if kernel == "v5.9-rc8" { switches["check_first"] = true }
    let program = try GupFork.program(kernel, switches)
    let order = kernel == "v5.8" ? Order.pinnedFirst : .race
    let run = Runner.follow(program, schedule(order.rawValue))
    #expect(
      run.violated == ["pin_keeps_its_page"] + (kernel == "v5.8" ? [] : ["nothing_lost"]))
    #expect(run.finals("page[1]") == [kernel == "v5.8" ? 1 : 0])
  }

  @Test func `the second question, of a process that has pinned before`() throws {
    let choice = ModelChoice(kernel: "v5.10", parameters: ["pinned_before": 1])
    let run = try Runner.run(
      try GupFork.model.program(choice),
      schedule("cpu1 through ask_page, cpu0 until join, cpu1 to the end, cpu0 to the end"))
    #expect(run.violated == ["pin_keeps_its_page", "nothing_lost"])
  }

  /// What stands on the lanes in the race, in the names of the kernel: source, kernel-facts.md.
  @Test(arguments: [
    (
      "v5.10",
      [
        "gup_pgd_range()", "gup_pte_range()", "pte = gup_get_pte(ptep)",
        "if (!pte_access_permitted(pte, write))", "try_grab_compound_head(page, 1, flags)",
        "if (!try_get_compound_head(page, 1))",
      ],
      [
        "copy_present_pte()", "copy_present_page()", "if (!atomic_read(&mm->has_pinned))",
        "get_page(page)", "page_dup_rmap(page)",
      ], "has_pinned"
    ),
    (
      "v5.15",
      ["lockless_pages_from_mm()", "__gup_longterm_unlocked()", "get_user_pages_unlocked()"],
      [
        "copy_present_page()", "page_needs_cow_for_dma(page)",
        "if (!test_bit(MMF_HAS_PINNED, &mm->flags))",
      ], "MMF_HAS_PINNED"
    ),
    (
      "v6.1", ["lockless_pages_from_mm()", "if (folio_ref_count(page) == 1)"],
      ["page_try_dup_anon_rmap(page)", "page_needs_cow_for_dma(page)", "__page_dup_rmap(page)"],
      "MMF_HAS_PINNED"
    ),
    (
      "v6.12",
      [
        "gup_fast_fallback()", "gup_fast()", "__gup_longterm_locked()", "__get_user_pages_locked()",
        "folio_prealloc(new)", "folio_add_new_anon_rmap(new)", "folio_remove_rmap_pte(old)",
      ],
      [
        "folio_get(page)", "folio_try_dup_anon_rmap_pte(page)", "folio_needs_cow_for_dma(page)",
        "atomic_inc(&mapcount[page])",
      ], "MMF_HAS_PINNED"
    ),
  ])
  func `names follow the kernel`(
    _ kernel: String, _ pinning: [String], _ forking: [String], _ flag: String
  ) throws {
    let run = Runner.follow(try GupFork.program(kernel), schedule(Order.race.rawValue))
    for (lane, wanted) in [pinning, forking].enumerated() {
      var texts = run.texts(lane)[...]
      for name in wanted {
        // In this order.
        let index = try #require(
          texts.firstIndex { $0 == name || $0.hasSuffix(" = " + name) }, "\(name)")
        texts = texts[(index + 1)...]
      }
    }
    #expect(run.trace.declarations.map(\.name).contains(flag))
    #expect(run.finals("has_pinned") == [1])
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
