/// A probe that is wanted, in any kernel: functions under all of the names that they have had, and
/// values by the names of parameters and members. A ``ProbePlan`` makes of it what one kernel has.
struct ProbeTemplate: Sendable {
  enum Root: Hashable, Sendable {
    /// The parameter that has one of these names.
    case argument(Set<String>)
    case result
    case space
  }

  struct Hop: Hashable, Sendable {
    var structure: String
    var member: String
  }

  /// One way to a value.
  struct Way: Sendable {
    var root: Root
    var hops: [Hop] = []
  }

  /// A value that is wanted, by the first of its ways that the kernel has.
  struct Field: Sendable {
    var name: String
    var form: ProbeField.Form
    var ways: [Way]

    /// Whether all ways to it begin at an argument.
    var isArgument: Bool {
      ways.allSatisfy { if case .argument = $0.root { true } else { false } }
    }
  }

  /// What the event is called.
  var name: String
  /// The function's names, newest or best first.
  var functions: [String]
  var isReturn = false
  var fields: [Field] = []
  /// Whether the words of the watched process are read as well.
  var readsSpace = true
  /// Whether it is reported only while fork has the write section open.
  var onlyInWriteSection = false

  /// Whether it reads an argument.
  var needsArguments: Bool { fields.contains { $0.isArgument } }
}

extension ProbeTemplate {
  /// The probes, those of `pin_user_pages_fast()` first.
  static let all = pinning + forking + faults

  private static let pinning = [
    ProbeTemplate(
      name: "gupf_enter", functions: ["gup_fast_fallback", "internal_get_user_pages_fast"],
      fields: [
        argument("start", .hex), argument("nr", .unsigned, ["nr_pages"]),
        argument("flags", .hex32, ["gup_flags", "flags"]),
      ]),
    ProbeTemplate(
      name: "gupf_ret", functions: ["gup_fast_fallback", "internal_get_user_pages_fast"],
      isReturn: true, fields: [result("ret", .signed32)]),
    ProbeTemplate(
      name: "gup_pte_range", functions: ["gup_fast_pte_range", "gup_pte_range"],
      fields: [argument("start", .hex, ["addr"]), argument("end", .hex)]),
    ProbeTemplate(
      name: "try_grab_folio",
      functions: ["try_grab_folio_fast", "try_grab_folio", "try_grab_compound_head"],
      fields: [
        argument("page", .hex), argument("refs", .signed32), argument("flags", .hex32),
        count(.argument(["page"])),
      ]),
    ProbeTemplate(
      name: "try_grab_folio_ret",
      functions: ["try_grab_folio_fast", "try_grab_folio", "try_grab_compound_head"],
      isReturn: true, fields: [result("folio", .hex), count(.result)]),
    ProbeTemplate(
      name: "gup_put_folio", functions: ["gup_put_folio", "put_compound_head"],
      fields: [
        argument("page", .hex, ["folio", "page"]), argument("refs", .signed32),
        argument("flags", .hex32), count(.argument(["folio", "page"])),
      ]),
    ProbeTemplate(
      name: "slow_enter", functions: ["__gup_longterm_locked"],
      fields: [
        argument("mm", .hex), argument("start", .hex), argument("nr", .unsigned, ["nr_pages"]),
      ]),
    // Some compilers inline the one above into the fast path's function, so it alone does not tell.
    ProbeTemplate(
      name: "slow_pages", functions: ["__get_user_pages"],
      fields: [
        argument("mm", .hex), argument("start", .hex), argument("nr", .unsigned, ["nr_pages"]),
      ]),
    ProbeTemplate(
      name: "slow_pages_ret", functions: ["__get_user_pages"], isReturn: true,
      fields: [result("ret", .signed)]),
    ProbeTemplate(
      name: "slow_ret", functions: ["__gup_longterm_locked"], isReturn: true,
      fields: [result("ret", .signed)]),
  ]

  private static let source = Way(
    root: .argument(["src_vma"]), hops: [Hop(structure: "vm_area_struct", member: "vm_mm")])

  private static let forking = [
    ProbeTemplate(
      name: "dup_mmap", functions: ["dup_mmap"],
      fields: [argument("mm", .hex), argument("oldmm", .hex)], readsSpace: false),
    ProbeTemplate(
      name: "dup_mmap_ret", functions: ["dup_mmap"], isReturn: true,
      fields: [result("ret", .signed32)]),
    ProbeTemplate(
      name: "cpr_enter", functions: ["copy_page_range"],
      fields: [
        Field(name: "src_mm", form: .hex, ways: [source]),
        Field(name: "start", form: .hex, ways: [member("src_vma", "vm_area_struct", "vm_start")]),
        Field(name: "end", form: .hex, ways: [member("src_vma", "vm_area_struct", "vm_end")]),
      ]),
    ProbeTemplate(
      name: "cpr_ret", functions: ["copy_page_range"], isReturn: true,
      fields: [result("ret", .signed32)]),
    ProbeTemplate(
      name: "vm_normal_page", functions: ["vm_normal_page"],
      fields: [
        Field(name: "mm", form: .hex, ways: [member("vma", "vm_area_struct", "vm_mm")]),
        argument("addr", .hex), argument("pte", .hex),
      ], onlyInWriteSection: true),
    ProbeTemplate(
      name: "vm_normal_page_ret", functions: ["vm_normal_page"], isReturn: true,
      fields: [result("page", .hex), count(.result)], onlyInWriteSection: true),
  ]

  private static func fault(_ hops: [Hop]) -> Way { Way(root: .argument(["vmf"]), hops: hops) }

  private static let faults = [
    ProbeTemplate(
      name: "do_wp_page", functions: ["do_wp_page"],
      fields: [
        Field(
          name: "mm", form: .hex,
          ways: [
            fault([
              Hop(structure: "vm_fault", member: "vma"),
              Hop(structure: "vm_area_struct", member: "vm_mm"),
            ])
          ]),
        Field(
          name: "addr", form: .hex, ways: [fault([Hop(structure: "vm_fault", member: "address")])]),
        Field(
          name: "pte", form: .hex,
          ways: ["orig_pte.pte", "orig_pte"].map {
            fault([Hop(structure: "vm_fault", member: $0)])
          }),
      ]),
    ProbeTemplate(
      name: "do_wp_page_ret", functions: ["do_wp_page"], isReturn: true,
      fields: [result("ret", .hex32)]),
    ProbeTemplate(
      name: "wp_page_copy", functions: ["wp_page_copy"],
      fields: [
        Field(
          name: "page", form: .hex, ways: [fault([Hop(structure: "vm_fault", member: "page")])]),
        Field(
          name: "ref", form: .signed32,
          ways: [
            fault([
              Hop(structure: "vm_fault", member: "page"),
              Hop(structure: "page", member: "_refcount.counter"),
            ])
          ]),
      ]),
  ]
}

extension ProbeTemplate {
  private static func argument(
    _ name: String, _ form: ProbeField.Form, _ parameters: Set<String>? = nil
  ) -> Field {
    Field(name: name, form: form, ways: [Way(root: .argument(parameters ?? [name]))])
  }

  private static func result(_ name: String, _ form: ProbeField.Form) -> Field {
    Field(name: name, form: form, ways: [Way(root: .result)])
  }

  private static func member(_ parameter: String, _ structure: String, _ member: String) -> Way {
    Way(root: .argument([parameter]), hops: [Hop(structure: structure, member: member)])
  }

  /// The reference count of a page. A folio begins with its first page.
  private static func count(_ root: Root) -> Field {
    Field(
      name: "ref", form: .signed32,
      ways: [Way(root: root, hops: [Hop(structure: "page", member: "_refcount.counter")])])
  }

  /// mm->write_protect_seq, since Linux 5.10.4 and 5.11.
  static let sequence = Field(
    name: "seq", form: .unsigned32, ways: [ofSpace("write_protect_seq.sequence")])

  /// mm->has_pinned up to Linux 5.13.
  static let pinnedCounter = Field(
    name: "has_pinned", form: .signed32, ways: [ofSpace("has_pinned.counter")])

  /// mm->flags, one bit of which it is since then; in Linux 6.18 they became a bitmap of a type of
  /// their own.
  static let pinnedFlags = Field(
    name: "has_pinned", form: .unsigned, ways: [ofSpace("flags.__mm_flags"), ofSpace("flags")])

  private static func ofSpace(_ member: String) -> Way {
    Way(root: .space, hops: [Hop(structure: "mm_struct", member: member)])
  }
}
