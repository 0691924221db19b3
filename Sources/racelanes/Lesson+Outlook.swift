import BigInt
import Explorer
import RaceModel
import Screens
import TraceFormats

extension Lesson {
  /// Takes what can still happen at each step of `run`.
  mutating func foresee(_ run: Run, _ futures: Futures?) {
    guard let futures else {
      outlookReason = FuturesCache.reason(run.program)
      return
    }
    let found = futures.outlook(run.schedule)
    let events = run.accesses
    outlook = Outlook(
      prospects: found.steps.map { .init($0, futures.propertyNames) },
      choices: found.choices.map { lanes in
        lanes.map { $0.map { .init($0, futures.propertyNames) } }
      },
      events: events,
      pointOfNoReturn: found.pointOfNoReturn.flatMap { step in
        events.indices.contains(step) ? events[step] : nil
      })
  }

  /// The outlook for scripts: an entry for each number of steps of the schedule.
  var outlookValue: JSONValue {
    guard let outlook else { return .null }
    return .list(
      zip(outlook.prospects.indices, outlook.events).map { index, event in
        let choices = outlook.choices[index].map { $0.map { Self.object($0, []) } ?? .null }
        return Self.object(
          outlook.prospects[index],
          [.init("step", .number(event)), .init("schedule_step", .number(index))],
          then: [.init("choices", .list(choices))])
      })
  }

  private static func object(
    _ prospect: Outlook.Prospect, _ before: [JSONValue.Member], then after: [JSONValue.Member] = []
  ) -> JSONValue {
    // Numbers are strings: JSON's own lose digits above 2^53 in many programs.
    .object(
      before + [
        .init("schedules", .text(prospect.total.digits)), .init("bad", .text(prospect.bad.digits)),
        .init(
          "broken", .object(prospect.shares.map { .init($0.name, .text($0.bad.digits)) })),
      ] + after)
  }
}

extension Run {
  /// For each number of steps of the schedule, how many events there were up to and with the shared
  /// access of the last one; the local statements behind it change nothing for the other lane.
  fileprivate var accesses: [Int] {
    eventsAfterStep.indices.map { step in
      guard step > 0 else { return 0 }
      let events = eventsAfterStep[step - 1]..<eventsAfterStep[step]
      let access = events.first { program.rows[rowOfEvent[$0]].kind == .access }
      return access.map { $0 + 1 } ?? eventsAfterStep[step]
    }
  }
}

extension Outlook.Prospect {
  init(_ prospect: Futures.Prospect, _ names: [String]) {
    self.init(
      total: Amount(prospect.total), bad: Amount(prospect.bad),
      shares: zip(names, prospect.byProperty).filter { $0.1 > 0 }.map {
        .init(name: $0.0, bad: Amount($0.1))
      })
  }
}

extension Amount {
  init(_ number: BigUInt) { self.init(digits: String(number)) }
}
