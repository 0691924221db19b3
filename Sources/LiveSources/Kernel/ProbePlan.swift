/// Which probes tell most of `pin_user_pages_fast()` and `fork()` in one kernel, and what they
/// cannot tell.
public struct ProbePlan: Hashable, Sendable {
  /// Something that will not be in the recording.
  public struct Gap: Hashable, Sendable {
    /// What.
    public var what: String
    /// Why, as a sentence without its end.
    public var why: String
  }

  /// The kernel that it is for; nil when that was not told.
  public let release: KernelRelease?
  /// The probes, in the order in which they are set.
  public private(set) var events: [ProbeEvent] = []
  /// What is missing, in the order of the probes.
  public private(set) var gaps: [Gap] = []

  /// Whether both paths can be seen at all.
  public var seesBothPaths: Bool {
    let names = Set(events.map(\.name))
    return names.contains("gupf_enter") && names.contains("cpr_enter")
  }

  /// The plan for the kernel whose functions and types these are.
  ///
  /// - Parameter release: which Linux it is, if that is known.
  /// - Complexity: O(*functions* + *types*) for each probe
  public init(symbols: KernelSymbols, types: BTF, release: KernelRelease?) {
    self.release = release
    let space = Self.spaceFields(types, release, &gaps)
    for template in ProbeTemplate.all {
      guard let function = Self.function(template, symbols, &gaps) else { continue }
      let prototype = types.function(function)
      if prototype == nil, template.needsArguments {
        gaps.append(
          Gap(what: "the arguments of \(function)()", why: "the kernel's BTF does not name them"))
      }
      var fields: [ProbeField] = []
      for wanted in template.fields {
        if let field = Self.resolve(wanted, prototype, types) {
          fields.append(field)
        } else if prototype != nil || !wanted.isArgument {
          gaps.append(
            Gap(what: "\(wanted.name) of \(function)()", why: "the kernel's BTF has no such member")
          )
        }
      }
      // What the probe reads through an argument of its own is surer than what is known of the
      // watched process.
      let names = Set(fields.map(\.name))
      if template.readsSpace { fields += space.filter { !names.contains($0.name) } }
      var event = ProbeEvent(
        name: template.name, function: function, isReturn: template.isReturn, fields: fields)
      if template.onlyInWriteSection {
        guard fields.contains(where: { $0.name == "seq" }) else {
          gaps.append(
            Gap(
              what: "\(function)() inside of fork",
              why: "without write_protect_seq its calls by fork cannot be told from others"))
          continue
        }
        event.onlyWhenOdd = "seq"
      }
      events.append(event)
    }
  }

  /// The fields that are read of the watched process wherever a probe has no better way to them.
  private static func spaceFields(
    _ types: BTF, _ release: KernelRelease?, _ gaps: inout [Gap]
  ) -> [ProbeField] {
    var fields = [ProbeField(name: "mm", root: .space, steps: [], form: .hex)]
    if let sequence = resolve(ProbeTemplate.sequence, nil, types) {
      fields.append(sequence)
    } else {
      gaps.append(Gap(what: "seq", why: "this kernel's mm_struct has no write_protect_seq"))
    }
    if let counter = resolve(ProbeTemplate.pinnedCounter, nil, types) {
      fields.append(counter)
    } else if var flags = resolve(ProbeTemplate.pinnedFlags, nil, types) {
      flags.bit = release?.pinnedBit
      if flags.bit != nil {
        fields.append(flags)
      } else {
        gaps.append(
          Gap(
            what: "has_pinned",
            why: "which bit of mm->flags it is in this kernel is not known"
              + (release == nil ? ": --release tells" : "")))
      }
    } else {
      gaps.append(Gap(what: "has_pinned", why: "this kernel's mm_struct has no such member"))
    }
    return fields
  }

  private static func function(
    _ template: ProbeTemplate, _ symbols: KernelSymbols, _ gaps: inout [Gap]
  ) -> String? {
    for name in template.functions {
      switch symbols.count(of: name) {
      case 0: continue
      case 1: return name
      case let count:
        gaps.append(Gap(what: "\(name)()", why: "there are \(count) functions of that name"))
        return nil
      }
    }
    // A function and its return are one gap.
    if !template.isReturn {
      gaps.append(
        Gap(
          what: template.functions.map { $0 + "()" }.joined(separator: " or "),
          why: "this kernel has no such function, or has inlined it"))
    }
    return nil
  }

  private static func resolve(
    _ wanted: ProbeTemplate.Field, _ function: BTF.Function?, _ types: BTF
  ) -> ProbeField? {
    for way in wanted.ways {
      let root: ProbeField.Root
      switch way.root {
      case .argument(let names):
        guard
          let index = function?.parameters.firstIndex(where: { names.contains($0) }),
          index < argumentsMax
        else { continue }
        root = .argument(index)
      case .result: root = .result
      case .space: root = .space
      }
      var steps: [ProbeField.Step] = []
      for hop in way.hops {
        guard let offset = types.offset(of: hop.member, in: hop.structure) else { break }
        steps.append(
          ProbeField.Step(structure: hop.structure, member: hop.member, offset: offset))
      }
      guard steps.count == way.hops.count else { continue }
      return ProbeField(name: wanted.name, root: root, steps: steps, form: wanted.form)
    }
    return nil
  }

  /// Arguments are in registers up to the sixth on x86-64; behind that `$argN` is not to be relied
  /// upon.
  private static let argumentsMax = 6
}
