import Cells
import RaceModel
import RaceTrace
import Testing
import TraceFormats

@testable import Screens
@testable import racelanes

/// What can still happen, step by step.
struct OutlookTests {
  @Test(arguments: [
    ("0", "0", "0"), ("44067", "44,067", "44,067"), ("999999999", "999,999,999", "999,999,999"),
    ("2325240507", "2.3×10^9", "2,325,240,507"),
    ("31821521318775836609", "3.1×10^19", "31,821,521,318,775,836,609"),
  ])
  func `numbers of any size`(_ digits: String, _ short: String, _ exact: String) {
    let amount = Amount(digits: digits)
    #expect(amount.short == short)
    #expect(amount.exact == exact)
    #expect(amount.digits == digits)
  }

  /// A deadlock is no property that is broken, nor is a model that fails.
  @Test(arguments: [
    (["nothing_lost"], "2", "from here all of 2 schedules break nothing_lost"),
    (["deadlock"], "2", "from here all of 2 schedules deadlock"),
    (["deadlock"], "1", "from here the only schedule deadlocks"),
    (["fault"], "3", "from here all of 3 schedules make the model fail"),
    (["held_lock"], "1", "from here the only schedule ends with a lock held"),
  ])
  func `what schedules do that go wrong`(_ names: [String], _ count: String, _ words: String) {
    let all = Amount(digits: count)
    let prospect = Outlook.Prospect(
      total: all, bad: all, shares: names.map { .init(name: $0, bad: all) })
    #expect(prospect.forms[0] == words)
    let harm = Outlook.Share.harm(names, isOne: all.isOne)
    #expect(prospect.exactWords[1] == "\(count) \(harm).")
  }

  @Test func `several kinds of harm in one sentence`() {
    let one = Amount(digits: "1")
    let shares = ["a", "deadlock", "b"].map { Outlook.Share(name: $0, bad: one) }
    let outlook = Outlook(
      prospects: [.init(total: one, bad: one, shares: shares)], choices: [[nil]], events: [0],
      pointOfNoReturn: 0)
    #expect(outlook.finding?.words == "Every schedule breaks a and b and deadlocks.")
  }

  @Test func `the outlook of the flagship`() throws {
    let state = try Playing.lesson()
    let outlook = try #require(state.lesson?.outlook)
    // The same numbers as `racelanes explore` prints of the model.
    #expect(outlook.prospects[0].total.digits == "44067")
    #expect(outlook.prospects[0].bad.digits == "4113")
    #expect(outlook.prospects.last?.isLost == true)
    // The re-check is the last step at which fork() could have spoilt the pin.
    #expect(outlook.pointOfNoReturn == 21)
    #expect(outlook.prospect(at: 20)?.isLost == false)
    #expect(outlook.prospect(at: 21)?.isLost == true)
  }

  @Test(arguments: LessonTests.all) func `laws of an outlook`(_ path: String) throws {
    let state = try Playing.lesson(path)
    let lesson = try #require(state.lesson)
    let outlook = try #require(lesson.outlook)
    #expect(outlook.prospects.count == lesson.schedule.count + 1)
    #expect(outlook.events.count == outlook.prospects.count)
    #expect(outlook.events == outlook.events.sorted())
    let number = { (amount: Amount) in UInt64(amount.digits) ?? 0 }
    for (prospect, choices) in zip(outlook.prospects, outlook.choices) {
      let open = choices.compactMap { $0 }
      guard !open.isEmpty else {
        #expect(prospect.total.isOne)
        continue
      }
      #expect(open.map { number($0.total) }.reduce(0, +) == number(prospect.total))
      #expect(open.map { number($0.bad) }.reduce(0, +) == number(prospect.bad))
    }
    let lost = outlook.prospects.map(\.isLost)
    #expect(lost.firstIndex(of: true).map { outlook.events[$0] } == outlook.pointOfNoReturn)
    let isBad = lesson.findings.contains { $0.tone == .bad }
    #expect(lost.last == isBad)
  }

  @Test(arguments: [Charset.unicode, .ascii])
  func `the point of no return is marked`(_ charset: Charset) throws {
    let sign: Character = charset == .ascii ? "!" : "⊗"
    for (keys, isSeen) in [("20G", false), ("21G", true), ("G", true)] {
      var state = try Playing.lesson(width: 120, height: 140, look: Look(charset: charset))
      _ = try state.press(keys)
      let rows = state.frame().rows()
      let lane = rows[2..<Layout(state).lowerRule.y]
      #expect(lane.contains { $0.contains("21\(sign)") } == isSeen)
      let waves = rows[Layout(state).waves.rows]
      #expect(!waves.isEmpty)
      // At the step itself the cursor stands there.
      #expect(waves.allSatisfy { $0.contains(sign) } == (keys != "21G"))
      let words = state.findings.map(\.title)
      #expect(words.first == "point of no return")
    }
  }

  @Test(arguments: [
    (80, "gg", "from here 4,113 of 44,067 go wrong"),
    (120, "gg", "from here 4,113 of 44,067 schedules break pin_keeps_its_page"),
    (80, "21G", "from here all of 8 schedules break pin_keeps_its_page"),
    (80, "30G", "from here the only schedule breaks pin_keeps_its_page"),
    (60, "gg", "from here 4,113 of 44,067 go wrong"),
  ])
  func `how many schedules lie ahead`(_ width: Int, _ keys: String, _ words: String) throws {
    var state = try Playing.lesson(width: width, height: 40)
    _ = try state.press(keys)
    let rule = state.frame().rows()[Layout(state).lowerRule.y]
    #expect(rule.contains(" \(words) "), "\(rule)")
  }

  @Test func `a model that is too large says so`() throws {
    var lesson = try #require(try Playing.lesson().lesson)
    lesson.outlook = nil
    let program = try Playing.scenario("gup-fork/lost-pin.yaml").program(.init())
    lesson.foresee(Runner.follow(program, []), nil)
    #expect(lesson.outlook == nil)
    #expect(lesson.outlookReason == "not known: more than 100,000 states")
    #expect(lesson.outlookValue == .null)
  }
}
