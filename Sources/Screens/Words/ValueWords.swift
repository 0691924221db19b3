import RaceTrace

/// What an event read or changed, in as few characters as a lane has.
struct ValueWords {
  let focused: FocusedTimeline
  private var timeline: Timeline { focused.timeline }

  init(_ focused: FocusedTimeline) { self.focused = focused }

  /// The value column of the event at `position`: the fullest reading that fits in `width` columns
  /// (one column a character), or the shortest there is.
  func column(at position: Int, width: Int) -> String {
    var last = ""
    for form in Detail.allCases {
      last = column(at: position, form)
      if last.count <= width { return last }
    }
    return last
  }

  /// How much a value column says, the fullest first.
  private enum Detail: CaseIterable {
    case full, values, outcome, least

    var form: DecodedValue.Form {
      switch self {
      case .full, .values: .short
      case .outcome: .compact
      case .least: .least
      }
    }
  }

  /// How loud the values of the event are: raised if one of them is.
  func level(at position: Int) -> DecodedValue.Level {
    let levels = timeline.operations(at: position).compactMap { operation -> DecodedValue.Level? in
      guard let place = operation.place, case let kind = timeline.trace.kind(of: place) else {
        return nil
      }
      if case .observe = operation { return nil }
      return (operation.written ?? operation.seen).map { kind.decode($0).level }
    }
    return levels.contains(.raised) ? .raised : levels.first ?? .plain
  }

  private func column(at position: Int, _ detail: Detail) -> String {
    let form = detail.form
    var parts: [String] = []
    var observed: [String] = []
    var outcome: String?
    var returned: Int64?
    for operation in timeline.operations(at: position) {
      switch operation {
      case .load(let place, let value): parts.append(decode(value, in: place, form))
      case .observe(let place, let value):
        observed.append("\(focused.label(of: place)) \(decode(value, in: place, form))")
      case .store(let place, let old, let new), .rmw(let place, let old, let new):
        parts.append(
          change(in: place, from: old ?? valueBefore(position, in: place), to: new, form))
      case .lock(_, let mode): parts.append(mode == .shared ? "read-locked" : "locked")
      case .unlock: parts.append("unlocked")
      case .ret(let value?):
        // A function that returns what another one returned to it says so once; and what was
        // returned follows from what was read, and is what the next row begins with.
        if returned != value, detail != .least || parts.isEmpty { parts.append("returns \(value)") }
        returned = value
      case .branch(_, let words) where returned != nil:
        // Behind a return stands the test of the caller: no answer to what this statement asks.
        if detail == .full { parts.append("caller's test: \(timeline.trace.strings[words])") }
      case .branch(_, let words):
        // `not pinned: share the page`: what it was, and where room is short no more than that.
        let text = timeline.trace.strings[words]
        outcome = detail == .full ? text : text.split(separator: ":").first.map(String.init)
      case .ret, .forget, .fence, .call, .mark, .lost: break
      }
    }
    if detail == .least, outcome != nil, parts.count > 1 { parts = [] }
    let said = (parts + [outcome ?? ""]).filter { !$0.isEmpty }
    if !said.isEmpty { return said.joined(separator: ", ") }
    return observed.isEmpty ? "" : "(" + observed.joined(separator: ", ") + ")"
  }

  /// What `place` held just before the event at `position`; nil too when the event itself says that
  /// this means nothing.
  func valueBefore(_ position: Int, in place: Place.ID) -> UInt64? {
    timeline.operations(at: position).contains(.forget(place))
      ? nil : timeline.value(of: place, after: position)
  }

  private func decode(_ value: UInt64, in place: Place.ID, _ form: DecodedValue.Form) -> String {
    timeline.trace.kind(of: place).decode(value).in(form)
  }

  /// `13978 → 13979 odd`, `0 → 1 set`, `P W A D → P - A D`, `2 → 1026 = 2 + 1 pin`.
  func change(
    in place: Place.ID, from old: UInt64?, to new: UInt64, _ form: DecodedValue.Form
  ) -> String {
    let kind = timeline.trace.kind(of: place)
    guard let old else { return "→ " + kind.decode(new).in(form) }
    guard old != new else { return "stays " + kind.decode(new).in(form) }
    if case .pte(let layout) = kind, layout.frame(old) == layout.frame(new) {
      let (before, after) = (kind.decode(old).compact, kind.decode(new).compact)
      return (form == .least ? differing(before, after) : nil) ?? before + " → " + after
    }
    if case .pte(let layout) = kind, form != .text {
      return layout.frameName(old) + " → " + layout.frameName(new)
    }
    return kind.decode(old).compact + " → " + kind.decode(new).in(form)
  }

  /// `W → -`: of two entries the bits that differ; nil when they cannot be told apart so.
  private func differing(_ before: String, _ after: String) -> String? {
    let (old, new) = (before.split(separator: " "), after.split(separator: " "))
    guard old.count == new.count, old != new else { return nil }
    let changed = zip(old, new).filter { $0 != $1 }
    return changed.map(\.0).joined(separator: " ") + " → "
      + changed.map(\.1).joined(separator: " ")
  }
}

extension DecodedValue {
  /// How much room there is for a value.
  enum Form { case text, short, compact, least }

  func `in`(_ form: Form) -> String {
    switch form {
    case .text: text
    case .short: short
    case .compact, .least: compact
    }
  }
}

extension PteLayout {
  /// Where an entry points, for changes from one page to another.
  fileprivate func frameName(_ raw: UInt64) -> String {
    isPresent(raw) ? pageName(frame(raw)) : "none"
  }
}
