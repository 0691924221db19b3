@testable import LiveSources

/// Kernels for tests: the functions and types that matter here, as three real ones have them.
enum Kernels {
  static func symbols(_ names: [String]) throws -> KernelSymbols {
    let lines = names.map { "ffffffff81000000 t \($0)\n" }
    return try KernelSymbols(Array(lines.joined().utf8))
  }

  /// What differs between kernels.
  struct Traits {
    var hasSequence = true
    var hasPinned = "flags"
    var release = "6.1.0-56-cloud-amd64"
    var functions: [String: [String]]
  }

  private static let common: [String: [String]] = [
    "copy_page_range": ["dst_vma", "src_vma"],
    "vm_normal_page": ["vma", "addr", "pte"],
    "do_wp_page": ["vmf"],
    "__get_user_pages": ["mm", "start", "nr_pages", "gup_flags"],
    "__gup_longterm_locked": ["mm", "start", "nr_pages", "pages"],
  ]

  /// Linux 5.9: no write_protect_seq yet.
  static let early = Traits(
    hasSequence: false, hasPinned: "has_pinned", release: "5.9.0",
    functions: common.merging([
      "internal_get_user_pages_fast": ["start", "nr_pages", "gup_flags", "pages"],
      "try_grab_compound_head": ["page", "refs", "flags"],
    ]) { $1 })

  /// Linux 6.1.
  static let middle = Traits(
    functions: common.merging([
      "internal_get_user_pages_fast": ["start", "nr_pages", "gup_flags", "pages"],
      "try_grab_folio": ["page", "refs", "flags"], "gup_put_folio": ["folio", "refs", "flags"],
      "dup_mmap": ["mm", "oldmm"], "wp_page_copy": ["vmf"],
    ]) { $1 })

  /// Linux 6.18: the flags are a type of their own.
  static let late = Traits(
    hasPinned: "__mm_flags", release: "6.18.44",
    functions: common.merging([
      "gup_fast_fallback": ["start", "nr_pages", "gup_flags", "pages"],
      "try_grab_folio_fast": ["page", "refs", "flags"],
    ]) { $1 })

  static func types(_ traits: Traits) throws -> BTF {
    typealias Member = BTFBuilder.Member
    var builder = BTFBuilder()
    let word = builder.integer("unsigned int")
    let long = builder.integer("unsigned long")
    let atomic = builder.typedef(
      "atomic_t", builder.structure("", [Member(name: "counter", type: word, offset: 0)]))
    let sequence = builder.typedef(
      "seqcount_t",
      builder.structure("seqcount", [Member(name: "sequence", type: word, offset: 0)]))
    let flags = builder.structure("", [Member(name: "__mm_flags", type: long, offset: 0)])
    // Everything in mm_struct is in a structure without a name.
    var members = [Member(name: "pgd", type: long, offset: 0)]
    switch traits.hasPinned {
    case "has_pinned": members.append(Member(name: "has_pinned", type: atomic, offset: 800))
    case "__mm_flags": members.append(Member(name: "flags", type: flags, offset: 7232))
    default: members.append(Member(name: "flags", type: long, offset: 7232))
    }
    if traits.hasSequence {
      members.append(Member(name: "write_protect_seq", type: sequence, offset: 1984))
    }
    let inner = builder.structure("", members)
    let space = builder.pointer(
      builder.structure("mm_struct", [Member(name: "", type: inner, offset: 0)]))
    let range = builder.structure(
      "",
      [
        Member(name: "vm_start", type: long, offset: 0),
        Member(name: "vm_end", type: long, offset: 64),
      ])
    let area = builder.structure(
      "vm_area_struct",
      [
        Member(
          name: "",
          type: builder.structure(
            "", [Member(name: "", type: range, offset: 0)], isUnion: true), offset: 0),
        Member(name: "vm_mm", type: space, offset: 128),
      ])
    let page = builder.structure(
      "page",
      [
        Member(name: "flags", type: long, offset: 0),
        Member(name: "_refcount", type: atomic, offset: 416),
      ])
    let fault = builder.structure(
      "",
      [
        Member(name: "vma", type: builder.pointer(area), offset: 0),
        Member(name: "address", type: long, offset: 192),
      ])
    _ = builder.structure(
      "vm_fault",
      [
        Member(name: "", type: builder.qualifier(10, fault), offset: 0),
        Member(name: "orig_pte", type: long, offset: 512),
        Member(name: "page", type: builder.pointer(page), offset: 640),
      ])
    for (name, parameters) in traits.functions.sorted(by: { $0.key < $1.key }) {
      _ = builder.function(name, parameters)
    }
    return try BTF(builder.bytes)
  }

  static func plan(_ traits: Traits) throws -> ProbePlan {
    try plan(traits, release: KernelRelease(traits.release))
  }

  static func plan(_ traits: Traits, release: KernelRelease?) throws -> ProbePlan {
    ProbePlan(
      symbols: try symbols(traits.functions.keys.sorted() + ["task_statm"]),
      types: try types(traits), release: release)
  }
}
