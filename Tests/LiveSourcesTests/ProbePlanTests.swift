import Testing

@testable import LiveSources

struct ProbePlanTests {
  private func text(_ plan: ProbePlan, _ name: String) -> String? {
    plan.events.first { $0.name == name }?.kprobeText(group: "g", space: "0xabc")
  }

  @Test func `a kernel like 6.1 shows both paths`() throws {
    let plan = try Kernels.plan(Kernels.middle)
    #expect(plan.seesBothPaths)
    #expect(
      text(plan, "gupf_enter")
        == #"p:g/gupf_enter internal_get_user_pages_fast start=$arg1:x64 nr=$arg2:u64 "#
        + #"flags=$arg3:x32 mm=\0xabc:x64 seq=+248(\0xabc):u32 mm_flags=+904(\0xabc):x64"#)
    #expect(
      text(plan, "cpr_enter")
        == #"p:g/cpr_enter copy_page_range src_mm=+16($arg2):x64 start=+0($arg2):x64 "#
        + #"end=+8($arg2):x64 mm=\0xabc:x64 seq=+248(\0xabc):u32 mm_flags=+904(\0xabc):x64"#)
    #expect(
      text(plan, "try_grab_folio_ret")?.hasPrefix(
        "r:g/try_grab_folio_ret try_grab_folio folio=$retval:x64 ref=+52($retval):s32 ") == true)
    #expect(
      text(plan, "wp_page_copy")?.hasPrefix(
        "p:g/wp_page_copy wp_page_copy page=+80($arg1):x64 ref=+52(+80($arg1)):s32 ") == true)
    #expect(
      text(plan, "do_wp_page")?.hasPrefix(
        "p:g/do_wp_page do_wp_page mm=+16(+0($arg1)):x64 addr=+24($arg1):x64 pte=+64($arg1):x64 ")
        == true)
    // A folio is its first page.
    #expect(text(plan, "gup_put_folio")?.contains("page=$arg1:x64") == true)
  }

  @Test func `inside of fork is seen by the odd sequence count`() throws {
    let plan = try Kernels.plan(Kernels.middle)
    let inside = plan.events.filter { $0.onlyWhenOdd != nil }
    #expect(inside.map(\.name) == ["vm_normal_page", "vm_normal_page_ret"])
    #expect(inside.allSatisfy { $0.filterText(tasks: ["5"]) == "(common_pid == 5) && (seq & 1)" })
    #expect(inside.allSatisfy { event in event.fields.contains { $0.name == "seq" } })
  }

  @Test func `a kernel like 5.9 has no sequence count and tells so`() throws {
    let plan = try Kernels.plan(Kernels.early)
    #expect(plan.seesBothPaths)
    #expect(plan.gaps.contains { $0.what == "seq" })
    #expect(!plan.events.contains { $0.name.hasPrefix("vm_normal_page") })
    #expect(plan.gaps.contains { $0.what == "vm_normal_page() inside of fork" })
    #expect(text(plan, "cpr_ret")?.contains(#"has_pinned=+100(\0xabc):x64"#) == false)
    #expect(text(plan, "cpr_ret")?.contains(#"has_pinned=+100(\0xabc):s32"#) == true)
  }

  @Test func `a kernel like 6.18 has other names and a bitmap of flags`() throws {
    let plan = try Kernels.plan(Kernels.late)
    #expect(plan.seesBothPaths)
    #expect(text(plan, "gupf_enter")?.contains("gup_fast_fallback") == true)
    #expect(text(plan, "try_grab_folio")?.contains("try_grab_folio_fast") == true)
    #expect(text(plan, "cpr_enter")?.contains(#"mm_flags=+904(\0xabc):x64"#) == true)
    #expect(plan.gaps.contains { $0.what == "dup_mmap()" })
  }

  @Test func `no field is read twice in one event`() throws {
    for traits in [Kernels.early, Kernels.middle, Kernels.late] {
      for event in try Kernels.plan(traits).events {
        #expect(Set(event.fields.map(\.name)).count == event.fields.count, "\(event.name)")
      }
    }
  }

  @Test func `two functions of one name are not probed`() throws {
    let plan = ProbePlan(
      symbols: try Kernels.symbols(["copy_page_range", "copy_page_range"]),
      types: try Kernels.types(Kernels.middle))
    #expect(plan.events.isEmpty)
    #expect(!plan.seesBothPaths)
    #expect(
      plan.gaps.contains {
        $0.what == "copy_page_range()" && $0.why == "there are 2 functions of that name"
      })
  }

  @Test func `a function that the types do not name is probed without its arguments`() throws {
    let plan = ProbePlan(
      symbols: try Kernels.symbols(["wp_page_copy"]), types: try Kernels.types(Kernels.late))
    #expect(
      text(plan, "wp_page_copy")
        == #"p:g/wp_page_copy wp_page_copy mm=\0xabc:x64 seq=+248(\0xabc):u32 "#
        + #"mm_flags=+904(\0xabc):x64"#)
    #expect(plan.gaps.contains { $0.what == "the arguments of wp_page_copy()" })
  }
}
