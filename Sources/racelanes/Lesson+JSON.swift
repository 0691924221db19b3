import RaceTrace
import Screens
import TraceFormats

extension Lesson {
  /// What `print --json` tells beside the timeline; the members are described at ``TimelineJSON``.
  func members(of timeline: Timeline) -> [JSONValue.Member] {
    [
      .init("objective", .text(objective)), .init("moral", .text(moral)),
      .init("schedule", .text(schedule)),
      .init(
        "chapters",
        .list(
          chapters.map { chapter in
            .object([
              .init("step", .number(chapter.step)), .init("title", .text(chapter.title)),
              .init("words", .text(chapter.words)),
              .init("as_written", .flag(!isAsWritten)),
            ])
          })),
      .init(
        "notes",
        .list(
          notes.sorted { $0.key < $1.key }.flatMap { step, all in
            all.map { words in
              .object([
                .init("step", .number(step)), .init("words", .text(words)),
                .init("as_written", .flag(!isAsWritten)),
              ])
            }
          })),
      .init("findings", .list(findings.map(Self.value))),
      .init("waiting", .list(waitingValues)),
      .init("variations", .list(variations.map(Self.value))),
      .init("settings", .object(settings.map(Self.member))),
      .init("parts_at", partsAt.map(JSONValue.number) ?? .null),
      .init("page_map", .list(pageMaps(of: timeline))),
      .init("outlook", outlookValue),
      .init(
        "point_of_no_return", outlook?.pointOfNoReturn.map(JSONValue.number) ?? .null),
    ]
  }

  private var waitingValues: [JSONValue] {
    waiting.sorted { $0.key < $1.key }.flatMap { step, lanes in
      lanes.sorted { $0.key < $1.key }.map { lane, words in
        .object([
          .init("step", .number(step)), .init("lane", .number(lane)), .init("words", .text(words)),
        ])
      }
    }
  }

  private static func value(_ finding: Finding) -> JSONValue {
    .object([
      .init("step", .number(finding.step)), .init("title", .text(finding.title)),
      .init("words", .text(finding.words)), .init("tone", .text(finding.tone.rawValue)),
    ])
  }

  private static func value(_ variation: Variation) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("name", .text(variation.name)), .init("help", .text(variation.help)),
    ]
    switch variation {
    case .toggle(_, _, let isOn, let byDefault):
      members += [.init("value", .flag(isOn)), .init("default", .flag(byDefault))]
    case .choice(_, _, let among, let value, let byDefault):
      members += [
        .init("value", .text(value)), .init("default", .text(byDefault)),
        .init("among", .list(among.map(JSONValue.text))),
      ]
    }
    return .object(members)
  }

  private static func member(_ setting: Variation.Setting) -> JSONValue.Member {
    switch setting {
    case .toggle(let name, let isOn): .init(name, .flag(isOn))
    case .choice(let name, let value): .init(name, .text(value))
    }
  }

  /// The page map at each step that changes it.
  private func pageMaps(of timeline: Timeline) -> [JSONValue] {
    var found: [JSONValue] = []
    var last: JSONValue?
    for step in 0...timeline.stepCount {
      guard let map = PageMap(timeline, pages, step: step) else { return [] }
      let pointers = JSONValue.list(
        map.rows.joined().map { pointer in
          .object([
            .init("owner", .text(pointer.owner.rawValue)),
            .init("page", pointer.frame.map { .text(pageName($0)) } ?? .null),
            .init("text", .text(pointer.words)),
          ])
        })
      guard pointers != last else { continue }
      last = pointers
      found.append(
        .object([
          .init("step", .number(step)), .init("pointers", pointers),
          .init("parted", .flag(map.statements.contains { $0.isParted })),
          .init("words", .list(map.statements.map { .text($0.words) })),
        ]))
    }
    return found
  }
}
