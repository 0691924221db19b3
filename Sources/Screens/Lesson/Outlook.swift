import RaceTrace

/// What can still happen at each step of a run: how many ways there are to go on, and how many of
/// them go wrong.
public struct Outlook: Hashable, Sendable {
  /// How many schedules break something.
  public struct Share: Hashable, Sendable {
    /// The property, or what is wrong in any model: `deadlock`, `held_lock`, `fault`.
    public var name: String
    /// How many break it.
    public var bad: Amount

    /// A share.
    public init(name: String, bad: Amount) {
      self.name = name
      self.bad = bad
    }

    /// What one schedule does, or what several do: `breaks nothing_lost and deadlocks`.
    static func harm(_ names: [String], isOne: Bool) -> String {
      var properties: [String] = []
      var others: [String] = []
      for name in names {
        switch name {
        case "deadlock": others.append(isOne ? "deadlocks" : "deadlock")
        case "held_lock": others.append(isOne ? "ends with a lock held" : "end with a lock held")
        case "fault": others.append(isOne ? "makes the model fail" : "make the model fail")
        default: properties.append(name)
        }
      }
      let broken = (isOne ? "breaks " : "break ") + properties.joined(separator: " and ")
      return ((properties.isEmpty ? [] : [broken]) + others).joined(separator: " and ")
    }
  }

  /// How it can go on from one state.
  public struct Prospect: Hashable, Sendable {
    /// The number of ways to go on to an end; 1 at an end.
    public var total: Amount
    /// How many of these go wrong.
    public var bad: Amount
    /// What they break from here on, without what none breaks.
    public var shares: [Share]

    /// A prospect.
    public init(total: Amount, bad: Amount, shares: [Share] = []) {
      self.total = total
      self.bad = bad
      self.shares = shares
    }

    /// Whether it can only go wrong.
    public var isLost: Bool { total == bad }
    /// Whether it cannot go wrong any more.
    public var isSafe: Bool { bad.isZero }

    /// `break pin_keeps_its_page` when that is what all of the bad ones do, else `go wrong`.
    var harm: String {
      guard let share = shares.first(where: { $0.bad == bad }) else {
        return bad.isOne ? "goes wrong" : "go wrong"
      }
      return Share.harm([share.name], isOne: bad.isOne)
    }

    /// In a line, the fullest first.
    var forms: [String] {
      let schedules = total.isOne ? "schedule" : "schedules"
      if isSafe {
        return total.isOne
          ? ["from here the only schedule keeps well", "1 left, good"]
          : [
            "from here none of \(total.short) schedules goes wrong", "0 of \(total.short) go wrong",
          ]
      }
      if isLost, total.isOne {
        return ["from here the only schedule \(harm)", "1 left, goes wrong"]
      }
      let count = isLost ? "all" : bad.short
      return [
        "from here \(count) of \(total.short) \(schedules) \(harm)",
        "from here \(count) of \(total.short) go wrong", "\(count) of \(total.short) go wrong",
      ]
    }

    /// With every digit, a sentence for each thing that is broken.
    var exactWords: [String] {
      ["\(bad.exact) of \(total.exact) continuations go wrong."]
        + shares.map { "\($0.bad.exact) \(Share.harm([$0.name], isOne: $0.bad.isOne))." }
    }
  }

  /// The prospect after each number of steps of the schedule, from 0 on.
  public var prospects: [Prospect]
  /// For each of these, the prospect behind a step of each lane; nil for one that cannot move.
  public var choices: [[Prospect?]]
  /// The number of events up to and with the shared access of each step of the schedule; 0 for none.
  public var events: [Int]
  /// The number of events after which every continuation goes wrong, and before which some did not.
  public var pointOfNoReturn: Int?

  /// An outlook.
  public init(
    prospects: [Prospect], choices: [[Prospect?]], events: [Int], pointOfNoReturn: Int?
  ) {
    self.prospects = prospects
    self.choices = choices
    self.events = events
    self.pointOfNoReturn = pointOfNoReturn
  }

  /// The number of whole steps of the schedule that `event` events make, and that there is a
  /// prospect for.
  func index(at event: Int) -> Int? {
    let known = events.prefix(prospects.count)
    return known.lastIndex { $0 <= event }
  }

  /// The prospect after so many events.
  public func prospect(at event: Int) -> Prospect? { index(at: event).map { prospects[$0] } }

  /// Whether nobody can move any more.
  func isAtEnd(_ event: Int) -> Bool {
    index(at: event).map { choices[$0].allSatisfy { $0 == nil } } ?? true
  }

  /// What is said where the point of no return is reached; nil when it never is.
  var finding: Finding? {
    guard let event = pointOfNoReturn, let prospect = prospect(at: event) else { return nil }
    let names = prospect.shares.filter { $0.bad == prospect.total }.map(\.name)
    let harm = names.isEmpty ? "goes wrong" : Share.harm(names, isOne: true)
    let words =
      event == 0
      ? "Every schedule \(harm)."
      : "Before step \(event) some schedule could still end well; from then on every one \(harm)."
    return Finding(step: event, title: "point of no return", words: words, tone: .neutral)
  }
}
