internal import RaceTrace

extension Compiler {
  /// The parameters of a model, with their bounds worked out.
  static func parameters(
    of tree: SyntaxTree, _ source: SourceText
  ) throws(ModelErrors) -> [Model.Parameter] {
    var compiler = Compiler(source, tree, ModelChoice())
    var found: [Model.Parameter] = []
    for item in tree.parameters {
      do throws(Parser.Abandoned) {
        let value = try compiler.constant(item.value, "a default")
        let low = try compiler.constant(item.low, "a bound")
        let high = try compiler.constant(item.high, "a bound")
        guard low <= value, value <= high else {
          throw compiler.fail(
            item.name.offset, "\(item.name.text) is \(value), outside \(low)..\(high)")
        }
        found.append(
          Model.Parameter(name: item.name.text, help: item.help, value: value, bounds: low...high))
      } catch {}
    }
    guard compiler.errors.isEmpty else { throw ModelErrors(compiler.errors) }
    return found
  }

  /// Brings all names of the outermost level into scope.
  mutating func declare() {
    for item in tree.parameters {
      define(item.name, .constant(choice.parameters[item.name.text] ?? 0))
    }
    for item in tree.switches {
      define(item.name, .constant(choice.switches[item.name.text] ?? item.isOn ? 1 : 0))
    }
    for item in tree.constants {
      do throws(Parser.Abandoned) {
        define(item.name, .constant(try constant(item.value, "a constant")))
      } catch {}
    }
    for item in tree.functions {
      var parameters: Set<String> = []
      for parameter in item.parameters where !parameters.insert(parameter.name.text).inserted {
        error(parameter.name.offset, "there is a parameter \"\(parameter.name.text)\" already")
      }
      if functions[item.name.text] != nil || Primitive.all[item.name.text] != nil
        || Primitive.fences[item.name.text] != nil || Self.isBuiltin(item.name.text)
      {
        error(item.name.offset, "there is a function \"\(item.name.text)\" already")
      }
      functions[item.name.text] = item
    }
    kernels()
    for item in tree.places { place(item) }
    program.placeSlots = program.initialPlaces.count
    var names: Set<String> = []
    for item in tree.properties where !names.insert(item.name.text).inserted {
      error(item.name.offset, "there is a property \"\(item.name.text)\" already")
    }
  }

  private mutating func define(_ name: Name, _ binding: Binding) {
    if scopes[0][name.text] != nil {
      error(name.offset, "\"\(name.text)\" is declared twice")
    }
    scopes[0][name.text] = binding
  }

  private mutating func kernels() {
    var seen: Set<String> = []
    let switches = Set(tree.switches.map(\.name.text))
    for kernel in tree.kernels {
      if !seen.insert(kernel.name).inserted {
        error(kernel.offset, "there is a kernel \"\(kernel.name)\" already")
      }
      var set: Set<String> = []
      for setting in kernel.settings {
        if !set.insert(setting.name.text).inserted {
          error(setting.name.offset, "\"\(setting.name.text)\" is set twice")
        } else if !switches.contains(setting.name.text) {
          error(setting.name.offset, "there is no switch \"\(setting.name.text)\"")
        }
      }
      for shown in kernel.shownNames
      where functions[shown.name.text] == nil
        && !tree.places.contains(where: {
          $0.name.text == shown.name.text || $0.shortName == shown.name.text
        })
      {
        error(shown.name.offset, "there is no function and no place \"\(shown.name.text)\"")
      }
    }
    let chosen = tree.kernels.first { $0.name == choice.kernel }
    for shown in chosen?.shownNames ?? [] { shownNames[shown.name.text] = shown.shown }
  }

  private static let kinds: [String: PlaceKind] = [
    "seqcount": .seqcount, "flag": .flag, "pte": .pte(.x86_64), "refcount": .refcount,
    "spinlock": .spinlock, "rwsem": .rwsem, "word": .word, "page": .page,
  ]

  static func isPlaceType(_ name: String) -> Bool { kinds[name] != nil }

  static func kind(named name: String) -> PlaceKind? { kinds[name] }

  private mutating func place(_ item: PlaceItem) {
    guard let kind = Self.kinds[item.type.text] else {
      let known = Self.kinds.keys.sorted().joined(separator: ", ")
      return error(item.type.offset, "there is no type \"\(item.type.text)\"; expected \(known)")
    }
    do throws(Parser.Abandoned) {
      let low =
        try item.low.map { low throws(Parser.Abandoned) in try constant(low, "a bound") } ?? 0
      var high = low
      if let count = item.count {
        high = try constant(count, "a count") - (item.low == nil ? 1 : 0)
      }
      guard (0...1).contains(low) else { throw fail(item.name.offset, "an array begins at 0 or 1") }
      guard high >= low, high - low < 256 else {
        throw fail(item.name.offset, "an array has 1 to 256 elements, this one \(high - low + 1)")
      }
      let bounds = ArrayBounds(
        slot: Int32(program.initialPlaces.count), low: Int32(low), count: Int32(high - low + 1))
      guard program.initialPlaces.count + high - low < Self.slotsMax else {
        throw fail(item.name.offset, "the model has more than \(Self.slotsMax) places")
      }
      for index in low...high {
        scopes.append(["i": .constant(index)])
        defer { scopes.removeLast() }
        let value = try item.value.map { value throws(Parser.Abandoned) in
          try initialValue(value, kind)
        }
        program.initialPlaces.append(Int32(truncatingIfNeeded: value ?? 0))
      }
      program.arrays.append(
        Program.PlaceArray(
          name: item.shortName, shownName: shownNames[item.shortName] ?? item.shortName,
          kind: kind, isLoud: item.isLoud,
          isFullyRecorded: !item.isPartlyRecorded, bounds: bounds))
      let reference = PlaceReference(
        array: program.arrays.count - 1, index: item.count == nil ? .constant(0) : nil)
      define(item.name, .place(reference))
    } catch {}
  }

  private mutating func initialValue(
    _ expression: Expression, _ kind: PlaceKind
  ) throws(Parser.Abandoned) -> Int {
    let value = try pure(expression)
    guard let constant = value.constant else {
      throw fail(expression.offset, "expected a value that is known when the model is read")
    }
    if value.type != Self.type(of: kind), !(value.type == .number && constant == 0) {
      throw fail(
        expression.offset,
        "expected \(Self.type(of: kind).words), found \(value.type.words)")
    }
    if kind == .spinlock || kind == .rwsem, constant != 0 {
      throw fail(expression.offset, "a lock begins free")
    }
    return constant
  }

  static func type(of kind: PlaceKind) -> ValueType {
    if case .pte = kind { .pte } else { .number }
  }
}
