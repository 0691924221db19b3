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
        + #"flags=$arg3:x32 mm=\0xabc:x64 seq=+248(\0xabc):u32 has_pinned=+904(\0xabc):b1@27/64"#)
    #expect(
      text(plan, "cpr_enter")
        == #"p:g/cpr_enter copy_page_range src_mm=+16($arg2):x64 start=+0($arg2):x64 "#
        + #"end=+8($arg2):x64 mm=\0xabc:x64 seq=+248(\0xabc):u32 has_pinned=+904(\0xabc):b1@27/64"#)
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
    #expect(text(plan, "cpr_enter")?.contains(#"has_pinned=+904(\0xabc):b1@27/64"#) == true)
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
      types: try Kernels.types(Kernels.middle), release: nil)
    #expect(plan.events.isEmpty)
    #expect(!plan.seesBothPaths)
    #expect(
      plan.gaps.contains {
        $0.what == "copy_page_range()" && $0.why == "there are 2 functions of that name"
      })
  }

  @Test func `a function that the types do not name is probed without its arguments`() throws {
    let plan = ProbePlan(
      symbols: try Kernels.symbols(["wp_page_copy"]), types: try Kernels.types(Kernels.late),
      release: KernelRelease("6.18.0"))
    #expect(
      text(plan, "wp_page_copy")
        == #"p:g/wp_page_copy wp_page_copy mm=\0xabc:x64 seq=+248(\0xabc):u32 "#
        + #"has_pinned=+904(\0xabc):b1@27/64"#)
    #expect(plan.gaps.contains { $0.what == "the arguments of wp_page_copy()" })
  }

  @Test(arguments: [
    ("5.14.0", 28), ("5.15.200-rt1", 28), ("5.19.17", 28), ("6.1.0-56-cloud-amd64", 27),
    ("6.12.117", 27), ("7.2-rc1", 27), ("6.0.19", nil), ("6.0", nil),
    ("5.14.0-503.el9.x86_64", nil),
    ("5.13.0", nil),
  ])
  func `which bit is has_pinned depends on the release`(_ release: String, _ bit: Int?) throws {
    let plan = try Kernels.plan(Kernels.middle, release: KernelRelease(release))
    let field = bit.map { #"has_pinned=+904(\0xabc):b1@\#($0)/64"# } ?? "seq=+248(\\0xabc):u32"
    #expect(text(plan, "cpr_ret")?.hasSuffix(" " + field) == true)
    #expect(plan.gaps.contains { $0.what == "has_pinned" } == (bit == nil))
    let program = BpftraceProgram(plan).text
    #expect(program.contains("has_pinned=") == (bit != nil))
    #expect(bit == nil || program.contains("->flags >> \(bit ?? 0)) & 1)"))
  }

  @Test(arguments: ["", "6", "six.one", ".1", "6.x", "6.1'; id", "6.1 2", "6.1\n"])
  func `what is no release is not known`(_ text: String) throws {
    #expect(KernelRelease(text) == nil)
    let plan = ProbePlan(
      symbols: try Kernels.symbols(["copy_page_range"]), types: try Kernels.types(Kernels.middle),
      release: nil)
    #expect(plan.gaps.contains { $0.what == "has_pinned" && $0.why.hasSuffix("--release tells") })
  }
}
