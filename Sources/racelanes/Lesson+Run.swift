import RaceModel
import RaceTrace
import Scenarios
import Screens

extension Lesson {
  /// What a scenario, or a bare model, says of a run.
  ///
  /// - Parameter performance: where chapters and notes fell; nil when another schedule ran.
  init(
    _ source: ScenarioSource, _ run: Run, _ performance: Performance?,
    changes: ScenarioSource.Changes
  ) {
    let scenario = source.scenario
    let own = scenario?.choice.value ?? ModelChoice()
    let choice = changes.applied(to: own)
    self.init(
      title: scenario?.title ?? source.model.title,
      detail: choice.kernel ?? Self.settingsOwner(choice, own),
      objective: scenario?.objective ?? "", moral: performance == nil ? "" : scenario?.moral ?? "",
      schedule: run.scheduleText)
    about = source.about
    if let performance {
      chapters = zip(performance.scenario.chapters, performance.chapterSteps).compactMap {
        chapter, step in
        step.map { Chapter(step: $0, title: chapter.title, words: chapter.words) }
      }
      for (note, step) in zip(performance.scenario.notes, performance.noteSteps) {
        if let step { notes[step, default: []].append(note.words) }
      }
      partsAt = source.parting(of: performance.run, changes)
    }
    waiting = Self.waiting(run)
    eventsAfterStep = run.eventsAfterStep
    foresee(run, source.futures.of(run.program))
    findings = Self.findings(run)
    let violated = Set(run.violations.map(\.property))
    properties = run.program.properties.map {
      Property(
        name: $0.name, sentence: $0.sentence, isFinal: $0.isFinal,
        isViolated: violated.contains($0.name))
    }
    end = run.end.inLesson
    pages = PageMap.Sources(parent: ["pte"], child: ["child_pte"], device: ["device"])
    variations = Self.variations(source.model, choice, own: own)
    settings = Self.settings(source.model, choice, own: own)
    model = source.model.name
    fix = source.fix(of: run, choice, changes)
    command = source.command(changes, run.scheduleText)
    missing = Self.missing(source.model, run.program, choice)
  }

  /// Whose settings a run without a kernel has, but for those that are told as changes.
  private static func settingsOwner(_ choice: ModelChoice, _ own: ModelChoice) -> String {
    let keeps =
      own.switches.contains { choice.switches[$0.key] == $0.value }
      || own.parameters.contains { choice.parameters[$0.key] == $0.value }
    return keeps ? "the scenario's own settings" : "the model's own settings"
  }

  /// What the kernel does not have, and what of it was switched off.
  private static func missing(
    _ model: Model, _ program: Program, _ choice: ModelChoice
  ) -> [String: String] {
    var plain = choice
    plain.switches = [:]
    let lacking =
      choice.switches.isEmpty ? program.untouchedNames : (try? model.program(plain))?.untouchedNames
    return program.untouchedNames.reduce(into: [:]) { found, name in
      let isOff = lacking?.contains(name) == false
      found[name] = isOff ? "switched off" : "not in \(choice.kernel ?? "this model")"
    }
  }

  /// Who waits after each event: what was true behind the last step of the schedule by then.
  private static func waiting(_ run: Run) -> [Int: [Int: String]] {
    var found: [Int: [Int: String]] = [:]
    for (index, words) in run.waiting.enumerated() where !words.isEmpty {
      let events = run.eventsAfterStep
      guard events.indices.contains(index) else { continue }
      let next = events.indices.contains(index + 1) ? events[index + 1] : run.trace.events.count + 1
      for event in events[index]..<max(next, events[index] + 1) { found[event] = words }
    }
    return found
  }

  /// The verdicts of the model, by step; what holds is said only of a run that is complete.
  private static func findings(_ run: Run) -> [Finding] {
    let last = run.trace.events.count
    let open = run.program.properties.filter(\.isFinal).map(\.name)
    var found = run.violations.map { violation -> Finding in
      let isOpen = !violation.isFinal && !open.isEmpty && violation.event < last
      // True at every step: what is lost may be seen long before the end, where it is judged.
      let rest = "what else must hold is judged at the end: \(open.joined(separator: ", "))."
      return Finding(
        step: violation.event, title: "\(violation.property) violated",
        words: violation.sentence + (isOpen ? "; \(rest)" : "."), tone: .bad,
        brief: isOpen ? rest : nil)
    }
    switch run.end {
    case .complete:
      let violated = run.violations.map(\.property)
      for property in run.program.properties where !violated.contains(property.name) {
        found.append(
          Finding(
            step: last, title: "\(property.name) holds", words: property.sentence + ".",
            tone: .good))
      }
      if violated.isEmpty, found.count > 1 {
        let names = run.program.properties.map(\.name).joined(separator: ", ")
        found.append(
          Finding(step: last, title: "nothing goes wrong", words: "\(names) hold.", tone: .good))
      }
      for lock in run.heldLocks {
        found.append(
          Finding(
            step: last, title: "never released", words: "All lanes have ended with \(lock).",
            tone: .bad))
      }
    case .stopped:
      found.append(
        Finding(
          step: last, title: Self.notKnown,
          words: "The schedule ends before the lanes do; what must hold at the end is not judged.",
          tone: .neutral))
    case .deadlock(let waits):
      found.append(
        Finding(
          step: last, title: "deadlock", words: waits.joined(separator: ", ") + ".", tone: .bad))
    case .fault(let fault, let lane):
      found.append(
        Finding(
          step: last, title: "the model fails", words: "On CPU \(lane): \(fault.words).",
          tone: .bad))
    }
    return found
  }

  /// What is found of a run that ends before its lanes do.
  static let notKnown = "not known"
  static let kernelName = "kernel"
  /// What the kernel is called when a model runs with its own settings.
  static let noKernel = "none"

  private static func variations(
    _ model: Model, _ choice: ModelChoice, own: ModelChoice
  ) -> [Variation] {
    let complete = model.complete(choice)
    let kernel = model.complete(ModelChoice(kernel: choice.kernel))
    var all: [Variation] = []
    if !model.kernels.isEmpty {
      let names = (own.kernel == nil ? [noKernel] : []) + model.kernels.map(\.name)
      all.append(
        .choice(
          name: kernelName,
          help: model.kernels.first { $0.name == choice.kernel }?.help
            ?? "the settings that the model begins with",
          among: names, value: choice.kernel ?? noKernel, byDefault: own.kernel ?? noKernel))
    }
    for parameter in model.parameters {
      all.append(
        .choice(
          name: parameter.name, help: parameter.help,
          among: parameter.offered.map(String.init),
          value: String(complete.parameters[parameter.name] ?? parameter.value),
          byDefault: String(parameter.value)))
    }
    for one in model.switches {
      all.append(
        .toggle(
          name: one.name, help: one.help, isOn: complete.switches[one.name] ?? one.isOn,
          byDefault: kernel.switches[one.name] ?? one.isOn))
    }
    return all
  }

  /// What differs from the scenario on the chosen kernel.
  private static func settings(
    _ model: Model, _ choice: ModelChoice, own: ModelChoice
  ) -> [Variation.Setting] {
    var written = own
    written.kernel = choice.kernel
    let (now, before) = (model.complete(choice), model.complete(written))
    var found: [Variation.Setting] = []
    if choice.kernel != own.kernel {
      found.append(.choice(kernelName, choice.kernel ?? noKernel))
    }
    for parameter in model.parameters {
      let value = now.parameters[parameter.name]
      if let value, value != before.parameters[parameter.name] {
        found.append(.choice(parameter.name, String(value)))
      }
    }
    for one in model.switches {
      let isOn = now.switches[one.name]
      if let isOn, isOn != before.switches[one.name] { found.append(.toggle(one.name, isOn)) }
    }
    return found
  }
}

extension Run.End {
  fileprivate var inLesson: Lesson.End {
    switch self {
    case .complete: .complete
    case .stopped: .stopped
    case .deadlock: .deadlock
    case .fault: .failure
    }
  }
}

extension ScenarioSource.Changes {
  /// The changes that the player's settings stand for.
  init(_ settings: [Variation.Setting]) {
    self.init()
    for setting in settings {
      switch setting {
      case .toggle(let name, let isOn): switches[name] = isOn
      case .choice("kernel", let value): kernel = value == Lesson.noKernel ? nil : value
      case .choice(let name, let value): parameters[name] = Int(value)
      }
    }
  }
}

extension ScenarioSource {
  /// The paragraphs that the model's text begins with: what it models and what it leaves out.
  fileprivate var about: [String] {
    guard let text = try? FileReading.text(of: model.source.name) else { return [] }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { $0.hasPrefix("///") }.map { $0.dropFirst(3).drop { $0 == " " } }
    return lines.split { $0.isEmpty }.map { $0.joined(separator: " ") }
  }
}
